"""Each scheme orders its own examples, least first; versions in one list item are equal."""

from itertools import combinations
from time import process_time

import pytest

from noroshi.formats.names.versions import LONGEST, Scheme, scheme_for, version_key

ORDERS = {
    "generic: numbers by value": (Scheme.GENERIC, ["7.2.3", "7.2.10", "7.10", "10"]),
    "generic: zeros at the end": (Scheme.GENERIC, [("1", "1.0", "1.0.0", "v1.0"), "1.0.1"]),
    "generic: announced before released": (
        Scheme.GENERIC,
        ["1.0-dev", "1.0-alpha1", "1.0-beta", "1.0 beta 2", "1.0-pre1", "1.0-rc1", "1.0", "1.0a"],
    ),
    "generic: letters and patches": (
        Scheme.GENERIC,
        ["7.2.3", "7.2.3a", "7.2.3b", "7.2.3 SP1", "7.2.3 SP1 HF2", "7.2.3.1", "7.2.4"],
    ),
    "generic: appliances": (
        Scheme.GENERIC,
        ["15.2(4)M", "15.2(4)M1", "15.2(4)M11", "15.3(1)T"],
    ),
    "generic: Junos": (Scheme.GENERIC, ["20.4", "20.4R3", "20.4R3-S2", "20.4R3-S10", "21.1"]),
    "generic: OpenSSL": (Scheme.GENERIC, ["1.0.2", "1.0.2a", "1.0.2zg", "1.1.1", "3.0.0"]),
    "generic: Java": (Scheme.GENERIC, ["8", "8u9", "8u351", "11.0.2"]),
    "generic: one spelling": (
        Scheme.GENERIC,
        [("7.2.3", "V7.2.3", "ver. 7.2.3", "Version 7.2.3", "７．２．３", "7.2.3 GA"), "7.2.4"],
    ),
    "semver: precedence of section 11": (
        Scheme.SEMVER,
        [
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            ("1.0.0", "1.0.0+build.7", "v1.0.0", "1.0", "1"),
            "2.0.0",
            "2.1.0",
            "2.1.1",
        ],
    ),
    "semver: what is not": (Scheme.SEMVER, ["7.2.2", "7.2.3", "7.2.3a", "7.2.3.1", "7.2.4"]),
    "pep440: its own summary": (
        Scheme.PEP440,
        [
            "1.dev0",
            "1.0.dev456",
            "1.0a1",
            "1.0a2.dev456",
            "1.0a12.dev456",
            "1.0a12",
            "1.0b1.dev456",
            "1.0b2",
            "1.0b2.post345.dev456",
            "1.0b2.post345",
            "1.0rc1.dev456",
            "1.0rc1",
            ("1.0", "v1.0.0"),
            "1.0+abc.5",
            "1.0+abc.7",
            "1.0+5",
            "1.0.post456.dev34",
            "1.0.post456",
            "1.0.15",
            "1.1.dev1",
            "1!0.1",
        ],
    ),
    "maven: qualifiers": (
        Scheme.MAVEN,
        [
            "1-alpha2snapshot",
            "1-alpha2",
            "1-alpha-123",
            "1-beta-2",
            "1-beta123",
            "1-m2",
            "1-m11",
            "1-rc",
            ("1-cr2", "1-rc2", "1.0-rc2", "1.0.0.rc2"),
            "1-SNAPSHOT",
            ("1", "1.0", "1-ga", "1.0.0.Final", "1.RELEASE"),
            "1-sp",
            "1-a",
            "1-abc",
            "1-def",
            "1-1",
            "1.1",
        ],
    ),
    "maven: what people publish": (
        Scheme.MAVEN,
        ["2.0-beta9", "2.14.1", "2.15.0-rc2", "2.15.0", ("2.16", "2.16.0"), "2.17.0-alpha1"],
    ),
    "deb: policy's tilde": (Scheme.DEB, ["1.0~~", "1.0~~a", "1.0~", "1.0", "1.0a", "1.0+b1"]),
    "deb: epoch and revision": (
        Scheme.DEB,
        [("1.2", "0:1.2", "1.2-0"), "1.2-1", "1.2-1+deb12u1", "1.2-10", "1.10", "1:0.1"],
    ),
    "rpm: tilde and caret": (
        Scheme.RPM,
        [
            "1.0~beta1",
            "1.0~rc1",
            "1.0",
            "1.0-1.el9",
            "1.0-2.el8",
            "1.0^20240101",
            "1.0.1",
            "1:0.1",
        ],
    ),
    "semver: npm's loose prefixes": (
        Scheme.SEMVER,
        ["1.2.3-0", "1.2.3-beta", ("1.2.3", "v1.2.3", "=1.2.3", "= v1.2.3", " v 1.2.3 "), "1.2.4"],
    ),
    "semver: Go's pseudo-versions (Go Modules Reference)": (
        Scheme.SEMVER,
        [
            "v0.0.0-20180628173108-788fd7840127",
            "v0.0.0-20191109021931-daa7c04131f5",
            "v1.2.3-pre",
            "v1.2.3-pre.0.20191109021931-daa7c04131f5",
            "v1.2.3",
            "v1.2.4-0.20191109021931-daa7c04131f5",
            ("v1.2.4", "v1.2.4+incompatible"),
            "v2.0.0-20191109021931-daa7c04131f5+incompatible",
            ("v2.0.0+incompatible", "v2.0.0"),
        ],
    ),
    "semver: Go's own releases (go/version)": (
        Scheme.SEMVER,
        [
            "go1.20.14",
            "1.21.0-0",
            ("go1.21beta1", "1.21.0-beta.1"),
            ("go1.21rc2", "1.21.0-rc.2"),
            ("go1.21", "go1.21.0", "1.21"),
            "go1.21.10",
        ],
    ),
    "gem: Gem::Version's documentation": (
        Scheme.GEM,
        [
            ("0", "0.0"),
            "0.9",
            "1.0.a",
            "1.0.a.2",
            ("1.0.b1", "1.b1", "1.0.b.1"),
            ("1.0-rc1", "1.0.pre.rc1"),
            "1.0.rc1",
            ("1", "1.0", "1.0.0", "v1.0"),
            "1.0.0.1",
            "1.0.1",
            "1.1.a10",
            "1.1",
            "1.10",
            "2.0.0.beta",
            "2.0.0",
        ],
    ),
    "gem: zeros among letters": (
        Scheme.GEM,
        ["1.a.b", "1.a.0.b", ("1.a", "1.a.0"), "1.a.0.1", "1.a.1"],
    ),
    "nuget: package versioning": (
        Scheme.NUGET,
        [
            "1.0.1-aaa",
            ("1.0.1-alpha", "1.0.1-ALPHA"),
            "1.0.1-alpha.2",
            "1.0.1-alpha.10",
            "1.0.1-alpha2",
            "1.0.1-beta",
            ("1.0.1-RC", "1.0.1-rc+build.9"),
            "1.0.1-zzz",
            ("1.0.1", "1.00.1", "1.0.01", "1.0.1.0", "1.0.1+r3456"),
            "1.0.1.1",
            "1.0.2",
        ],
    ),
    "composer: stabilities": (
        Scheme.COMPOSER,
        [
            ("1.0-dev", "1.0.0.0-dev", "1.0.0-DEV", "1dev"),
            ("1.0-alpha", "1.0.0a", "v1.0.0-Alpha"),
            "1.0-alpha1-dev",
            ("1.0-alpha1", "1.0.0.0-a1", "1.0a.1"),
            "1.0-alpha1.2",
            "1.0-alpha10",
            ("1.0-beta2", "1.0b2"),
            ("1.0-RC1", "1.0rc1", "1.0.0-rc.1"),
            ("1.0", "1", "v1.0.0", "1.0.0.0", "1.0-stable", "1.0.0+git", "1.0@stable"),
            ("1.0-p1", "1.0-patch1", "1.0pl1"),
            "1.0-p2",
            "1.0.1",
            "1.0.x-dev",
            "1.1",
            "1.x-dev",
            "2.0",
            ("2010.01.02", "2010-01-02"),
            "20100102",
        ],
    ),
    "apk: apk-package(5)": (
        Scheme.APK,
        [
            "0.1.0_alpha_pre2",
            "0.1.0_alpha",
            "0.1.0_alpha2",
            "0.1.0_beta",
            "0.1.0_pre20191002",
            "0.1.0_rc3",
            "0.1.0_rc3-r1",
            "0.1.0",
            "0.1.0-r0",
            "0.1.0-r10",
            "0.1.0~1a2b3c-r1",
            "0.1.0_cvs1",
            "0.1.0_svn1",
            "0.1.0_git20240101",
            "0.1.0_hg1",
            "0.1.0_p1",
            "0.1.0_p9-r2",
            "0.1.0_p12-r1",
            "0.1.0a",
            "0.1.0b-r2",
            "0.1.0.1",
            "0.1.02",
            "0.1.1",
            "1.0",
            "1.0.0",
        ],
    ),
    "rpm: digits over letters": (Scheme.RPM, ["1.a", ("1.1", "1_1", "0:1.01"), "1.1a", "1.1.1"]),
}


