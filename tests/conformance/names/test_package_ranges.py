"""Ranges that node-semver and RubyGems publish with what they mean (README, range-parse fixtures;
test_gem_requirement)."""

import pytest

from noroshi.formats.names.npm_ranges import npm_spans
from noroshi.formats.names.ranges import VersionEntry, affected_intervals, contains
from noroshi.formats.names.versions import Scheme, version_key

NPM = """
1.0.0 - 2.0.0         := >=1.0.0 <=2.0.0
1 - 2                 := >=1.0.0 <3.0.0-0
1.0 - 2.0             := >=1.0.0 <2.1.0-0
1.2.3 - 2.3.4         := >=1.2.3 <=2.3.4
1.2 - 2.3.4           := >=1.2.0 <=2.3.4
1.2.3 - 2.3           := >=1.2.3 <2.4.0-0
1.2.3 - 2             := >=1.2.3 <3.0.0-0
1.2 - 3.4             := >=1.2.0 <3.5.0-0
>=*                   := *
>=1.0.0               := >=1.0.0
> 1.0.0               := >1.0.0
<=   2.0.0            := <=2.0.0
<    2.0.0            := <2.0.0
0.1.20 || 1.2.4       := 0.1.20||1.2.4
>=0.2.3 || <0.0.1     := >=0.2.3||<0.0.1
1.2.x || 2.x          := >=1.2.0 <1.3.0-0||>=2.0.0 <3.0.0-0
1.2.* || 2.*          := >=1.2.0 <1.3.0-0||>=2.0.0 <3.0.0-0
1.2.7 || >=1.2.9 <2.0.0 := 1.2.7||>=1.2.9 <2.0.0
~2.4                  := >=2.4.0 <2.5.0-0
~>3.2.1               := >=3.2.1 <3.3.0-0
~1                    := >=1.0.0 <2.0.0-0
~> 1                  := >=1.0.0 <2.0.0-0
~ 1.0                 := >=1.0.0 <1.1.0-0
~0.2.3                := >=0.2.3 <0.3.0-0
~1.2.3-beta.2         := >=1.2.3-beta.2 <1.3.0-0
^0                    := >=0.0.0 <1.0.0-0
^ 1                   := >=1.0.0 <2.0.0-0
^0.1                  := >=0.1.0 <0.2.0-0
^1.2                  := >=1.2.0 <2.0.0-0
^0.0.1                := >=0.0.1 <0.0.2-0
^0.0.1-beta           := >=0.0.1-beta <0.0.2-0
^0.1.2                := >=0.1.2 <0.2.0-0
^1.2.3                := >=1.2.3 <2.0.0-0
^1.2.3-beta.4         := >=1.2.3-beta.4 <2.0.0-0
^1.2.x                := >=1.2.0 <2.0.0-0
^0.0.x                := >=0.0.0 <0.1.0-0
^0.0                  := >=0.0.0 <0.1.0-0
^1.x                  := >=1.0.0 <2.0.0-0
^0.x                  := >=0.0.0 <1.0.0-0
<1                    := <1.0.0-0
< 1.2                 := <1.2.0-0
>= 1                  := >=1.0.0
^ 1.2 ^ 1             := >=1.2.0 <2.0.0-0
>1                    := >=2.0.0
>1.2                  := >=1.3.0
""".strip().splitlines()


def desugared(text):
    return "||".join(map(primitive, npm_spans(text)))


def primitive(span):
    if span.low == span.high and span.low:
        return span.low
    low = f"{'>=' if span.low_inclusive else '>'}{span.low}" if span.low else ""
    high = "" if span.high == "*" else f"{'<=' if span.high_inclusive else '<'}{span.high}"
    return " ".join(filter(None, (low, high))) or "*"


@pytest.mark.parametrize("case", NPM)
def test_npm_ranges_are_what_node_semver_says(case):
    written, _, meant = case.partition(":=")

    assert desugared(written.strip()) == meant.strip()


@pytest.mark.parametrize(
    "text", [">01.02.03", "~1.2.3beta", ">X", "<x <* || >* 2.x", "||", ">=1, <2", "1.2"]
)
def test_what_is_no_npm_range_is_left_to_the_common_reading(text):
    assert npm_spans(text) is None


GEM = """
~> 1.4        : 1.4 1.5 1.9.9                 ! 1.3 2.0 2.0.a
~> 1.4.4      : 1.4.4 1.4.5                   ! 1.3 1.4 1.5 2.0
~> 1.0.0      : 1.0.0 1.0.9                   ! 1.1.pre
~> 1.1        : 1.1 1.2.pre                   ! 1.1.pre
~> 2          : 2 2.9                         ! 3 3.a 1.9
~> 1.4.beta   : 1.4.beta 1.4.beta.0 1.4 1.4.1 ! 1.3 1.4.alpha.0 2.0
~> 1.4.0.beta : 1.4.0.beta.0 1.4 1.4.1        ! 1.4.0.alpha 1.5.0.alpha 1.5 2.0
~> 1.4.0      : 1.4 1.4.0 1.4.1               ! 1.4.beta.0 1.5.alpha.0 1.5.1
>= 1.4.beta, < 1.5 : 1.4.beta.0 1.4.1         ! 1.3.alpha.0 1.5 1.5.1
>= 1.4, <= 1.6, != 1.5 : 1.4 1.6              ! 1.3 1.5 1.7 2.0
!= 9.3.4      : 10.3.2                        ! 9.3.4
= 1.0         : 1.0.0.0                       ! 1.0.0.1
> 3.2.0.rc1   : 3.2.0 3.2.0.rc2               ! 3.2.0.rc1
< 3.0.0       : 3.0.rc2                       ! 3.0
""".strip().splitlines()


@pytest.mark.parametrize("case", GEM)
def test_requirements_hold_what_rubygems_says(case):
    written, _, versions = case.partition(" : ")
    held, _, others = versions.partition("!")
    entries = [VersionEntry(written.strip(), "affected")]
    flat = affected_intervals(entries, default_status="unknown", purl_type="gem")

    found = [
        version
        for version in (held + others).split()
        if any(contains(one, version_key(version, Scheme.GEM)) for one in flat.intervals)
    ]

    assert found == held.split()
