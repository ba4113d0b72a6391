"""What is wrong with a report, by the field's name in the reporter's words."""

import re
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from noroshi.entrypoints.details import detail_word
from noroshi.kernel.errors import Location, MalformedError
from noroshi.reporting.drafting import path_of
from noroshi.reporting.fields import FIELDS, NUMBERED, field_word
from noroshi.reporting.forms.filled import read_form
from noroshi.reporting.incident import Incident

PREFIX: Final = re.compile(r"(?P<place>[a-z_.\[\]0-9]+): (?P<reason>.*)", re.DOTALL)
MISSING: Final = re.compile(r"Object missing required field `(?P<name>[a-z_]+)`")
# What a reader of types says, in the reporter's words; what stands in its signs stays.
TYPES: Final = (
    (re.compile(r"Expected `(?P<wanted>[^`]+)`, got `(?P<got>[^`]+)`"),
     _("`%(wanted)s` is expected, not `%(got)s`")),
    (re.compile(r"Expected `[a-z]+` of length (?P<limit>[<>=]+ \d+)"), _("the length is to be %(limit)s")),
    (re.compile(r"Expected `[a-z]+` (?P<limit>[<>=]+ \d+)"), _("the number is to be %(limit)s")),
    (re.compile(r"Invalid enum value (?P<value>.*)", re.DOTALL), _("there is no such choice: %(value)s")),
    (re.compile(r"Object contains unknown field `(?P<name>.*)`", re.DOTALL),
     _("there is no such field: %(name)s")),
)  # fmt: skip
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
    else:
        reason = _reason(reason)
    detail = f"{field_word(path_of(place))}: {reason}" if place else reason
    return MalformedError(detail, at=Location(source, place), code=error.code)


def _reason(said: str) -> str:
    for pattern, words in TYPES:
        if found := pattern.fullmatch(said):
            return words % found.groupdict()
    return detail_word(said)


def _is_field(place: str) -> bool:
    return NUMBERED.sub("", place) in FIELDS
