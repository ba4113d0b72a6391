"""What is asked about reports, as far as the requester may see."""

from collections.abc import Mapping
from uuid import UUID

import msgspec
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from noroshi.kernel.errors import AbsentError
from noroshi.reporting.forms.filed import Filed
from noroshi.reporting.incident import Incident
from noroshi.reporting.models import ConfirmedRegime, Obligation, Report, Version
from noroshi.reporting.regimes import Confirmation, Regime, regimes
from noroshi.reporting.rules import Assessment
from noroshi.reporting.rules import Obligation as Owed


def confirmed() -> Mapping[str, ConfirmedRegime]:
    """The proposed regimes that are confirmed now."""
    return {one.regime: one for one in ConfirmedRegime.objects.filter(withdrawn_at=None)}


def in_force() -> tuple[Regime, ...]:
    """Every version that governs some day, those that are confirmed among them."""
    known = confirmed().values()
    return regimes(frozenset(Confirmation(one.regime, one.valid_from) for one in known))


def reports() -> QuerySet[Report]:
    """Reports, the one that changed last on top."""
    return Report.objects.select_related("organisation").order_by("-changed_at", "-id")


def report(identifier: UUID) -> Report:
    """One report. Raises: AbsentError, also for one that may not be seen."""
    found = reports().filter(id=identifier).first()
    if found is None:
        raise AbsentError("there is no such report")
    return found


def versions(of: Report) -> QuerySet[Version]:
    """The versions of a report, the newest first."""
    return Version.objects.filter(report=of)


def filed(version: Version) -> Filed:
    """A version as the forms are made from it."""
    return Filed(
        report=version.report_id,
        incident=msgspec.convert(version.content, Incident),
        organisation=version.organisation.code,
        name=version.organisation.name,
        name_ja=version.organisation.name_ja,
        number=version.number,
        receipt=version.receipt,
        digest=bytes(version.digest).hex(),
        accepted_at=version.accepted_at,
    )


def newest() -> Mapping[UUID, Version]:
    """The newest version of each report."""
    found = Version.objects.order_by("report_id", "-number").distinct("report_id")
    return {one.report_id: one for one in found}


def obligations() -> QuerySet[Obligation]:
    """What is owed, the one that is due first on top and what has no date last."""
    found = Obligation.objects.select_related("organisation", "report")
    when = Coalesce("due_at", "warn_at")
    return found.order_by(F("filed_at").asc(nulls_first=True), when.asc(nulls_last=True), "id")


def owed(row: Obligation) -> Owed:
    """The obligation as a value."""
    return msgspec.convert(row.value, Owed)


def assessment(of: Report) -> Assessment:
    """What was owed for a report when its newest version was accepted, in the order of then."""
    return Assessment(tuple(owed(row) for row in of.obligations.order_by("id")))
