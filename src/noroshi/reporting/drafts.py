"""What is asked about drafts of reports, and what would follow from one."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from noroshi.kernel.errors import AbsentError
from noroshi.parties.models import Organisation
from noroshi.reporting.drafting import Stated, stated, supposed
from noroshi.reporting.incident import Kind, facts_of
from noroshi.reporting.merging import Fields, Value
from noroshi.reporting.models import Draft, Filing, Version
from noroshi.reporting.queries import RECEIVES, in_force
from noroshi.reporting.rules import Assessment, Step, assess


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


def proposed(of: Draft, owed: Assessment | None) -> Fields:
    """Stage and regimes of a draft, where nobody has chosen them: what is due first."""
    chosen = {name: of.fields[name] for name in ("stage", "regimes") if of.fields.get(name)}
    first = next(iter(filable(owed).items()), None)
    if first is None:
        return chosen
    stage = str(chosen.get("stage", first[0]))
    asked = filable(owed).get(stage, ())
    return {"stage": stage, "regimes": list(asked), **chosen}
