"""A decision in one sentence, in both languages."""

import django
import pytest

from noroshi.warnings.ssvc import TREES, VALUES, Facts, Origin, coordinate, decide, policy
from noroshi.warnings.triage import Case, triage


@pytest.fixture(autouse=True, scope="module")
def _languages():
    django.setup()


FACTS = Facts(is_exploited=True, automatable="yes", role="vpn")


def test_a_decision_in_english():
    from noroshi.warnings.sentences import explained

    assert explained(decide(FACTS, policy()), "en") == (
        "SSVC: Out of cycle, since it is being exploited (from KEV);"
        " it is reached with restrictions (assumed, not known);"
        " attacks can be automated (as CISA judges);"
        " the human impact is very high (by the role of the system)"
    )


def test_a_decision_in_japanese():
    from noroshi.warnings.sentences import explained

    assert explained(coordinate(FACTS, policy()), "ja") == (
        "SSVC：対処。理由：悪用されている（KEV による）、攻撃を自動化できる（CISA の判断）、"
        "攻撃者が全体を制御できる（不明のため仮定）、国への影響は中程度（不明のため仮定）"
    )


def test_every_value_every_origin_and_every_outcome_has_its_words():
    from noroshi.warnings.sentences import NAMES, ORIGINS, OUTCOMES, POINTS

    decisions = [
        decide(FACTS, policy()),
        coordinate(FACTS, policy()),
        triage(FACTS, Case(), policy()),
    ]
    names = {point.name for decision in decisions for point in decision.points}
    assert NAMES.keys() == names
    assert POINTS.keys() == {(name, value) for name in names for value in VALUES[name]}
    assert ORIGINS.keys() == set(Origin)
    outcomes = [policy().trees[tree].outcome for tree in TREES[:3]]
    assert OUTCOMES.keys() == {value for name in outcomes for value in VALUES[name]}


def test_a_decision_point_by_point():
    from django.utils.translation import override

    from noroshi.warnings.sentences import lines

    with override("en"):
        told = [
            (str(line.name), line.value, str(line.origin), line.is_asked, line.is_known)
            for line in lines(decide(FACTS, policy()))
        ]
    assert told == [
        ("Exploitation", "active", "from KEV", True, True),
        ("System exposure", "controlled", "assumed, not known", True, False),
        ("Automatable", "yes", "as CISA judges", True, True),
        ("Safety impact", "marginal", "by the role of the system", False, True),
        ("Mission impact", "mission failure", "by the role of the system", False, True),
        ("Human impact", "very high", "by the role of the system", True, True),
    ]