@pytest.mark.parametrize(("scheme", "order"), ORDERS.values(), ids=ORDERS)
def test_versions_sort_in_the_order_of_their_scheme(scheme, order):
    ranks = [
        (rank, text)
        for rank, item in enumerate(order)
        for text in ([item] if isinstance(item, str) else item)
    ]
    for (rank_a, a), (rank_b, b) in combinations(ranks, 2):
        key_a, key_b = version_key(a, scheme), version_key(b, scheme)
        assert (key_a < key_b) == (rank_a < rank_b), (a, b)
        assert (key_a == key_b) == (rank_a == rank_b), (a, b)


@pytest.mark.parametrize(
    "text",
    ["", "n/a", "latest", "before 7.2", "7.0 to 7.4", "7.0, 7.2", "< 7", "2024 September Update"],
)
def test_what_is_no_version_is_not_comparable(text):
    assert version_key(text, Scheme.GENERIC) is None


def test_commit_is_not_comparable():
    assert version_key("1da177e4c3f4", Scheme.GENERIC) is None
    assert version_key("202403142053", Scheme.GENERIC) is not None


@pytest.mark.parametrize("scheme", Scheme)
def test_overlong_version_is_not_comparable(scheme):
    assert version_key("1" * LONGEST, scheme) is not None
    assert version_key("1" * (LONGEST + 1), scheme) is None


