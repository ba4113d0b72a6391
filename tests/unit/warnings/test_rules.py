"""How soon, in the words of the tree, and by when."""

from datetime import UTC, datetime, timedelta

from noroshi.warnings.rules import BY_OUTCOME, Urgency, due_at, policy
from noroshi.warnings.ssvc import VALUES


def test_urgencies_are_the_outcomes_of_the_tree_and_keep_their_order():
    soonest_first = VALUES["priority"][::-1]
    assert [BY_OUTCOME[outcome] for outcome in soonest_first] == list(Urgency)
    names = [urgency.name.lower().replace("_", "-") for urgency in Urgency]
    assert names == list(soonest_first)


def test_the_more_urgent_the_sooner_and_what_is_deferred_has_no_date():
    since = datetime(2026, 11, 1, tzinfo=UTC)
    due = [due_at(since, urgency, by=policy()) for urgency in Urgency]
    assert due[0] == since + timedelta(hours=72)
    assert due[0] < due[1] < due[2]
    assert due[3] is None
