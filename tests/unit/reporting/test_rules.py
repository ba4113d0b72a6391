from datetime import UTC, date, datetime, timedelta

import django
import pytest
from django.utils.translation import override

from noroshi.reporting.changes import changes
from noroshi.reporting.regimes import Anchor, Condition, Confirmation, Recipient, regimes
from noroshi.reporting.rules import Facts, Profile, State, Step, assess, state
from noroshi.reporting.sentences import missing, said, why


@pytest.fixture(autouse=True, scope="module")
def _languages():
    django.setup()


AWARE = datetime(2026, 11, 2, 0, 0, tzinfo=UTC)
POWER = Profile("operator", "electricity")
LEAK = frozenset({Condition.INTRUSION, Condition.IMPROPER_PURPOSE})


def facts(conditions=LEAK, who=POWER, people=0, **anchors) -> Facts:
    given = {Anchor(name): at for name, at in anchors.items()}
    return Facts(who, {Anchor.AWARENESS: AWARE, **given}, frozenset(conditions), people)


def only(found, regime, stage):
    return next(
        one for one in found.obligations if (one.step.regime, one.step.stage) == (regime, stage)
    )


def test_the_act_binds_special_operators_alone_and_names_the_minister_and_the_prime_minister():
    found = assess(facts(), regimes())
    act = [one for one in found.obligations if one.step.regime == "jp-act"]
    assert {one.recipient for one in act} == {Recipient.MINISTRY, Recipient.PRIME_MINISTER}
    town = assess(facts(who=Profile("local_government")), regimes())
    assert {one.step.regime for one in town.obligations} == {"jp-appi"}


def test_promptly_has_no_date_of_the_law_but_is_warned_of():
    first = only(assess(facts(), regimes()), "jp-act", "first")
    assert first.due_at is None
    assert state(first, now=AWARE) is State.DUE
    assert state(first, now=AWARE + timedelta(days=4)) is State.PRESSING
    assert state(only(assess(facts(), regimes()), "jp-act", "full"), now=AWARE) is State.DUE


def test_the_threshold_is_passed_not_reached():
    for people, owes in ((1000, False), (1001, True)):
        found = assess(facts({Condition.INTRUSION}, people=people), regimes())
        assert any(one.step.regime == "jp-appi" for one in found.obligations) is owes


def test_what_nobody_confirmed_is_refused_by_name():
    """A deadline, and whether somebody is bound at all."""
    new = facts({Condition.NEW}, introduction=AWARE)
    owed = only(assess(new, regimes()), "jp-act", "new")
    assert (owed.unset, owed.due_at, state(owed, now=AWARE)) == (
        "act.register.new_days",
        None,
        State.UNSET,
    )
    maker = Profile("supplier", places=frozenset({"EU"}))
    found = assess(facts({Condition.EXPLOITED}, maker), regimes())
    assert [gap.unset for gap in found.gaps] == ["cra.who_is_a_manufacturer"]
    assert "cra.who_is_a_manufacturer" in missing(found.gaps[0], "en")
    assert "cra.who_is_a_manufacturer" in missing(found.gaps[0], "ja")
    declared = Profile("supplier", declared=frozenset({"cra"}))
    assert assess(facts({Condition.EXPLOITED}, declared), regimes()).gaps == ()


def test_registration_of_what_there_was_has_the_day_that_the_law_sets():
    there = facts({Condition.EXISTING}, introduction=AWARE)
    owed = only(assess(there, regimes()), "jp-act", "existing")
    assert owed.due_at == datetime(2027, 3, 31, 14, 59, tzinfo=UTC)
    assert "2027-03-31 23:59" in why(owed, "en")


def test_of_two_clocks_the_earlier_counts():
    bank = Profile("operator", "finance", declared=frozenset({"dora"}))
    confirmed = regimes(frozenset({Confirmation("dora", date(2026, 1, 1))}))
    for hours, due in ((2, 6), (20, 24), (23, 24)):
        classified = AWARE + timedelta(hours=hours)
        found = assess(facts({Condition.MAJOR}, bank, classification=classified), confirmed)
        assert only(found, "dora", "initial").due_at == AWARE + timedelta(hours=due)
    unclassified = assess(facts({Condition.MAJOR}, bank), confirmed)
    assert only(unclassified, "dora", "initial").due_at == AWARE + timedelta(hours=24)


def test_a_stage_waits_for_what_it_is_counted_from():
    maker = Profile("supplier", declared=frozenset({"cra"}))
    final = only(assess(facts({Condition.EXPLOITED}, maker), regimes()), "cra", "final")
    assert state(final, now=AWARE) is State.WAITING
    assert "the fix" in why(final, "en")
    fixed = facts({Condition.EXPLOITED}, maker, fix=AWARE)
    final = only(assess(fixed, regimes()), "cra", "final")
    assert final.due_at == datetime(2026, 11, 16, 22, 59, tzinfo=UTC)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_each_obligation_and_change_is_one_sentence_with_its_article(language):
    maker = Profile("operator", "telecoms", declared=frozenset({"cra", "nis2", "circia", "dora"}))
    names = ("nis2", "circia", "dora")
    confirmed = regimes(frozenset(Confirmation(name, date(2026, 1, 1)) for name in names))
    before = assess(facts(), confirmed)
    everything = facts(
        Condition, maker, 2000, belief=AWARE, payment=AWARE, fix=AWARE, introduction=AWARE
    )
    after = assess(everything, confirmed)
    assert {one.step.regime for one in after.obligations} == {one.file.regime for one in confirmed}
    for owed in after.obligations:
        sentence = why(owed, language)
        assert f"{owed.article} [{owed.tag}]" in sentence
        assert "%" not in sentence
    with override(language):
        sentences = [said(change) for change in changes(before, after)]
    assert len(sentences) == len(set(sentences)) > 10
    assert changes(after, after) == ()


def test_a_change_says_which_fact_it_was():
    before = assess(facts(), regimes())
    earlier = Facts(POWER, {Anchor.AWARENESS: AWARE - timedelta(days=2)}, LEAK)
    after = assess(earlier, regimes())
    full = next(c for c in changes(before, after) if c.obligation.step.stage == "full")
    assert said(full, "en") == (
        "Earlier: Full report to the competent minister, 2026-11-30 23:59 JST instead of"
        " 2026-12-02 23:59 JST: awareness is now 2026-10-31 09:00 JST"
    )
    step = Step("jp-act", "incident", "first")
    filed = Facts(POWER, {Anchor.AWARENESS: AWARE}, LEAK, filed={step: AWARE})
    assert {c.what.value for c in changes(before, assess(filed, regimes()))} == {"filed"}
