"""Clocks and obligations for whatever facts, dates and zones."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from noroshi.reporting.clocks import Amount, Pause, Place, Unit, end_of
from noroshi.reporting.regimes import CODES, Anchor, Condition, Confirmation, Recipient, regimes
from noroshi.reporting.rules import Facts, Profile, Step, assess

ALL = regimes(
    frozenset(Confirmation(name, date(2020, 1, 1)) for name in ("nis2", "circia", "dora"))
)
PLACES = [
    Place(ZoneInfo(zone), country)
    for zone, country in (
        ("Asia/Tokyo", "JP"),
        ("Europe/Brussels", "BE"),
        ("America/New_York", "US"),
        ("Australia/Lord_Howe", "AU"),  # half an hour, in the southern summer
        ("America/Havana", "CU"),  # at midnight
        ("Africa/Cairo", "EG"),
    )
]
# Round the changes of the clocks, the leap day and the New Year as often as at any other time.
NOTABLE = [
    datetime(2026, 3, 8, 6, tzinfo=UTC),
    datetime(2026, 10, 25, 0, tzinfo=UTC),
    datetime(2026, 11, 1, 4, tzinfo=UTC),
    datetime(2028, 2, 28, 20, tzinfo=UTC),
    datetime(2027, 1, 31, 20, tzinfo=UTC),
    datetime(2026, 12, 28, 20, tzinfo=UTC),
]
instants = st.one_of(
    st.integers(1_790_000_000, 1_900_000_000).map(lambda at: datetime.fromtimestamp(at, UTC)),
    st.builds(
        lambda at, minutes: at + timedelta(minutes=minutes),
        st.sampled_from(NOTABLE),
        st.integers(0, 5 * 24 * 60),
    ),
)
spans = st.timedeltas(timedelta(), timedelta(days=70))
amounts = st.builds(Amount, st.integers(1, 90), st.sampled_from(Unit))
pauses = st.lists(st.builds(lambda at, span: Pause(at, at + span), instants, spans), max_size=3)


@given(instants, spans, amounts, st.sampled_from(PLACES))
@settings(max_examples=400, deadline=None)
def test_a_clock_never_ends_before_it_begins_nor_later_for_an_earlier_beginning(
    begins, span, amount, place
):
    ends = end_of(begins, amount, place)
    assert ends > begins
    assert end_of(begins - span, amount, place) <= ends


suspended = st.builds(Amount, st.integers(1, 90), st.sampled_from([Unit.HOURS, Unit.DAYS]))


@given(instants, spans, suspended, pauses, st.sampled_from(PLACES))
@settings(max_examples=400, deadline=None)
def test_a_suspended_clock_keeps_that_and_ends_no_earlier_for_it(
    begins, span, amount, still, place
):
    ends = end_of(begins, amount, place, still)
    assert ends >= end_of(begins, amount, place) > begins
    assert end_of(begins - span, amount, place, still) <= ends


profiles = st.builds(
    Profile,
    st.sampled_from(["operator", "supplier", "sme", "university"]),
    st.sampled_from(["", "telecoms", "finance", "electricity"]),
    st.none() | st.integers(1, 100_000),
    st.frozensets(st.sampled_from(["EU", "US"])),
    st.frozensets(st.sampled_from(CODES)),
)
steps = [
    Step(one.file.regime, duty.name, stage.name)
    for one in ALL
    for duty in one.file.duties
    for stage in duty.stages
]
known = st.builds(
    Facts,
    profiles,
    st.dictionaries(
        st.sampled_from([anchor for anchor in Anchor if anchor is not Anchor.PREVIOUS]), instants
    ),
    st.frozensets(st.sampled_from(Condition)),
    st.integers(0, 3_000_000),
    st.dictionaries(st.sampled_from(steps), instants, max_size=3),
)


@given(known)
@settings(max_examples=300, deadline=None)
def test_every_obligation_has_an_article_a_recipient_and_a_date_or_a_reason(facts):
    found = assess(facts, ALL)
    assert len({one.key for one in found.obligations}) == len(found.obligations)
    for owed in found.obligations:
        assert owed.article
        assert owed.recipient in Recipient
        assert owed.grounds
        if owed.due_at or owed.warn_at:
            assert (owed.due_at or owed.warn_at) >= owed.anchored_at
        else:
            assert owed.unset or owed.anchored_at is None
    for gap in found.gaps:
        assert gap.article
        assert gap.unset


@given(known, instants, spans)
@settings(max_examples=300, deadline=None)
def test_no_obligation_comes_later_for_an_earlier_awareness(facts, aware, span):
    anchors = {**facts.anchors, Anchor.AWARENESS: aware}
    sooner = {**facts.anchors, Anchor.AWARENESS: aware - span}
    late = assess(Facts(facts.profile, anchors, facts.conditions, facts.people, facts.filed), ALL)
    early = assess(Facts(facts.profile, sooner, facts.conditions, facts.people, facts.filed), ALL)
    dates = {one.key: one.due_at or one.warn_at for one in early.obligations}
    for owed in late.obligations:
        due = owed.due_at or owed.warn_at
        if due and dates.get(owed.key):
            assert dates[owed.key] <= due
