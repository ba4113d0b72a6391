"""STIX patterns: what they ask for, what is refused where, and what observed data match."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.formats.stix.pattern_matching import Observations
from noroshi.formats.stix.patterns import (
    Comparison,
    Joined,
    Observed,
    Path,
    Within,
    comparisons,
    parse,
)
from noroshi.kernel.errors import MalformedError

ADDRESS = Path("ipv4-addr", ("value",))


def test_a_pattern_is_read_by_the_rank_of_its_words():
    found = parse("[a:b = 1 OR a:c.d[*] NOT IN ('x', 'y') AND a:e < 2] WITHIN 5 SECONDS")
    last = Joined(
        "AND",
        (
            Comparison(Path("a", ("c", "d", None)), "IN", ("x", "y"), is_negated=True),
            Comparison(Path("a", ("e",)), "<", (2,)),
        ),
    )
    one = Comparison(Path("a", ("b",)), "=", (1,))
    assert found == Within(Observed(Joined("OR", (one, last))), 5.0)
    assert [each.operator for each in comparisons(found)] == ["=", "IN", "<"]
    both = parse("[a:b=1] FOLLOWEDBY [a:b=2] OR [a:b=3] AND [a:b=4]")
    assert isinstance(both, Joined)
    assert both.operator == "FOLLOWEDBY"
    assert both.parts[1].operator == "OR"
    assert both.parts[1].parts[1].operator == "AND"


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("", "'' stands where [ or ( is to stand, at character 1"),
        ("[a:b = 'x]", "is not of a pattern, at character 8"),
        ("[a:b = 'C:\\x']", "is not of a pattern, at character 8"),
        ("[a:b-c = 1]", "in quotation marks here, at character 4"),
        ("[a:b = 1", "'' stands where ] is to stand, at character 9"),
        ("[a:b] ", "']' stands where ="),
        ("[a:b LIKE 1]", "LIKE takes a text"),
        ("[a:b > true]", "true and false have no order"),
        ("[a:b IN (1 2)]", "stands where , is to stand"),
        ("[a:b = h'0']", "no octets"),
        ("[a:b[1.5] = 1]", "a whole number"),
        (f"[a:b = {'9' * 5000}]", "more than 100 characters"),
        ("[a:b = 1] REPEATS 0 TIMES", "from one on"),
        ("[a:b = 1] WITHIN -1 SECONDS", "from one on"),
        ("[a:b=1] START t'2026-01-02T00:00:00Z' STOP t'2026-01-01T00:00:00Z'", "not after START"),
        ("(" * 60 + "[a:b=1]" + ")" * 60, "more than 50 brackets"),
        ("[" + " " * 100_000, "more than 100,000 characters"),
    ],
)
def test_what_is_no_pattern_is_refused_with_its_place(pattern, reason):
    with pytest.raises(MalformedError) as refusal:
        parse(pattern)
    assert reason in refusal.value.detail


SIGNS = st.lists(
    st.sampled_from([*"[]()=<>!:.,*'\\thb -+/\n120a", " AND ", " IN ", "[a:b", " WITHIN ", "t'"])
).map("".join)


@given(SIGNS | st.text())
def test_no_text_does_more_than_be_refused(text):
    with contextlib.suppress(MalformedError):
        parse(text)


def observed(number, second, *values, times=1):
    """An observation at a second, of addresses."""
    at = f"2026-01-01T00:00:{second:02}Z"
    objects = [
        {"type": "ipv4-addr", "id": f"ipv4-addr--{number}-{value}", "value": value}
        for value in values
    ]
    return [
        {
            "type": "observed-data",
            "id": f"observed-data--{number}",
            "first_observed": at,
            "last_observed": at,
            "number_observed": times,
            "object_refs": [one["id"] for one in objects],
        },
        *objects,
    ]


SEEN = Observations(
    [*observed(1, 10, "192.0.2.1"), *observed(2, 20, "192.0.2.2"), *observed(3, 40, "192.0.2.1")]
)
ONE, TWO = "[ipv4-addr:value = '192.0.2.1']", "[ipv4-addr:value = '192.0.2.2']"


@pytest.mark.parametrize(
    ("pattern", "is_match"),
    [
        (f"{ONE} AND {TWO}", True),
        (f"{TWO} FOLLOWEDBY {ONE}", True),
        (f"({ONE} FOLLOWEDBY {ONE}) FOLLOWEDBY {TWO}", False),
        (f"{TWO} AND {TWO}", False),
        (f"({ONE} FOLLOWEDBY {TWO}) WITHIN 10 SECONDS", True),
        (f"({ONE} FOLLOWEDBY {TWO}) WITHIN 9 SECONDS", False),
        (f"{ONE} REPEATS 2 TIMES", True),
        (f"{ONE} REPEATS 3 TIMES", False),
        (f"({ONE} REPEATS 2 TIMES) WITHIN 29 SECONDS", False),
        (f"{ONE} START t'2026-01-01T00:00:11Z' STOP t'2026-01-01T00:00:41Z'", True),
        (f"{TWO} START t'2026-01-01T00:00:21Z' STOP t'2026-01-01T00:00:41Z'", False),
        (f"{TWO} START t'2026-01-01T00:00:10Z' STOP t'2026-01-01T00:00:20Z'", False),
        ("[EXISTS ipv4-addr:value]", True),
        ("[EXISTS ipv4-addr:x_other]", False),
        ("[ipv4-addr:value LIKE '%.0._.1']", True),
        ("[ipv4-addr:value LIKE '192%2%3']", False),
    ],
)
def test_observations_are_joined_in_time(pattern, is_match):
    assert SEEN.match(parse(pattern)) is is_match


def test_an_observation_counts_as_often_as_it_was_made():
    seen = Observations(observed(1, 10, "192.0.2.1", times=3))
    assert seen.match(parse(f"{ONE} REPEATS 3 TIMES"))
    assert not seen.match(parse(f"{ONE} REPEATS 4 TIMES"))


def test_what_would_take_for_ever_is_refused():
    many = [one for number in range(60) for one in observed(number, 1, "192.0.2.1")]
    with pytest.raises(MalformedError, match="ways to be tried"):
        Observations(many).match(parse(" AND ".join([ONE] * 5)))
