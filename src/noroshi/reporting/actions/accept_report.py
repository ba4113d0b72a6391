"""Accept a report, or a new version of one: what it says, what is owed then, what it discharges."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction
from msgspec import structs

from noroshi.kernel.actors import Actor
from noroshi.kernel.canonical import Json, canonical_json
from noroshi.kernel.errors import AbsentError, ConflictError, MalformedError
from noroshi.kernel.identifiers import uuid7
from noroshi.ledger.actions.record import recorded
from noroshi.operations.insertion import insert
from noroshi.operations.prepared import together
from noroshi.parties.models import Organisation
from noroshi.parties.queries import alone
from noroshi.parties.rules import Power, require
from noroshi.reporting.actions.share_version import share_version
from noroshi.reporting.changes import changes
from noroshi.reporting.facts import ReportAccepted, ReportTaken
from noroshi.reporting.incident import Incident, as_json, facts_of
from noroshi.reporting.models import Consequence, Filing, Line, Obligation, Report, Version
from noroshi.reporting.queries import RECEIVES, assessment, in_force, lines, orders
from noroshi.reporting.rules import LONGEST_REASON, Act, Assessment, Step, assess
from noroshi.reporting.sentences import said
from noroshi.reporting.threads import Said, duty_of


@dataclass(frozen=True, slots=True)
class Manner:
    """How a version is filed. report: of which it is the next; correction: why what the version
    before said was wrong, empty if it is only supplemented; order: the ministry's that it meets, which says why, too."""

    report: UUID | None = None
    correction: str = ""
    order: UUID | None = None


@dataclass(frozen=True, slots=True)
class Accepting:
    """What is accepted. before: what was owed for the version before."""

    incident: Incident
    organisation: Organisation
    at: datetime
    steps: tuple[Step, ...]
    before: Assessment
    after: Assessment


def accept_report(
    incident: Incident, *, report: UUID | None = None, correction: str = "", by: Actor, at: datetime
) -> Version:
    """Accept an incident as a report, or as the next version of one of the organisation's own.

    correction: why what the version before said was wrong; empty if it is only supplemented.
    Nothing is stored unless all of it is. Raises: RefusedError, AbsentError, ConflictError for a
    report that is withdrawn, MalformedError for a stage that no regime asks for or that is not
    filed here."""
    return accept_version(incident, Manner(report, correction), by=by, at=at)


def accept_version(incident: Incident, manner: Manner, *, by: Actor, at: datetime) -> Version:
    """Accept an incident in a manner, in the transaction of its requester. Raises: as accept_report, before
    anything is stored; AbsentError also for an order that is none of this report's, ConflictError also for
    one that was met."""
    require(by, Power.FILE_REPORTS)
    if len(manner.correction) > LONGEST_REASON or (manner.correction and manner.report is None):
        raise MalformedError(f"correction: of a report, in at most {LONGEST_REASON} characters")
    organisation = alone(by)
    held = open_report(manner.report, by) if manner.report else None
    order = _order(manner)
    incident = structs.replace(incident, on_behalf=None)
    accepting = assessed(incident, organisation, held, at)
    if order:
        accepting = _met(accepting, order)
    return _keep(held, accepting, manner.correction, order, by)


@transaction.atomic(savepoint=False)
def _keep(
    held: Report | None, accepting: Accepting, correction: str, order: Line | None, by: Actor
) -> Version:
    with together():
        kept = keep_report(held, accepting, held.version + 1 if held else 1)
        version = keep_version(kept, accepting, correction, by)
        if order:
            _answer(order, version)
        keep_filings(version, accepting)
        if held:
            Obligation.objects.filter(report=held).delete()
        rows = obligation_rows(kept, accepting.after)
        insert(rows)
    if held:
        share_version(version, accepting.organisation)
    else:
        version.owed = rows
    return version


def open_report(report: UUID, by: Actor) -> Report:
    """One of the actor's own; of two acts on it the second waits.

    Raises: AbsentError, ConflictError if it is withdrawn."""
    own = Report.objects.select_for_update().filter(organisation_id=by.organisation)
    found = own.filter(id=report).first()
    if found is None:
        raise AbsentError("there is no such report of yours")
    if found.withdrawn_at:
        raise ConflictError("this report is withdrawn")
    return found


def assessed(
    incident: Incident, organisation: Organisation, held: Report | None, at: datetime
) -> Accepting:
    """What an incident files and what is owed then. held: the report of which it is the next version."""
    filed = filed_of(held) if held else {}
    who = {"kind": organisation.kind, "sector": organisation.sector}
    regimes = in_force()
    steps = _discharged(incident, assess(facts_of(incident, **who, filed=filed), regimes))
    now_filed = {**dict.fromkeys(steps, at), **filed}
    after = assess(facts_of(incident, **who, filed=now_filed), regimes)
    before = assessment(held) if held else Assessment(())
    if held:
        after = after.with_(orders([held])[held.id])
    return Accepting(incident, organisation, at, steps, before, after)


def filed_of(held: Report) -> dict[Step, datetime]:
    """The stages of a report that are filed, and since when."""
    filings = Filing.objects.filter(report=held).order_by("-filed_at")
    return {Step(one.regime, one.duty, one.stage): one.filed_at for one in filings}


def _order(manner: Manner) -> Line | None:
    if manner.order is None or manner.report is None:
        return None
    if not manner.correction.strip():
        raise MalformedError("correction: what was wrong before")
    given = lines().filter(id=manner.order, kind=Said.ORDER, report_id=manner.report).first()
    if given is None:
        raise AbsentError("there is no such order")
    return given