def test_version_whose_letters_unfold_beyond_an_index_row_is_not_comparable():
    assert version_key("1" + "㌀", Scheme.GENERIC) is not None
    assert version_key("1" + "㌀" * (LONGEST - 1), Scheme.GENERIC) is None


def test_python_refuses_what_packaging_refuses():
    assert version_key("1.0-foo-bar", Scheme.PEP440) is None


@pytest.mark.parametrize(
    ("text", "scheme"),
    [
        ("dev-main", Scheme.COMPOSER),
        ("master", Scheme.COMPOSER),
        ("1.0.0-meh", Scheme.COMPOSER),
        ("1.0 beta", Scheme.GEM),
        ("1..2", Scheme.GEM),
        ("1.0bc", Scheme.APK),
        ("23_foo", Scheme.APK),
        ("1.0-1", Scheme.APK),
    ],
)
def test_what_its_own_tools_refuse_is_not_comparable(text, scheme):
    assert version_key(text, scheme) is None


@pytest.mark.parametrize(
    ("version_type", "purl_type", "scheme"),
    [
        ("semver", None, Scheme.SEMVER),
        ("SemVer", None, Scheme.SEMVER),
        ("python", None, Scheme.PEP440),
        ("maven", None, Scheme.MAVEN),
        ("rpm", None, Scheme.RPM),
        ("dpkg", None, Scheme.DEB),
        ("custom", None, Scheme.GENERIC),
        ("hotfix", None, Scheme.GENERIC),
        (None, None, Scheme.GENERIC),
        ("original_commit_for_fix", None, Scheme.GENERIC),
        ("semver", "pypi", Scheme.PEP440),
        (None, "npm", Scheme.SEMVER),
        (None, "golang", Scheme.SEMVER),
        (None, "gem", Scheme.GEM),
        ("semver", "gem", Scheme.GEM),
        (None, "nuget", Scheme.NUGET),
        (None, "composer", Scheme.COMPOSER),
        (None, "apk", Scheme.APK),
        ("alpine", None, Scheme.APK),
        ("hex", None, Scheme.SEMVER),
        ("alpm", None, Scheme.RPM),
        (None, "conan", Scheme.GENERIC),
        ("git", None, None),
        ("git", "npm", None),
    ],
)
def test_scheme_follows_registry_then_declared_type(version_type, purl_type, scheme):
    assert scheme_for(version_type=version_type, purl_type=purl_type) == scheme


@pytest.mark.parametrize("scheme", Scheme)
@pytest.mark.parametrize("part", ["_p", "1-", ".", "a"])
def test_hostile_version_is_refused_in_time(part, scheme):
    started = process_time()
    version_key(f"1{part * 100}!", scheme)
    assert process_time() - started < 0.1
