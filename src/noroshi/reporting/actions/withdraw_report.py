"""Withdraw a report: it says so from then on, and what it filed stays filed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from noroshi.kernel.actors import Actor
from noroshi.kernel.canonical import Json
from noroshi.kernel.errors import ConflictError, MalformedError
from noroshi.kernel.identifiers import uuid7
from noroshi.ledger.actions.record import record
from noroshi.parties.rules import Power, require
from noroshi.reporting.actions.accept_report import keep_consequence, open_report, receipt_number
from noroshi.reporting.actions.share_version import share_version
from noroshi.reporting.facts import ReportWithdrawn
from noroshi.reporting.models import Version
from noroshi.reporting.queries import assessment, versions
from noroshi.reporting.regimes import Anchor
from noroshi.reporting.rules import LONGEST_REASON, Act, Assessment


@transaction.atomic
def withdraw_report(report: UUID, reason: str, *, by: Actor, at: datetime) -> Version:
    """Withdraw one of the organisation's own reports. Nothing is deleted but what was still owed.

    Raises: RefusedError, AbsentError, ConflictError if it is withdrawn, MalformedError."""
    require(by, Power.FILE_REPORTS)
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise MalformedError(f"reason: between 1 and {LONGEST_REASON} characters")
    held = open_report(report, by)
    last = versions(held)[0]
    before = assessment(held)
    if any(one.anchor is Anchor.ORDER and not one.filed_at for one in before.obligations):
        raise ConflictError("a correction of this report is ordered: file it first")
    held.obligations.filter(filed_at=None).delete()
    held.withdrawn_at = held.changed_at = at
    held.version += 1
    held.save(update_fields=["withdrawn_at", "changed_at", "version"])
    receipt = receipt_number(held, at)
    digest = bytes(last.digest)
    detail: Json = {
        "digest": digest.hex(), "version": held.version, "receipt": receipt, "reason": reason,
    }  # fmt: skip
    fact = ReportWithdrawn(f"report:{report}", held.organisation_id, detail)
    version = Version(
        id=uuid7(),
        organisation_id=held.organisation_id,
        audience=held.audience,
        report=held,
        number=held.version,
        act=Act.WITHDRAWAL.value,
        reason=reason,
        content=last.content,
        digest=digest,
        receipt=receipt,
        actor_id=by.id,
        accepted_at=at,
        ledger_entry=record(fact, by=by, at=at),
    )
    Version.objects.bulk_create([version])
    keep_consequence(version, before, _filed(before))
    share_version(version, held.organisation)
    return version


def _filed(owed: Assessment) -> Assessment:
    return Assessment(tuple(one for one in owed.obligations if one.filed_at))
