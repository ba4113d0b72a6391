"""The stable JSON shapes of SSVC decisions."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from noroshi.warnings.coordination.queries import Coordination
    from noroshi.warnings.ssvc import Decision

Shape = dict[str, Any]


def decision_json(decision: "Decision | None") -> Shape | None:
    """What an SSVC tree decided; points: with the value and its source, `assumed` where nobody
    knows it."""
    if decision is None:
        return None
    points = [
        {"name": point.name, "value": point.value, "source": point.origin.value}
        for point in decision.points
    ]
    return {
        "tree": decision.tree,
        "version": decision.version,
        "points": points,
        "outcome": decision.outcome,
    }


def coordination_json(told: "Coordination") -> Shape:
    """What the coordinators' trees say; organisations: how many are exposed, as far as seen."""
    return {
        "level": decision_json(told.level),
        "triage": decision_json(told.triage),
        "organisations": told.organisations,
    }


def ranked_json(told: "Coordination") -> Shape:
    """One of the office's list, with what KEV and EPSS say of it."""
    record, prediction = told.vulnerability, told.standing.prediction
    return {
        "id": record.id,
        "title": record.title,
        "title_ja": record.title_ja,
        **coordination_json(told),
        "kev": told.standing.exploited is not None,
        "epss": float(prediction.epss) if prediction else None,
    }
