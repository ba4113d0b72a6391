"""Take down what an operator tells by telephone, as the national office, and file it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import Jsonb
from msgspec import structs, to_builtins

from noroshi.kernel.actors import Actor
from noroshi.kernel.canonical import Json
from noroshi.kernel.errors import AbsentError, ConflictError, MalformedError, RefusedError
from noroshi.kernel.identifiers import uuid7
from noroshi.ledger.actions.record import record
from noroshi.parties.models import Organisation
from noroshi.parties.queries import organisation
from noroshi.parties.rules import Power, require
from noroshi.reporting import queries
from noroshi.reporting import taking_sql as sql
from noroshi.reporting.actions.accept_report import (
    Accepting,
    assessed,
    filed_of,
    keep_filings,
    keep_report,
    keep_version,
    obligation_rows,
    recipients,
)
from noroshi.reporting.consents import consultant
from noroshi.reporting.facts import ConsentGiven
from noroshi.reporting.forms.texts import JAPAN
from noroshi.reporting.incident import Incident, OnBehalf, facts_of
from noroshi.reporting.models import Consent, Obligation, Report, Version
from noroshi.reporting.rules import Assessment, assess
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


@dataclass(frozen=True, slots=True)
class Onto:
    """What is supplemented: a report, and its newest version as the one knew who took the call."""

    report: UUID
    number: int


@transaction.atomic
def take_report(incident: Incident, call: Call, *, by: Actor, at: datetime) -> Version:
    """File the first version of a report for an operator, as it told it. The law's recipients have it at
    once; what it let others read waits until it confirms.

    Raises: RefusedError, also where the law sends nothing to the office; AbsentError, ConflictError for
    a consent that is not needed, MalformedError for a call still to come or before it was noticed."""
    caller = _caller(call, by)
    accepting = assessed(_told(incident, call, by, at), caller, None, at)
    if by.organisation_kind not in recipients(accepting.after):
        raise RefusedError(
            "the law sends nothing of this to the office: the operator files it itself"
        )
    return _keep(None, accepting, call, by)


@transaction.atomic
def take_supplement(
    onto: Onto, incident: Incident, call: Call, *, by: Actor, at: datetime
) -> Version:
    """File a supplement of a report that the office reads for the operator, which telephones again. It
    waits to be confirmed, as a first version does; what was filed before stays as it is.

    Raises: as take_report; ConflictError also for a report that is withdrawn or has a newer version."""
    caller = _caller(call, by)
    held = open_read(onto.report, by)
    if held.organisation_id != caller.id:
        raise AbsentError("there is no such report of theirs")
    if held.version != onto.number:
        raise ConflictError("a newer version was filed meanwhile: begin with what that says")
    accepting = assessed(_told(incident, call, by, at), caller, held, at)
    return _keep(held, replace(accepting, before=_owed_before(held, caller)), call, by)


def open_read(report: UUID, by: Actor) -> Report:
    """One of an operator that the office reads; of two acts on it the second waits.

    Raises: AbsentError, ConflictError if it is withdrawn."""
    found = queries.report(report)
    if found.withdrawn_at:
        raise ConflictError("this report is withdrawn")
    locked = Report.objects.select_for_update().exclude(organisation_id=by.organisation)
    held = locked.filter(id=report).first()
    if held is None:
        raise AbsentError("there is no such report of an operator")
    return held


def _caller(call: Call, by: Actor) -> Organisation:
    require(by, Power.TAKE_REPORTS)
    caller = organisation(call.organisation)
    if caller.kind != "operator":
        raise RefusedError("the office takes reports of operators alone")
    return caller


def _told(incident: Incident, call: Call, by: Actor, at: datetime) -> Incident:
    if call.at > at:
        raise MalformedError("called_at: an instant that has come")
    if incident.when.aware > call.at:
        raise MalformedError("when.aware: whoever telephones has noticed it before")
    called = call.at.astimezone(JAPAN)
    return structs.replace(incident, on_behalf=OnBehalf(by.organisation_code, called))


def _owed_before(held: Report, caller: Organisation) -> Assessment:
    """What was owed, worked out anew: what is owed to others the office does not read."""
    newest = queries.incident_of(queries.versions(held)[0])
    who = {"kind": caller.kind, "sector": caller.sector}
    owed = assess(facts_of(newest, **who, filed=filed_of(held)), queries.in_force())
    return owed.with_(queries.orders([held])[held.id])


def _keep(held: Report | None, accepting: Accepting, call: Call, by: Actor) -> Version:
    kept = keep_report(held, accepting, held.version + 1 if held else 1)
    version = keep_version(kept, accepting, "", by)
    keep_filings(version, accepting)
    _renew_owed(kept, accepting)
    spoken = [_consent(version, code, groups, by=by) for code, groups in call.consents.items()]
    try:
        Consent.objects.bulk_create(spoken)
    except IntegrityError as error:
        raise ConflictError(
            "consents: one stands for this recipient already; the operator itself changes it"
        ) from error
    return version


def _renew_owed(report: Report, accepting: Accepting) -> None:
    rows = [_plain(one) for one in obligation_rows(report, accepting.after)]
    with connection.cursor() as cursor:
        cursor.execute(sql.RENEW_OWED, {"report": report.id, "owed": Jsonb(to_builtins(rows))})


def _plain(row: Obligation) -> dict[str, Any]:
    return {"id": row.id, **{name: getattr(row, name) for name in OWED}}


def _consent(version: Version, code: str, groups: Sequence[str], *, by: Actor) -> Consent:
    """A consent as it was said by telephone: nothing leaves under it yet."""
    report, at = version.report, version.accepted_at
    chosen, to = check_groups(groups), consultant(code)
    if to.kind in report.read_by:
        raise ConflictError("the law sends this report there: no consent is needed")
    detail: Json = {
        "recipient": to.code, "groups": list(chosen), "version": version.number,
        "taken_by": by.organisation_code,
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
