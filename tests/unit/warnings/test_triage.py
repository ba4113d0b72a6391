"""Whether to coordinate, from what is known and from what nobody knows."""

import pytest

from noroshi.warnings.ssvc import Facts, Origin, Point, policy
from noroshi.warnings.triage import Case, triage

KNOWN = Facts(is_exploited=True, automatable="yes")
GRAVE = Case(suppliers=3, exposed=2, roles=("office", "control centre"), was_contacted=True)


def points(facts, case):
    return {
        point.name: (point.value, point.origin) for point in triage(facts, case, policy()).points
    }


def test_what_is_grave_and_of_several_suppliers_is_coordinated():
    decision = triage(KNOWN, GRAVE, policy())
    assert (decision.tree, decision.version, decision.outcome) == ("triage", "1.0.0", "coordinate")
    assert points(KNOWN, GRAVE) == {
        "report public": ("yes", Origin.RECORD),
        "supplier contacted": ("yes", Origin.NOTICE),
        "report credibility": ("credible", Origin.KEV),
        "supplier cardinality": ("multiple", Origin.RECORD),
        "supplier engagement": ("unresponsive", Origin.NOTICE),
        "automatable": ("yes", Origin.CISA),
        "value density": ("concentrated", Origin.EXPOSED),
        "utility": ("super effective", Origin.CISA),
        "safety impact": ("critical", Origin.ROLE),
        "public safety impact": ("significant", Origin.ROLE),
    }


@pytest.mark.parametrize(
    "milder",
    [
        (KNOWN, Case(suppliers=1, exposed=2, roles=("control centre",))),
        (KNOWN, Case(suppliers=3, exposed=0, roles=("control centre",))),
        (KNOWN, Case(suppliers=3, exposed=2, roles=("office",))),
        (Facts(automatable="no"), GRAVE),
    ],
)
def test_what_is_public_and_less_is_left_to_others(milder):
    assert triage(*milder, policy()).outcome == "decline"


def test_what_nobody_knows_is_said_to_be_assumed():
    found = points(Facts(), Case())
    assumed = {name for name, (_, origin) in found.items() if origin is Origin.ASSUMED}
    assert assumed == {
        "supplier contacted", "supplier cardinality", "supplier engagement", "automatable",
        "value density", "utility", "safety impact", "public safety impact",
    }  # fmt: skip


def test_an_advisory_of_the_supplier_and_an_answer_are_known():
    told = points(Facts(), Case(has_advisory=True))
    assert told["supplier contacted"] == ("yes", Origin.SUPPLIER)
    assert told["supplier engagement"] == ("active", Origin.SUPPLIER)
    answered = points(Facts(), Case(was_contacted=True, has_answered=True))
    assert answered["supplier engagement"] == ("active", Origin.NOTICE)


def test_a_point_keeps_the_origin_of_its_own_facts():
    found = triage(KNOWN, GRAVE, policy()).points
    assert Point("utility", "super effective", Origin.CISA) in found
