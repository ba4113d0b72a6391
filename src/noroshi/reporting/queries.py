"""What is asked about reports, as far as the requester may see."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from django.db import connection
from django.db.models import DateTimeField, Exists, F, Min, OuterRef, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from noroshi.kernel.errors import AbsentError
from noroshi.ledger.entries import Entry
from noroshi.operations.prepared import ask_models
from noroshi.reporting.differences import Difference, differences
from noroshi.reporting.forms.filed import Attached, Filed
from noroshi.reporting.incident import Incident
from noroshi.reporting.models import Attachment, ConfirmedRegime, Line, Obligation, Report, Version
from noroshi.reporting.regimes import Confirmation, Recipient, Regime, regimes
from noroshi.reporting.rules import Assessment
from noroshi.reporting.rules import Obligation as Owed
from noroshi.reporting.sharing_sql import CONFIRMED, LEAF
from noroshi.reporting.threads import WAITS, Said

ANSWERED: Final = Exists(Line.objects.filter(answers=OuterRef("pk")))
# Of an order, by when a correction is due.
DUE_AT: Final = Cast(KeyTextTransform("due_at", "obligation"), DateTimeField())

# Who receives here what the law sends to whom; the others are not here.
RECEIVES: Final = {
    Recipient.MINISTRY: "ministry",
    Recipient.COMMUNICATIONS_MINISTER: "ministry",
    Recipient.PRIME_MINISTER: "nco",
}


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list of reports is narrowed to; empty means all. text: part of a title."""

    organisation: str = ""
    kind: str = ""
    regime: str = ""
    text: str = ""


def confirmed() -> Mapping[str, ConfirmedRegime]:
    """The proposed regimes that are confirmed now."""
    return {one.regime: one for one in ask_models(ConfirmedRegime, CONFIRMED)}


def in_force() -> tuple[Regime, ...]:
    """Every version that governs some day, those that are confirmed among them."""
    known = confirmed().values()
    return regimes(frozenset(Confirmation(one.regime, one.valid_from) for one in known))


def reports(chosen: Filter = Filter()) -> QuerySet[Report]:
    """Reports, the one that changed last on top."""
    found = Report.objects.select_related("organisation").order_by("-changed_at", "-id")
    if chosen.organisation:
        found = found.filter(organisation__code=chosen.organisation)
    if chosen.kind:
        found = found.filter(kind=chosen.kind)
    if chosen.regime:
        found = found.filter(regimes__contains=[chosen.regime])
    if chosen.text:
        found = found.filter(title__icontains=chosen.text)
    return found


def report(identifier: UUID) -> Report:
    """One report. Raises: AbsentError, also for one that may not be seen."""
    found = reports().filter(id=identifier).first()
    if found is None:
        raise AbsentError("there is no such report")
    return found


def versions(of: Report) -> QuerySet[Version]:
    """The versions of a report, the newest first."""
    return Version.objects.select_related("consequence").filter(report=of)


def unconfirmed() -> QuerySet[Version]:
    """What was taken down by telephone and waits for its reporter to confirm or correct it, the oldest
    first."""
    waiting = {"confirmed_at": None, "number": F("report__version"), "report__withdrawn_at": None}
    found = Version.objects.select_related("report__organisation").filter(**waiting)
    return found.exclude(taken_by="").order_by("accepted_at", "id")


def incident_of(version: Version) -> Incident:
    """What a version says, as a value."""
    return msgspec.convert(version.content, Incident)


def filed(version: Version) -> Filed:
    """A version as the forms are made from it."""
    return Filed(
        report=version.report_id,
        incident=incident_of(version),
        organisation=version.organisation.code,
        name=version.organisation.name,
        name_ja=version.organisation.name_ja,
        number=version.number,
        receipt=version.receipt,
        digest=bytes(version.digest).hex(),
        accepted_at=version.accepted_at,
        recipients=_recipients(version),
        attached=tuple(
            _attached(one) for one in Attachment.objects.filter(report=version.report_id)
        ),
        is_unconfirmed=version.is_unconfirmed,
    )


def _attached(one: Attachment) -> Attached:
    digest, is_erased = bytes(one.digest).hex(), one.erased_at is not None
    return Attached(one.name, one.size, digest, one.look, is_erased, not one.holds)


