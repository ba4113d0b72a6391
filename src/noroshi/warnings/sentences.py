"""What a decision says to people, in one sentence."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from noroshi.warnings.ssvc import Decision, Origin, Point, policy

OUTCOMES: Mapping[str, Promise] = {
    "defer": _("Defer"),
    "scheduled": _("Scheduled"),
    "out-of-cycle": _("Out of cycle"),
    "immediate": _("Immediate"),
    "track": _("Track"),
    "track*": _("Track*"),
    "attend": _("Attend"),
    "act": _("Act"),
    "decline": _("Decline"),
    "coordinate": _("Coordinate"),
}

TREES: Mapping[str, Promise] = {
    "deployer": _("CERT/CC's tree for deployers"),
    "coordinator": _("CISA's tree for coordinators"),
    "triage": _("CERT/CC's tree of triage"),
}

NAMES: Mapping[str, Promise] = {
    "exploitation": _("Exploitation"),
    "automatable": _("Automatable"),
    "technical impact": _("Technical impact"),
    "system exposure": _("System exposure"),
    "safety impact": _("Safety impact"),
    "mission impact": _("Mission impact"),
    "human impact": _("Human impact"),
    "mission prevalence": _("Mission prevalence"),
    "public well-being impact": _("Public well-being impact"),
    "mission and well-being impact": _("Mission and well-being impact"),
    "report public": _("Report public"),
    "supplier contacted": _("Supplier contacted"),
    "report credibility": _("Report credibility"),
    "supplier cardinality": _("Supplier cardinality"),
    "supplier engagement": _("Supplier engagement"),
    "value density": _("Value density"),
    "utility": _("Utility"),
    "public safety impact": _("Public safety impact"),
}

POINTS: Mapping[tuple[str, str], Promise] = {
    ("exploitation", "none"): _("no exploitation is known"),
    ("exploitation", "public poc"): _("a way to exploit it is public"),
    ("exploitation", "active"): _("it is being exploited"),
    ("automatable", "no"): _("attacks cannot be automated"),
    ("automatable", "yes"): _("attacks can be automated"),
    ("technical impact", "partial"): _("an attacker gains part of the control"),
    ("technical impact", "total"): _("an attacker gains all of the control"),
    ("system exposure", "small"): _("it is reached from inside only"),
    ("system exposure", "controlled"): _("it is reached with restrictions"),
    ("system exposure", "open"): _("it is reached from the Internet"),
    ("safety impact", "negligible"): _("people are not harmed"),
    ("safety impact", "marginal"): _("people may be hurt slightly"),
    ("safety impact", "critical"): _("people may be hurt badly"),
    ("safety impact", "catastrophic"): _("people may die"),
    ("mission impact", "degraded"): _("the work goes on, with more effort"),
    ("mission impact", "mef support crippled"): _("what supports an essential function fails"),
    ("mission impact", "mef failure"): _("one essential function fails"),
    ("mission impact", "mission failure"): _("the mission fails"),
    ("human impact", "low"): _("the human impact is low"),
    ("human impact", "medium"): _("the human impact is medium"),
    ("human impact", "high"): _("the human impact is high"),
    ("human impact", "very high"): _("the human impact is very high"),
    ("mission prevalence", "minimal"): _("the nation's work does not hang on it"),
    ("mission prevalence", "support"): _("it supports the nation's work"),
    ("mission prevalence", "essential"): _("the nation's work hangs on it"),
    ("public well-being impact", "minimal"): _("the public is hardly harmed"),
    ("public well-being impact", "material"): _("the public is harmed"),
    ("public well-being impact", "irreversible"): _("the harm to the public is lasting"),
    ("mission and well-being impact", "low"): _("the impact on the nation is low"),
    ("mission and well-being impact", "medium"): _("the impact on the nation is medium"),
    ("mission and well-being impact", "high"): _("the impact on the nation is high"),
    ("report public", "yes"): _("it is public"),
    ("report public", "no"): _("it is not public"),
    ("supplier contacted", "no"): _("the supplier has not been contacted"),
    ("supplier contacted", "yes"): _("the supplier has been contacted"),
    ("report credibility", "not credible"): _("the report is not credible"),
    ("report credibility", "credible"): _("the report is credible"),
    ("supplier cardinality", "one"): _("one supplier is concerned"),
    ("supplier cardinality", "multiple"): _("several suppliers are concerned"),
    ("supplier engagement", "active"): _("the supplier works on it"),
    ("supplier engagement", "unresponsive"): _("the supplier does not answer"),
    ("value density", "diffuse"): _("a system taken over is of little use"),
    ("value density", "concentrated"): _("a system taken over is of much use"),
    ("utility", "laborious"): _("to exploit it is laborious"),
    ("utility", "efficient"): _("to exploit it is efficient"),
    ("utility", "super effective"): _("to exploit it is highly effective"),
    ("public safety impact", "minimal"): _("public safety is not touched"),
    ("public safety impact", "significant"): _("public safety is at stake"),
}

ORIGINS: Mapping[Origin, Promise] = {
    Origin.KEV: _("from KEV"),
    Origin.CISA: _("as CISA judges"),
    Origin.ADDRESSES: _("by its addresses"),
    Origin.ROLE: _("by the role of the system"),
    Origin.SECTOR: _("by the sector"),
    Origin.KIND: _("by the kind of organisation"),
    Origin.EPSS: _("estimated from EPSS"),
    Origin.CVSS: _("estimated from CVSS"),
    Origin.RECORD: _("by the records"),
    Origin.SUPPLIER: _("by an advisory of the supplier"),
    Origin.NOTICE: _("by the office's notices"),
    Origin.EXPOSED: _("by who is exposed"),
    Origin.ASSUMED: _("assumed, not known"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A decision point for people, in the active language; is_asked: by the tree itself, not only
    by what leads to one of its points; is_known: not assumed."""

    name: Promise
    value: str
    said: Promise
    origin: Promise
    is_asked: bool
    is_known: bool


def lines(decision: Decision) -> tuple[Line, ...]:
    """Each point of a decision, in its order."""
    asked = policy().trees[decision.tree].points
    return tuple(
        Line(
            NAMES[point.name],
            point.value,
            POINTS[point.name, point.value],
            ORIGINS[point.origin],
            point.name in asked,
            point.origin is not Origin.ASSUMED,
        )
        for point in decision.points
    )


def explained(decision: Decision, language: str) -> str:
    """A decision in one sentence: the outcome, and each point that its tree asked for with where
    it comes from. language: `en` or `ja`."""
    asked = policy().trees[decision.tree].points
    with override(language):
        points = [_point(point) for point in decision.points if point.name in asked]
        return gettext("SSVC: %(outcome)s, since %(points)s") % {
            "outcome": OUTCOMES[decision.outcome],
            "points": gettext("; ").join(points),
        }


def _point(point: Point) -> str:
    return gettext("%(fact)s (%(origin)s)") % {
        "fact": POINTS[point.name, point.value],
        "origin": ORIGINS[point.origin],
    }
