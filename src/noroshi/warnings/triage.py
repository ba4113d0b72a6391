"""Whether to coordinate: CERT/CC's tree of triage from what is known of a vulnerability. Pure.

Where nobody knows, what is public and credible is said by the record's being there, and the rest
counts as the tree's own milder value, but for the number of suppliers."""

from collections.abc import Collection
from dataclasses import dataclass

from noroshi.warnings import ssvc
from noroshi.warnings.ssvc import Decision, Facts, Origin, Point, Policy


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of a vulnerability beside its facts.

    suppliers: how many makers its record names; has_advisory: a maker's own record is held;
    was_contacted: the office has written to a maker; has_answered: one has answered that; exposed:
    how many organisations are exposed as far as the office sees; roles: of their systems."""

    is_published: bool = True
    suppliers: int = 0
    has_advisory: bool = False
    was_contacted: bool = False
    has_answered: bool = False
    exposed: int = 0
    roles: Collection[str] = ()


def triage(facts: Facts, case: Case, by: Policy) -> Decision:
    """Decline, track or coordinate."""
    automatable = ssvc.automatable(facts)
    density = _value_density(case)
    safety = _safety_impact(case, by)
    points = (
        Point("report public", "yes" if case.is_published else "no", Origin.RECORD),
        _supplier_contacted(case),
        _report_credibility(facts, case),
        _supplier_cardinality(case),
        _supplier_engagement(case),
        automatable,
        density,
        ssvc.joined("utility", (automatable, density), by),
        safety,
        ssvc.joined("public_safety_impact", (safety,), by),
    )
    return ssvc.decision("triage", points, by)


def _supplier_contacted(case: Case) -> Point:
    name = "supplier contacted"
    if case.was_contacted:
        return Point(name, "yes", Origin.NOTICE)
    if case.has_advisory:
        return Point(name, "yes", Origin.SUPPLIER)
    return Point(name, "no", Origin.ASSUMED)


def _report_credibility(facts: Facts, case: Case) -> Point:
    name = "report credibility"
    if facts.is_exploited:
        return Point(name, "credible", Origin.KEV)
    value = "credible" if case.is_published else "not credible"
    return Point(name, value, Origin.RECORD)


def _supplier_cardinality(case: Case) -> Point:
    name = "supplier cardinality"
    if not case.suppliers:
        return Point(name, "multiple", Origin.ASSUMED)
    return Point(name, "one" if case.suppliers == 1 else "multiple", Origin.RECORD)


def _supplier_engagement(case: Case) -> Point:
    name = "supplier engagement"
    if case.has_answered:
        return Point(name, "active", Origin.NOTICE)
    if case.was_contacted:
        return Point(name, "unresponsive", Origin.NOTICE)
    return Point(name, "active", Origin.SUPPLIER if case.has_advisory else Origin.ASSUMED)


def _value_density(case: Case) -> Point:
    name = "value density"
    if case.exposed:
        return Point(name, "concentrated", Origin.EXPOSED)
    return Point(name, "diffuse", Origin.ASSUMED)


def _safety_impact(case: Case, by: Policy) -> Point:
    """The worst of the systems that are exposed."""
    found = [ssvc.role_impacts(Facts(role=role), by)[0] for role in case.roles]
    order = ssvc.VALUES["safety impact"].index
    assumed = Point("safety impact", by.unknown_role.safety, Origin.ASSUMED)
    known = [point for point in found if point.origin is not Origin.ASSUMED]
    return max(known, key=lambda point: order(point.value), default=assumed)