def _recipients(version: Version) -> tuple[Recipient, ...]:
    """To whom the law sends what a version files: the same whoever asks."""
    aware = datetime.fromisoformat(version.content["when"]["aware"])
    laws = [one.file for one in in_force() if one.begins <= aware < one.ends]
    duties = {(law.regime, duty.name): duty for law in laws for duty in law.duties}
    found: dict[Recipient, None] = {}
    for filing in version.filings.order_by("id"):
        duty = duties.get((filing.regime, filing.duty))
        for stage in duty.stages if duty else ():
            if stage.name == filing.stage:
                found |= dict.fromkeys(stage.recipients)
    return tuple(found)


def leaf_of(version: Version) -> Entry:
    """The log's entry of a version, for whoever reads the version. Raises: AbsentError."""
    with connection.cursor() as cursor:
        cursor.execute(LEAF, [version.id])
        row = cursor.fetchone()
    if row is None:
        raise AbsentError("there is no such version")
    identifier, kind, at, token, subject, digest = row
    return Entry(identifier, kind, at, token, subject, bytes(digest))


def version(of: Report, number: int) -> Version:
    """One version of a report. Raises: AbsentError."""
    found = versions(of).filter(number=number).first()
    if found is None:
        raise AbsentError("there is no such version")
    return found


def difference(of: Report, before: int, after: int) -> tuple[Difference, ...]:
    """What two versions of a report say otherwise. Raises: AbsentError."""
    return differences(version(of, before).content, version(of, after).content)


def newest(among: Sequence[Report] | None = None) -> Mapping[UUID, Version]:
    """The newest version of each report, or of each among some."""
    found = Version.objects.order_by("report_id", "-number").distinct("report_id")
    if among is not None:
        found = found.filter(report__in=among)
    return {one.report_id: one for one in found}


def owed(row: Obligation) -> Owed:
    """The obligation as a value."""
    return msgspec.convert(row.value, Owed)


def assessment(of: Report) -> Assessment:
    """What was owed for a report when its newest version was accepted, in the order of then."""
    return Assessment(tuple(owed(row) for row in of.obligations.order_by("id")))


def lines() -> QuerySet[Line]:
    """What was said about reports. is_answered: of what waits, that it waits no longer; due_at: of an
    order, by when a correction is due."""
    related = ("report", "organisation", "version", "actor__person")
    return Line.objects.select_related(*related).annotate(is_answered=ANSWERED, due_at=DUE_AT)


def line(identifier: UUID) -> Line:
    """One line. Raises: AbsentError, also for one that may not be read."""
    found = lines().filter(id=identifier).first()
    if found is None:
        raise AbsentError("there is no such line")
    return found


def asked(of: Line) -> Owed | None:
    """What an order asks for; None for what is no order."""
    return msgspec.convert(of.obligation, Owed) if of.obligation else None


def said_of(of: Report) -> QuerySet[Line]:
    """What was said about a report, the newest first."""
    return lines().filter(report=of).order_by("-written_at", "-id")


def questions() -> QuerySet[Line]:
    """Questions and orders that wait for the reporter, the oldest first."""
    found = lines().filter(~ANSWERED, kind__in=[kind.value for kind in WAITS])
    return found.order_by("written_at", "id")


def orders(among: Sequence[Report]) -> Mapping[UUID, tuple[Owed, ...]]:
    """What was ordered for each report, filed if a correction has met it."""
    found: dict[UUID, tuple[Owed, ...]] = defaultdict(tuple)
    given = Line.objects.filter(report__in=among, kind=Said.ORDER)
    for one in given.annotate(met_at=Min("answered_by__written_at")).order_by("id"):
        owed = msgspec.convert(one.obligation, Owed)
        found[one.report_id] += (msgspec.structs.replace(owed, filed_at=one.met_at),)
    return found


def law_of_orders(of: Report) -> Regime | None:
    """The law under which a report may be ordered to be corrected, if it is filed under one."""
    laws = [one for one in in_force() if one.file.regime in of.regimes and one.file.order]
    return laws[-1] if laws else None
