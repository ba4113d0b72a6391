"""Intervals against the algorithm of the CVE schema, taken word by word."""

from itertools import pairwise
from math import inf

from hypothesis import given
from hypothesis import strategies as st

from noroshi.formats.names.ranges import VersionEntry, affected_intervals, contains
from noroshi.formats.names.versions import version_key

VERSIONS = ["0", "0.5", "1", "1.0", "1.0.1", "1.5", "1.5.0", "1.10", "2", "2.0.9", "3.1", "10"]
BOUNDS = [*VERSIONS, "*", "1.*", "1.5.*", "2.*"]
STATUSES = st.sampled_from(["affected", "unaffected", "unknown"])
CHANGES = st.lists(st.tuples(st.sampled_from(VERSIONS[1:]), STATUSES), max_size=3).map(tuple)

SINGLES = st.builds(VersionEntry, st.sampled_from(VERSIONS), STATUSES)
RANGES = st.one_of(
    st.builds(
        VersionEntry,
        st.sampled_from(VERSIONS),
        STATUSES,
        version_type=st.sampled_from(["custom", "semver"]),
        less_than=st.sampled_from(BOUNDS),
        changes=CHANGES,
    ),
    st.builds(
        VersionEntry,
        st.sampled_from(VERSIONS),
        STATUSES,
        version_type=st.sampled_from(["custom", "semver"]),
        less_than_or_equal=st.sampled_from(BOUNDS),
        changes=CHANGES,
    ),
)


def place(text):
    parts = [inf if part == "*" else int(part) for part in text.split(".")]
    while parts and parts[-1] == 0:
        parts.pop()
    return parts


def status_of(version, entries, default_status):
    v = place(version)
    for entry in entries:
        low = place(entry.version)
        if entry.less_than is None and entry.less_than_or_equal is None:
            if v == low:
                return entry.status
            continue
        if (entry.less_than is not None and low <= v < place(entry.less_than)) or (
            entry.less_than_or_equal is not None and low <= v <= place(entry.less_than_or_equal)
        ):
            status = entry.status
            for at, changed in sorted(entry.changes, key=lambda change: place(change[0])):
                if place(at) <= v:
                    status = changed
            return status
    return default_status


@given(st.lists(st.one_of(SINGLES, RANGES), max_size=6), STATUSES)
def test_intervals_hold_what_the_algorithm_calls_affected(entries, default_status):
    intervals = affected_intervals(entries, default_status=default_status).intervals
    for version in [*VERSIONS, "0.1", "1.0.0.1", "1.5.7", "1.99", "2.1", "3", "99"]:
        holding = [i for i in intervals if contains(i, version_key(version, i.scheme))]
        expected = status_of(version, entries, default_status) == "affected"
        assert len(holding) == expected, (version, [i.text() for i in intervals])


@given(st.lists(st.one_of(SINGLES, RANGES), max_size=6), STATUSES)
def test_intervals_ascend_and_do_not_touch(entries, default_status):
    intervals = affected_intervals(entries, default_status=default_status).intervals
    for earlier, later in pairwise(intervals):
        assert earlier.high_key is not None
        assert earlier.high_key < later.low_key or (
            earlier.high_key == later.low_key
            and not earlier.high_inclusive
            and not later.low_inclusive
        )


ANY_TEXT = st.one_of(st.text(max_size=30), st.sampled_from([*BOUNDS, "n/a", "<= 3", "1 to 2"]))


@given(
    st.lists(
        st.builds(
            VersionEntry,
            ANY_TEXT,
            ANY_TEXT,
            st.one_of(st.none(), st.sampled_from(["git", "maven", "rpm", "deb", "python"])),
            st.one_of(st.none(), ANY_TEXT),
            st.one_of(st.none(), ANY_TEXT),
            st.lists(st.tuples(ANY_TEXT, STATUSES), max_size=2).map(tuple),
        ),
        max_size=5,
    ),
    STATUSES,
    st.one_of(st.none(), st.sampled_from(["pypi", "maven", "npm", "deb", "?"])),
)
def test_whatever_is_published_is_flattened(entries, default_status, purl_type):
    found = affected_intervals(entries, default_status=default_status, purl_type=purl_type)
    assert all(interval.text() for interval in found.intervals)


def test_long_lists_take_no_longer_than_they_must():
    entries = [
        VersionEntry(f"{n % 977}.{n}", "affected", "custom", less_than=f"{n % 977 + 3}.{n}")
        for n in range(20_000)
    ]
    found = affected_intervals(entries, default_status="unaffected")
    assert [interval.text() for interval in found.intervals] == ["[0.0, 979.19539)"]
