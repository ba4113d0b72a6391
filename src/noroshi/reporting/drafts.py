"""What is asked about drafts of reports, and what would follow from one."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from noroshi.kernel.errors import AbsentError, Location, MalformedError
from noroshi.parties.models import Organisation
from noroshi.reporting.drafting import NEEDED, Stated, fields_of, missing, stated, supposed
from noroshi.reporting.incident import Incident, Kind, facts_of, read_incident
from noroshi.reporting.merging import EMPTY, Fields, Value
from noroshi.reporting.models import Draft, Filing, Report, Version
from noroshi.reporting.queries import RECEIVES, in_force, versions
from noroshi.reporting.rules import Assessment, Step, assess

SOURCE: Final = "draft"


def drafts() -> QuerySet[Draft]:
    """What is being stated, the one that changed last on top."""
    found = Draft.objects.select_related("report", "changed_by__person")
    return found.filter(ended_at=None)


def draft(identifier: UUID) -> Draft:
    """One draft, also one that has ended. Raises: AbsentError."""
    found = Draft.objects.select_related("organisation", "report", "version")
    held = found.filter(id=identifier).first()
    if held is None:
        raise AbsentError("there is no such draft")
    return held


def base_of(draft: Draft) -> Mapping[str, Any]:
    """The incident that a draft was begun from, in plain values; empty for a new one."""
    if draft.report_id is None or draft.base is None:
        return {}
    began = Version.objects.get(report_id=draft.report_id, number=draft.base)
    content: dict[str, Any] = began.content
    return content


def said_by(draft: Draft, fields: Mapping[str, Value] | None = None) -> Stated:
    """What a draft says. fields: what it would hold, instead of what it holds."""
    given: Mapping[str, Value] = draft.fields if fields is None else fields
    return stated(given, Kind(draft.kind), base_of(draft))


def told(fields: Fields, kind: Kind, caller: Organisation) -> Incident:
    """What an operator tells by telephone, as the report that is due first.

    Raises: MalformedError whose place is the field."""
    said = stated(fields, kind, {})
    incident = supposed(said)
    who = {"kind": caller.kind, "sector": caller.sector}
    owed = assess(facts_of(incident, **who, filed={}), in_force()) if incident else None
    chosen = proposed(fields, owed)
    return incident_said(replace(said, plain={**said.plain, **chosen}), {**fields, **chosen})


def told_again(fields: Fields, of: Report) -> Incident:
    """What an operator tells that telephones again: the newest version, with what it says otherwise.

    fields: those that were asked. Raises: MalformedError whose place is the field."""
    base = versions(of)[0].content
    merged = {**fields_of(base), **fields}
    given = {name: value for name, value in merged.items() if value not in EMPTY}
    return incident_said(stated(given, Kind(of.kind), base), given)


def incident_said(said: Stated, fields: Mapping[str, Value]) -> Incident:
    """The incident that fields say. Raises: MalformedError whose place is the field."""
    for name, problem in said.problems.items():
        raise MalformedError(problem, at=Location(SOURCE, name))
    for name in missing(fields, str(fields.get("stage", ""))):
        raise MalformedError(NEEDED, at=Location(SOURCE, name))
    try:
        return read_incident(json.dumps(said.plain).encode(), SOURCE)
    except MalformedError as error:
        member = error.at.place if error.at else ""
        place = said.places.get(member, member)
        raise MalformedError(error.detail, at=Location(SOURCE, place)) from error


def duties(of: Draft, said: Stated, organisation: Organisation) -> Assessment | None:
    """What is owed if it is as a draft says; None while it cannot be told."""
    incident = supposed(said)
    if incident is None:
        return None
    filed = {
        Step(one.regime, one.duty, one.stage): one.filed_at
        for one in Filing.objects.filter(report=of.report).order_by("-filed_at")
        if of.report
    }
    who = {"kind": organisation.kind, "sector": organisation.sector}
    return assess(facts_of(incident, **who, filed=filed), in_force())


def filable(owed: Assessment | None) -> Mapping[str, tuple[str, ...]]:
    """The stages that can be filed here with the regimes that ask for each, what is due first on top;
    those that are filed already come last."""
    found: dict[str, dict[str, None]] = {}
    for one in sorted(owed.obligations if owed else (), key=lambda one: one.filed_at is not None):
        if one.recipient in RECEIVES:
            found.setdefault(one.step.stage, {})[one.step.regime] = None
    return {stage: tuple(regimes) for stage, regimes in found.items()}


def proposed(fields: Fields, owed: Assessment | None) -> Fields:
    """Stage and regimes of what is stated, where nobody has chosen them: what is due first."""
    chosen = {name: fields[name] for name in ("stage", "regimes") if fields.get(name)}
    first = next(iter(filable(owed).items()), None)
    if first is None:
        return chosen
    stage = str(chosen.get("stage", first[0]))
    asked = filable(owed).get(stage, ())
    return {"stage": stage, "regimes": list(asked), **chosen}
