import pytest

from noroshi.formats.names.ranges import VersionEntry, affected_intervals, contains
from noroshi.formats.names.versions import Scheme, version_key


def entry(version, status="affected", *, lt=None, le=None, kind=None, changes=()):
    return VersionEntry(version, status, kind, lt, le, changes)


def texts(*entries, default="unaffected", purl_type=None):
    found = affected_intervals(entries, default_status=default, purl_type=purl_type)
    return [interval.text() for interval in found.intervals]


def test_single_version_is_itself_alone():
    assert texts(entry("7.2.3")) == ["= 7.2.3"]


def test_range_excludes_its_less_than():
    assert texts(entry("7.2.0", lt="7.2.5", kind="semver")) == ["[7.2.0, 7.2.5)"]


def test_range_includes_its_less_than_or_equal():
    assert texts(entry("7.2.0", le="7.2.5", kind="semver")) == ["[7.2.0, 7.2.5]"]


def test_zero_is_the_beginning_and_an_asterisk_has_no_end():
    assert texts(entry("0", lt="7.2.5", kind="custom")) == ["(-∞, 7.2.5)"]
    assert texts(entry("1.0", lt="*", kind="custom")) == ["[1.0, ∞)"]
    assert texts(entry("*")) == ["(-∞, ∞)"]


def test_changes_split_a_range_whatever_their_order():
    changes = (("2.0", "affected"), ("1.5", "unaffected"))
    assert texts(entry("1.0", lt="3.0", kind="semver", changes=changes)) == [
        "[1.0, 1.5)",
        "[2.0, 3.0)",
    ]


def test_change_at_or_below_the_start_holds_from_the_start():
    assert texts(entry("1.0", "unaffected", lt="3.0", changes=(("0.5", "affected"),))) == [
        "[1.0, 3.0)"
    ]


def test_change_beyond_the_end_changes_nothing():
    assert texts(entry("1.0", le="3.0", changes=(("3.1", "unaffected"),))) == ["[1.0, 3.0]"]


def test_wildcard_covers_its_whole_series():
    found = affected_intervals([entry("6.6.1", le="6.6.*")], default_status="unknown")
    (interval,) = found.intervals
    inside = {
        version: contains(interval, version_key(version, Scheme.GENERIC))
        for version in ("6.6", "6.6.1", "6.6.99", "6.6.99.9", "6.7-rc1", "6.60", "6.7")
    }
    assert [version for version, is_in in inside.items() if is_in] == [
        "6.6.1",
        "6.6.99",
        "6.6.99.9",
    ]
    assert interval.text() == "[6.6.1, 6.6.*]"


def test_unaffected_entries_are_cut_out_of_an_affected_default():
    assert texts(entry("2.0", "unaffected", lt="3.0", kind="semver"), default="affected") == [
        "(-∞, 2.0)",
        "[3.0, ∞)",
    ]


def test_no_entries_leave_the_default():
    assert texts(default="affected") == ["(-∞, ∞)"]
    assert texts(default="unknown") == []


def test_first_entry_that_holds_a_version_wins():
    narrow = entry("1.5", "unaffected")
    wide = entry("1.0", lt="2.0", kind="custom")
    assert texts(narrow, wide) == ["[1.0, 1.5)", "(1.5, 2.0)"]
    assert texts(wide, narrow) == ["[1.0, 2.0)"]


def test_adjoining_ranges_join():
    assert texts(entry("1.0", lt="2.0"), entry("2.0", lt="3.0"), entry("3.0")) == ["[1.0, 3.0]"]


def test_empty_and_backward_ranges_hold_nothing():
    assert texts(entry("2.0", lt="2.0"), entry("3.0", le="1.0")) == []


def test_kernel_record_with_its_mixed_types():
    assert texts(
        entry("5.4"),
        entry("0", "unaffected", lt="5.4", kind="semver"),
        entry("5.4.117", "unaffected", le="5.4.*", kind="semver"),
        entry("5.10.35", "unaffected", le="5.10.*", kind="semver"),
        entry("5.12", "unaffected", le="*", kind="original_commit_for_fix"),
        default="affected",
    ) == ["[5.4, 5.4.117)", "(5.4.*, 5.10.35)", "(5.10.*, 5.12)"]


def test_commits_are_left_out():
    found = affected_intervals(
        [entry("1da177e4c3f4", lt="a1b2c3d4e5f6", kind="git")], default_status="affected"
    )
    assert (found.intervals, found.unresolved) == ((), ())


def test_registry_decides_how_versions_compare():
    (interval,) = affected_intervals(
        [entry("1.0", lt="2.0", kind="semver")], default_status="unknown", purl_type="pypi"
    ).intervals
    assert interval.scheme is Scheme.PEP440
    assert contains(interval, version_key("2.0rc1", Scheme.PEP440))


def test_sentence_becomes_an_interval():
    assert texts(entry("All versions < V4.1.4"), entry("7.0 to 7.4")) == [
        "(-∞, V4.1.4)",
        "[7.0, 7.4]",
    ]


@pytest.mark.parametrize(
    ("unclear", "text"),
    [
        (entry("n/a"), "n/a"),
        (entry("10.0.0", lt="publication", kind="custom"), "10.0.0 < publication"),
        (entry("1.0", le="next spring", kind="custom"), "1.0 <= next spring"),
    ],
)
def test_what_is_not_understood_is_told_and_the_rest_kept(unclear, text):
    found = affected_intervals([unclear, entry("1.0"), unclear], default_status="unknown")
    assert found.unresolved == (text,)
    assert [interval.text() for interval in found.intervals] == ["= 1.0"]


def test_unclear_change_is_told():
    found = affected_intervals(
        [entry("1.0", lt="2.0", changes=(("the hotfix", "unaffected"),))], default_status="unknown"
    )
    assert found.unresolved == ("the hotfix",)
    assert [interval.text() for interval in found.intervals] == ["[1.0, 2.0)"]


def test_open_ends_have_keys_that_any_version_passes():
    (interval,) = affected_intervals([], default_status="affected").intervals
    assert (interval.low, interval.low_key, interval.high, interval.high_key) == (
        None,
        b"",
        None,
        None,
    )
    assert contains(interval, version_key("0", Scheme.GENERIC))


@pytest.mark.parametrize(
    ("text", "kind", "purl_type", "expected"),
    [
        ("^1.2.3", None, "npm", ["[1.2.3, 2.0.0-0)"]),
        ("^1.2.3", "semver", None, ["[1.2.3, 2.0.0-0)"]),
        (">=1 <2 || >=3", "npm", None, ["[1.0.0, 2.0.0-0)", "[3.0.0, ∞)"]),
        ("<= 1.2", "npm", None, ["(-∞, 1.3.0-0)"]),
        ("<= 1.2", "semver", None, ["(-∞, 1.2]"]),
        ("1.2", "npm", None, ["= 1.2"]),
        ("1.2 - 2.3", "semver", None, ["[1.2, 2.3]"]),
        (">= 1.0.0, < 2.0.0", None, "npm", ["[1.0.0, 2.0.0)"]),
        ("~> 2.1, != 2.5", None, "gem", ["[2.1, 2.5)", "(2.5, 2.*]"]),
        ("~> 2.1", "rubygems", None, ["[2.1, 2.*]"]),
        ("^1.2.3", None, "cargo", ["[1.2.3, 2.0.0-0)"]),
    ],
)
def test_ranges_are_read_as_the_package_s_own_tool_writes_them(text, kind, purl_type, expected):
    assert texts(entry(text, kind=kind), purl_type=purl_type) == expected
