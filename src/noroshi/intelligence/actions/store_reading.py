"""Store what somebody chose of a reading: a report, and the observables and indicators in it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from noroshi.formats.containers import Content
from noroshi.formats.names.observables import Observable
from noroshi.formats.stix import bundle_of, canonical
from noroshi.intelligence.actions.import_objects import Terms, import_objects
from noroshi.intelligence.intake import (
    Becomes,
    Choice,
    Finding,
    Reading,
    becomes,
    objects_of,
)
from noroshi.intelligence.rules import LONGEST_NAME, LONGEST_SOURCE
from noroshi.intelligence.warninglists.queries import common
from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import ConflictError, MalformedError
from noroshi.kernel.imports import ImportResult
from noroshi.parties.rules import Power, require


@dataclass(frozen=True, slots=True)
class Stored:
    """report: the identifier of the report; result: how many objects are new or were held."""

    report: str
    result: ImportResult


@transaction.atomic
def store_reading(reading: Reading, choice: Choice, *, by: Actor | None, at: datetime) -> Stored:
    """Store the chosen findings; one entry in the ledger. What is common infrastructure by now becomes
    no indicator, whatever the preview said. The same again is unchanged.

    by: None for the house itself. Raises: RefusedError without the power, MalformedError for a choice
    that cannot be, ConflictError where the reading was stored with another choice."""
    if by is not None:
        require(by, Power.KEEP_INTELLIGENCE)
    _check(reading, choice)
    chosen = {one.observable: one for one in map(reading.findings.__getitem__, choice.numbers)}
    lists = common(chosen)
    taken = [
        (finding, made)
        for one, finding in chosen.items()
        if (made := _made(finding, lists)) is not Becomes.NOTHING
    ]
    owner = str(by.organisation) if by is not None else str(UUID(int=0))
    report, objects = objects_of(reading, taken, choice, organisation=owner)
    pieces = bundle_of(canonical(one).decode() for one in objects)
    terms = Terms(source=choice.source, unmarked=choice.tlp)
    result = import_objects([Content(reading.name, iter(pieces))], by=by, at=at, terms=terms)
    if result.refused:
        raise ConflictError("this reading is stored with another choice: read the document anew")
    return Stored(report, result)


def _made(finding: Finding, lists: Collection[Observable]) -> Becomes:
    one = finding.observable
    return becomes(one, is_common=one in lists, is_part=finding.is_part)[0]


def _check(reading: Reading, choice: Choice) -> None:
    if not choice.title.strip() or len(choice.title) > LONGEST_NAME or "\0" in choice.title:
        raise MalformedError(f"title: between 1 and {LONGEST_NAME} characters")
    if not choice.source.strip() or len(choice.source) > LONGEST_SOURCE or "\0" in choice.source:
        raise MalformedError(f"source: between 1 and {LONGEST_SOURCE} characters")
    if choice.confidence is not None and not 0 <= choice.confidence <= 100:
        raise MalformedError("confidence: between 0 and 100")
    if any(not 0 <= number < len(reading.findings) for number in choice.numbers):
        raise MalformedError("chosen: there is no such value in this reading")
