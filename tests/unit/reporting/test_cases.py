"""Incidents worked by hand: every obligation, step by step, as what is known grows."""

import tomllib
from pathlib import Path

import pytest

from noroshi.reporting.changes import changes
from noroshi.reporting.regimes import Anchor, Condition, Confirmation, regimes
from noroshi.reporting.rules import Assessment, Facts, Profile, Step, assess

CASES = sorted((Path(__file__).parent / "cases").glob("*.toml"))


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_what_is_owed_is_what_was_worked_by_hand(case):
    worked = tomllib.loads(case.read_text(encoding="utf-8"))
    who = Profile(
        worked["profile"]["kind"],
        worked["profile"]["sector"],
        declared=frozenset(worked["profile"].get("declared", ())),
    )
    confirmed = frozenset(Confirmation(*one) for one in worked.get("confirmed", {}).items())
    before = Assessment(())
    for step in worked["steps"]:
        found = assess(facts_of(step, who), regimes(confirmed))
        assert found.gaps == ()
        owed = {name_of(one.step): one for one in found.obligations}
        dated = {name: one.due_at for name, one in owed.items() if one.due_at}
        assert dated == step["owed"], step["what"]
        promptly = {name: one.warn_at for name, one in owed.items() if one.warn_at}
        assert promptly == step.get("promptly", {}), step["what"]
        assert sorted(n for n, one in owed.items() if one.unset) == sorted(step.get("unset", []))
        if "changed" in step:
            said = [one.what.value for one in changes(before, found)]
            assert sorted(said) == sorted(step["changed"]), step["what"]
        before = found


def facts_of(step, who) -> Facts:
    return Facts(
        who,
        {Anchor(name): at for name, at in step["anchors"].items()},
        frozenset(map(Condition, step.get("conditions", ()))),
        step.get("people", 0),
        {Step(*name.split()): at for name, at in step.get("filed", {}).items()},
    )


def name_of(step: Step) -> str:
    return f"{step.regime} {step.duty} {step.stage}"
