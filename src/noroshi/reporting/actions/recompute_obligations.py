"""Bring what is owed for open reports up to date, after a regime was confirmed or withdrawn."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from noroshi.kernel.canonical import Json
from noroshi.ledger.actions.record import record
from noroshi.ledger.entries import rows_root
from noroshi.reporting.actions.accept_report import obligation_rows, recipients
from noroshi.reporting.changes import changes
from noroshi.reporting.facts import ObligationsRecomputed
from noroshi.reporting.incident import facts_of
from noroshi.reporting.models import Filing, Obligation, Report
from noroshi.reporting.queries import in_force, incident_of, newest, orders, owed
from noroshi.reporting.rules import Assessment, Step, assess

BATCH: Final = 500
FIRST: Final = UUID(int=0)


def recompute_obligations(*, at: datetime) -> int:
    """Work out anew what is owed for every report that stands, some at a time, each batch with its
    entries. Runs as the worker; what is as it should be is left alone. Returns the reports that
    changed."""
    changed = 0
    last: UUID | None = FIRST
    while last is not None:
        batch, last = _batch(last, at)
        changed += batch
    return changed


@transaction.atomic
def _batch(after: UUID, at: datetime) -> tuple[int, UUID | None]:
    """How many of the next ones changed, and which was the last; None at the end."""
    standing = Report.objects.select_for_update(of=("self",)).select_related("organisation")
    reports = list(standing.filter(withdrawn_at=None, id__gt=after).order_by("id")[:BATCH])
    if not reports:
        return 0, None
    due = _due(reports)
    changed = [one for one in reports if one.id in due]
    Obligation.objects.filter(report__in=changed).delete()
    rows = [row for one in changed for row in obligation_rows(one, due[one.id])]
    Obligation.objects.bulk_create(rows)
    for one in changed:
        one.read_by = sorted(recipients(due[one.id]) | set(one.read_by))
    Report.objects.bulk_update(changed, ["read_by"])
    _record(changed, at)
    return len(changed), reports[-1].id


def _due(reports: Sequence[Report]) -> Mapping[UUID, Assessment]:
    """What is owed now for each report for which that is not what stands there."""
    held: dict[UUID | None, list[Obligation]] = defaultdict(list)
    for row in Obligation.objects.filter(report__in=reports).order_by("id"):
        held[row.report_id].append(row)
    filings: dict[UUID, dict[Step, datetime]] = defaultdict(dict)
    for one in Filing.objects.filter(report__in=reports).order_by("-filed_at"):
        filings[one.report_id][Step(one.regime, one.duty, one.stage)] = one.filed_at
    regimes, versions, ordered = in_force(), newest(reports), orders(reports)
    found = {}
    for report in reports:
        who = {"kind": report.organisation.kind, "sector": report.organisation.sector}
        incident = incident_of(versions[report.id])
        found_now = assess(facts_of(incident, **who, filed=filings[report.id]), regimes)
        now = found_now.with_(ordered[report.id])
        if changes(Assessment(tuple(owed(row) for row in held[report.id])), now):
            found[report.id] = now
    return found


def _record(changed: Sequence[Report], at: datetime) -> None:
    by_organisation: dict[UUID, list[Report]] = defaultdict(list)
    for one in changed:
        by_organisation[one.organisation_id].append(one)
    for organisation, reports in by_organisation.items():
        root = rows_root(hashlib.sha256(one.id.bytes).digest() for one in reports)
        detail: Json = {"reports": len(reports), "root": root.hex()}
        subject = f"organisation:{reports[0].organisation.code}"
        record(ObligationsRecomputed(subject, organisation, detail), by=None, at=at)
