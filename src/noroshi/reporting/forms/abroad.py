"""What a stage of another country's law asks for, as far as it is known: what triggers it, from when
its clock counts, and the incident. The authorities' own field lists were not reached."""

import json
from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import Any, Final

from noroshi.kernel.clock import rfc3339
from noroshi.reporting.forms.filed import MARKING, Filed
from noroshi.reporting.incident import ANCHORS, as_json
from noroshi.reporting.regimes import Condition, Duty, File, Stage, proposed, regimes

# The stages of which the outside world has a name, by the name of their export.
STAGES: Final[Mapping[str, tuple[str, str]]] = {
    f"{regime}-{stage}": (regime, stage)
    for regime, stages in {
        "nis2": ("early", "notification", "final"),
        "cra": ("early", "notification", "final"),
        "circia": ("report", "supplement"),
    }.items()
    for stage in stages
}


def writer(name: str) -> Callable[[Filed], bytes]:
    """What writes one of the stages."""
    regime, stage = STAGES[name]

    def write(filed: Filed) -> bytes:
        document = stage_document(filed, regime=regime, stage=stage)
        return json.dumps(document, ensure_ascii=False, indent=1).encode()

    return write


def stage_document(filed: Filed, *, regime: str, stage: str) -> dict[str, Any]:
    """A stage in plain values. Instants in UTC; null for what is not known."""
    file = next(one for one in _files() if one.regime == regime)
    return {
        "regime": regime,
        "name": file.name,
        "bound_by": {"article": file.bound.article, "tag": file.bound.tag.value},
        "stage": stage,
        "duties": [
            _duty(duty, one, filed) for duty in file.duties for one in duty.stages
            if one.name == stage
        ],
        "reporter": {"code": filed.organisation, "name": filed.name, "name_ja": filed.name_ja},
        "receipt": {
            "number": filed.receipt,
            "version": filed.number,
            "at": rfc3339(filed.accepted_at),
            "digest": filed.digest,
        },
        "marking": MARKING.label,
        "filed_on_behalf": _on_behalf(filed),
        "attachments": [
            {"name": one.name, "size": one.size, "sha256": one.digest, "look": one.look,
             "is_unconfirmed": one.is_unconfirmed}
            for one in filed.attached
        ],
        "incident": as_json(filed.incident),
    }  # fmt: skip


def _on_behalf(filed: Filed) -> dict[str, Any] | None:
    """Who took it down by telephone and when, and whether its reporter has said that it is so."""
    told = filed.incident.on_behalf
    if told is None:
        return None
    called = rfc3339(told.called_at)
    return {"office": told.office, "called_at": called, "is_unconfirmed": filed.is_unconfirmed}


def _files() -> Iterable[File]:
    return chain((one.file for one in regimes()), proposed())


def _duty(duty: Duty, stage: Stage, filed: Filed) -> dict[str, Any]:
    """A duty: its triggers and whether each is stated, and the instants that its clocks count from."""
    stated = _conditions(filed)
    anchors = {clock.after for clock in stage.clocks} | {duty.since}
    known = {anchor: name for name, anchor in ANCHORS.items()}
    when = filed.incident.when
    instants = {one.value: getattr(when, known[one]) for one in sorted(anchors) if one in known}
    return {
        "duty": duty.name,
        "article": stage.article,
        "tag": stage.tag.value,
        "recipients": [one.value for one in stage.recipients],
        "triggers": {one.value: one.value in stated for one in sorted(duty.any)},
        "instants": {name: at and rfc3339(at) for name, at in instants.items()},
    }


def _conditions(filed: Filed) -> frozenset[str]:
    """What is so of the incident: what is stated, and what follows from its instants."""
    when = filed.incident.when
    follows = {Condition.BELIEVED: when.believed, Condition.PAID: when.ransom_paid}
    return filed.incident.traits | {one.value for one, at in follows.items() if at}
