"""What is wrong with a report, by the field's name in the reporter's words."""

import re
from typing import Final

from django.utils.translation import gettext

from noroshi.kernel.errors import Location, MalformedError
from noroshi.reporting.fields import FIELDS, NUMBERED, field_word
from noroshi.reporting.forms.filled import read_form
from noroshi.reporting.incident import Incident

PREFIX: Final = re.compile(r"(?P<place>[a-z_.\[\]0-9]+): (?P<reason>.*)", re.DOTALL)
MISSING: Final = re.compile(r"Object missing required field `(?P<name>[a-z_]+)`")
INSTANT: Final = ("Expected `datetime`", "Invalid RFC3339", "Expected `datetime | null`")


def read_report(octets: bytes, source: str) -> Incident:
    """An incident as it was sent, in JSON or as a filled workbook.

    Raises: MalformedError in the reporter's words, or with the sheet and cell."""
    try:
        return read_form(octets, source)
    except MalformedError as error:
        if error.at and error.at.place.startswith("sheet "):
            raise
        raise in_words(error, source) from error


def in_words(error: MalformedError, source: str) -> MalformedError:
    """The same error; its detail begins with what the field is called, its place is the field."""
    place, reason = (error.at.place if error.at else ""), error.detail
    if not place and (told := PREFIX.fullmatch(reason)) and _is_field(told["place"]):
        place, reason = told["place"], told["reason"]
    if absent := MISSING.fullmatch(reason):
        place = f"{place}.{absent['name']}" if place else absent["name"]
        reason = gettext("this is needed")
    elif reason.startswith(INSTANT):
        reason = gettext("a date and time with its zone, such as 2026-11-02T09:30:00+09:00")
    detail = f"{field_word(place)}: {reason}" if place else reason
    return MalformedError(detail, at=Location(source, place), code=error.code)


def _is_field(place: str) -> bool:
    return NUMBERED.sub("", place) in FIELDS