def _met(accepting: Accepting, order: Line) -> Accepting:
    """The same with what the order asked for filed. Raises: ConflictError if it was before."""
    (asked,) = [one for one in accepting.after.obligations if one.step.duty == duty_of(order.id)]
    if asked.filed_at is not None:
        raise ConflictError("this order is met already")
    met = structs.replace(asked, filed_at=accepting.at)
    obligations = (met if one is asked else one for one in accepting.after.obligations)
    return replace(accepting, after=Assessment(tuple(obligations), accepting.after.gaps))


def _answer(order: Line, version: Version) -> None:
    """The correction stands in the thread, read by whoever reads the order."""
    line = Line(
        organisation_id=version.organisation_id,
        audience=version.audience,
        report_id=version.report_id,
        kind=Said.ANSWER.value,
        text=version.reason,
        writer=order.organisation.kind,
        writer_code=order.organisation.code,
        actor_id=version.actor_id,
        read_by=order.read_by,
        answers=order,
        version=version,
        written_at=version.accepted_at,
        ledger_entry=version.ledger_entry,
    )
    insert([line])


def _discharged(incident: Incident, owed: Assessment) -> tuple[Step, ...]:
    """The stages that this files, one regime never with another."""
    found: dict[Step, None] = {}
    for place, regime in enumerate(incident.regimes):
        asked = [one for one in owed.obligations if one.step.regime == regime]
        if not any(one.recipient in RECEIVES for one in asked):
            raise MalformedError(
                f"regimes[{place}]: nothing of this incident is filed here under this law; say in"
                f" filed_elsewhere what you have filed: {regime}"
            )
        steps = [one.step for one in asked if one.step.stage == incident.stage]
        if not steps:
            known = ", ".join(dict.fromkeys(one.step.stage for one in asked))
            raise MalformedError(f"stage: the law asks for other stages: {regime}: {known}")
        found |= dict.fromkeys(steps)
    return tuple(found)


def keep_filings(version: Version, accepting: Accepting) -> None:
    """Keep the stages that a version files."""
    whose = accepting.organisation
    named = {"report": version.report, "version": version, "filed_at": accepting.at}
    insert([Filing(**_owner(whose), **named, **_names(step)) for step in accepting.steps])


def keep_report(held: Report | None, accepting: Accepting, number: int) -> Report:
    """Keep what a report now is. number: of its newest version."""
    incident = accepting.incident
    named = recipients(accepting.after)
    fields = {
        "kind": incident.kind.value,
        "title": incident.title,
        "stage": incident.stage,
        "regimes": list(incident.regimes),
        "version": number,
        "read_by": sorted(named | set(held.read_by if held else ())),
        "aware_at": incident.when.aware,
        "changed_at": accepting.at,
    }
    if held is None:
        kept = Report(**_owner(accepting.organisation), **fields)
        insert([kept])
        return kept
    for name, value in fields.items():
        setattr(held, name, value)
    held.save(update_fields=list(fields))
    return held


def keep_version(report: Report, accepting: Accepting, correction: str, by: Actor) -> Version:
    """Keep the newest version of a report with its entry in the log, and what became of what is owed."""
    taken = accepting.incident.on_behalf
    act = Act.CORRECTION if correction else Act.SUPPLEMENT if report.version > 1 else Act.REPORT
    content = as_json(accepting.incident)
    digest = hashlib.sha256(canonical_json(content)).digest()
    receipt = receipt_number(report, accepting.at)
    why = {"correction": correction} if correction else {}
    detail: Json = {"digest": digest.hex(), "version": report.version, "receipt": receipt, **why}
    kind = ReportTaken if taken else ReportAccepted
    fact = kind(f"report:{report.id}", report.organisation_id, detail)
    entry = recorded(fact, by=by, at=accepting.at)
    version = Version(
        **_owner(accepting.organisation),
        report=report,
        number=report.version,
        act=act.value,
        reason=correction,
        content=content,
        digest=digest,
        receipt=receipt,
        actor_id=by.id,
        accepted_at=accepting.at,
        taken_by=taken.office if taken else "",
        ledger_entry=entry.id,
    )
    version.leaf = entry
    insert([version])
    keep_consequence(version, accepting.before, accepting.after)
    return version


def receipt_number(report: Report, at: datetime) -> str:
    """The number of the receipt of its newest version."""
    return f"{at:%Y%m%d}-{report.id.hex[-8:].upper()}-{report.version}"


def keep_consequence(version: Version, before: Assessment, after: Assessment) -> None:
    """Keep what became of the obligations with a version."""
    found = changes(before, after)
    sentences = {language: [said(one, language) for one in found] for language in ("en", "ja")}
    owner = {"organisation_id": version.organisation_id}
    insert([Consequence(version=version, **owner, sentences=sentences)])


def recipients(owed: Assessment) -> set[str]:
    """The kinds of organisations here that something is owed to."""
    return {RECEIVES[one.recipient] for one in owed.obligations if one.recipient in RECEIVES}


def obligation_rows(report: Report, owed: Assessment) -> list[Obligation]:
    """What is owed for a report, as it is kept."""
    return [
        Obligation(
            **_owner(report.organisation),
            **_names(one.step),
            report=report,
            recipient=one.recipient.value,
            received_by=RECEIVES.get(one.recipient, ""),
            due_at=one.due_at,
            warn_at=one.warn_at,
            filed_at=one.filed_at,
            value=msgspec.to_builtins(one),
        )
        for one in owed.obligations
    ]


def _owner(organisation: Organisation) -> dict[str, Any]:
    return {"id": uuid7(), "organisation": organisation, "audience": organisation.audience}


def _names(step: Step) -> dict[str, str]:
    return {"regime": step.regime, "duty": step.duty, "stage": step.stage}
