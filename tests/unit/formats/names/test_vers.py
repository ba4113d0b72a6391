"""Version range specifiers."""

import pytest

from noroshi.formats.names.ranges import affected_intervals
from noroshi.formats.names.vers import read_vers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("vers:all/*", ["(-∞, ∞)"]),
        ("vers:npm/>=2.2.0|<2.3.0", ["[2.2.0, 2.3.0)"]),
        ("vers:npm/ >= 2.2.0| <2.3.0", ["[2.2.0, 2.3.0)"]),
        ("vers:intdot/>1.2.0|<=2.1.0", ["(1.2.0, 2.1.0]"]),
        ("vers:intdot/<2.1.0|>=4.2.0", ["(-∞, 2.1.0)", "[4.2.0, ∞)"]),
        ("vers:intdot/>4.2.0", ["(4.2.0, ∞)"]),
        ("vers:pypi/1.0|=2.0", ["= 1.0", "= 2.0"]),
        ("vers:semver/>=1.0.0|!=1.5.0|<2.0.0", ["[1.0.0, 1.5.0)", "(1.5.0, 2.0.0)"]),
        ("vers:generic/>=1|>=2|<3", ["[1, 3)"]),
        ("3.0.7 | 3.0.8", ["= 3.0.7", "= 3.0.8"]),
        ("vers:deb/<1%3A2.0", ["(-∞, 1:2.0)"]),
        ("vers:npm/^1.2.0|~3.1", ["[1.2.0, 2.0.0-0)", "[3.1.0, 3.2.0-0)"]),
        ("vers:gem/~> 2.1|4.0", ["[2.1, 2.*]", "= 4.0"]),
    ],
)
def test_constraints_are_stretches(text, expected):
    entries = read_vers(text)

    flat = affected_intervals(entries, default_status="unknown")

    assert ([interval.text() for interval in flat.intervals], flat.unresolved) == (expected, ())


@pytest.mark.parametrize(
    "text",
    ["", "vers:npm/", "vers:npm/||>1", "vers:x/<>3", "2.0 < 3.0", "vers:x/" + "1|" * 4000 + "1"],
)
def test_anything_else_is_none(text):
    assert read_vers(text) is None


def test_the_status_is_the_one_asked_for_and_the_scheme_is_kept():
    (entry,) = read_vers("vers:npm/2.0", status="unaffected")

    assert (entry.status, entry.version_type) == ("unaffected", "npm")
