"""Report a weakness that is not public yet, and speak about it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import AbsentError, ConflictError
from noroshi.ledger.actions.record import record
from noroshi.parties.rules import Power, require
from noroshi.suppliers.disclosing import Party, Stage, Weakness, check_weakness
from noroshi.suppliers.facts import SealedKept
from noroshi.suppliers.models import Disclosure, DisclosureLine, Reporter
from noroshi.suppliers.rules import LineKind, check_text

SEALED = "sealed"  # of every entry alike
ABSENT = "there is no such weakness"


@transaction.atomic
def report_weakness(weakness: Weakness, *, by: Actor, at: datetime) -> Disclosure:
    """Report it to the office, as a finder or as the supplier itself. Nobody else learns of it.

    Raises: RefusedError, MalformedError."""
    require(by, Power.REPORT_WEAKNESSES)
    check_weakness(weakness)
    disclosure = Disclosure(
        title=weakness.title,
        description=weakness.description,
        vendor=weakness.vendor,
        product=weakness.product,
        versions=list(weakness.versions),
        cvss_vector=weakness.cvss_vector,
        reported_at=at,
        changed_at=at,
    )
    Disclosure.objects.bulk_create([disclosure])
    Reporter.objects.bulk_create([Reporter(disclosure=disclosure, organisation_id=by.organisation)])
    seal(disclosure, {"act": "reported", "text": weakness.description}, by=by, at=at)
    return disclosure


@transaction.atomic
def comment_disclosure(disclosure: UUID, text: str, *, by: Actor, at: datetime) -> DisclosureLine:
    """Add a line, which the office, the supplier and the reporter read.

    Raises: AbsentError, RefusedError, ConflictError, MalformedError."""
    require(by, Power.REPORT_WEAKNESSES)
    found = Disclosure.objects.filter(id=disclosure).first()
    if found is None:
        raise AbsentError(ABSENT)
    if found.state not in (Stage.PENDING, Stage.OPEN):
        raise ConflictError("this is closed")
    text = text.strip()
    check_text(text)
    seal(found, {"act": "commented", "text": text}, by=by, at=at)
    return say(found, LineKind.COMMENT, text, by=by, at=at)


def held(disclosure: UUID) -> Disclosure:
    """The weakness, as far as the requester may change it, for the rest of the transaction.

    Raises: AbsentError."""
    found = Disclosure.objects.select_for_update(of=("self",)).filter(id=disclosure).first()
    if found is None:
        raise AbsentError(ABSENT)
    return found


def say(
    disclosure: Disclosure, kind: LineKind, text: str, *, by: Actor, at: datetime
) -> DisclosureLine:
    """Add a line in the caller's transaction."""
    line = DisclosureLine(
        disclosure=disclosure,
        writer=party_of(disclosure, by),
        kind=kind,
        text=text,
        written_at=at,
    )
    DisclosureLine.objects.bulk_create([line])
    return line


def party_of(disclosure: Disclosure, by: Actor) -> Party:
    """As whom somebody speaks who may see it."""
    if by.organisation_kind == "nco":
        return Party.OFFICE
    return Party.SUPPLIER if disclosure.supplier_id == by.organisation else Party.REPORTER


def seal(disclosure: Disclosure, detail: dict[str, Any], *, by: Actor, at: datetime) -> None:
    """Record an act so that the log tells nobody whose it was or what it was about."""
    whole = {**detail, "disclosure": str(disclosure.id), "by": str(by.token)}
    record(SealedKept(SEALED, None, whole), by=None, at=at)
