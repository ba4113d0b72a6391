"""Take a report down for an operator that telephones, as the national office, and file it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import Jsonb
from msgspec import structs, to_builtins

from noroshi.kernel.actors import Actor
from noroshi.kernel.canonical import Json
from noroshi.kernel.errors import ConflictError, MalformedError, RefusedError
from noroshi.kernel.identifiers import uuid7
from noroshi.ledger.actions.record import record
from noroshi.parties.models import Organisation
from noroshi.parties.queries import organisation
from noroshi.parties.rules import Power, require
from noroshi.reporting import taking_sql as sql
from noroshi.reporting.actions.accept_report import (
    Accepting,
    assessed,
    keep_filings,
    keep_report,
    keep_version,
    obligation_rows,
    recipients,
)
from noroshi.reporting.consents import consultant
from noroshi.reporting.facts import ConsentGiven
from noroshi.reporting.forms.texts import JAPAN
from noroshi.reporting.incident import Incident, OnBehalf
from noroshi.reporting.models import Consent, Obligation, Report, Version
from noroshi.reporting.sharing import check_groups

OWED = (
    "regime",
    "duty",
    "stage",
    "recipient",
    "received_by",
    "due_at",
    "warn_at",
    "filed_at",
    "value",
)


@dataclass(frozen=True, slots=True)
class Call:
    """Who telephoned, when, and what it let whom read: groups of fields by the recipient's code."""

    organisation: str
    at: datetime
    consents: Mapping[str, Sequence[str]] = field(default_factory=dict)


@transaction.atomic
def take_report(incident: Incident, call: Call, *, by: Actor, at: datetime) -> Version:
    """File the first version of a report for an operator, as it told it. The law's recipients have it at
    once; what it let others read waits until it confirms.

    Raises: RefusedError, also where the law sends nothing to the office; AbsentError, ConflictError for
    a consent that is not needed, MalformedError for a call still to come or before it was noticed."""
    require(by, Power.TAKE_REPORTS)
    caller = organisation(call.organisation)
    if caller.kind != "operator":
        raise RefusedError("the office takes reports of operators alone")
    if call.at > at:
        raise MalformedError("called_at: an instant that has come")
    if incident.when.aware > call.at:
        raise MalformedError("when.aware: whoever telephones has noticed it before")
    called = call.at.astimezone(JAPAN)
    told = structs.replace(incident, on_behalf=OnBehalf(by.organisation_code, called))
    accepting = assessed(told, caller, None, at)
    if by.organisation_kind not in recipients(accepting.after):
        raise RefusedError(
            "the law sends nothing of this to the office: the operator files it itself"
        )
    kept = keep_report(None, accepting, 1)
    version = keep_version(kept, accepting, "", by)
    keep_filings(version, accepting)
    _keep_owed(kept, accepting)
    spoken = [_consent(kept, code, groups, by=by, at=at) for code, groups in call.consents.items()]
    Consent.objects.bulk_create(spoken)
    return version


def _keep_owed(report: Report, accepting: Accepting) -> None:
    rows = [_plain(one) for one in obligation_rows(report, accepting.after)]
    whose: Organisation = accepting.organisation
    given: dict[str, Any] = {"organisation": whose.id, "audience": whose.audience}
    given["report"] = report.id
    with connection.cursor() as cursor:
        cursor.execute(sql.KEEP_OWED, {**given, "owed": Jsonb(to_builtins(rows))})


def _plain(row: Obligation) -> dict[str, Any]:
    return {"id": row.id, **{name: getattr(row, name) for name in OWED}}


def _consent(
    report: Report, code: str, groups: Sequence[str], *, by: Actor, at: datetime
) -> Consent:
    """A consent as it was said by telephone: nothing leaves under it yet."""
    chosen, to = check_groups(groups), consultant(code)
    if to.kind in report.read_by:
        raise ConflictError("the law sends this report there: no consent is needed")
    detail: Json = {
        "recipient": to.code, "groups": list(chosen), "version": 1, "taken_by": by.organisation_code,
    }  # fmt: skip
    fact = ConsentGiven(f"report:{report.id}", report.organisation_id, detail)
    return Consent(
        id=uuid7(),
        organisation_id=report.organisation_id,
        audience=report.audience,
        report=report,
        recipient_id=to.id,
        recipient_audience=to.audience,
        kind=to.kind,
        code=to.code,
        groups=chosen,
        taken_by=by.organisation_code,
        holds=False,
        given_at=at,
        actor_id=by.id,
        ledger_entry=record(fact, by=by, at=at),
    )
