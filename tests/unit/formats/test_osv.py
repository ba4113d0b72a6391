"""OSV records: every member that is read, the order of events, and what breaks the schema."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from noroshi.formats import osv
from noroshi.formats.names.ranges import VersionEntry, affected_intervals
from noroshi.kernel.errors import Location, MalformedError

AT = Location("records.jsonl", "line 3")
VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
COMMIT = "6879efc2c1596d11a6a6ad296f80063b558d5e0f"
RANGE = {"type": "SEMVER", "events": [{"introduced": "1.0.0"}, {"fixed": "1.2.3"}]}


def record(**members) -> dict:
    return {
        "schema_version": "1.6.0",
        "id": "GHSA-tttt-aaaa-nnnn",
        "modified": "2026-03-02T09:00:00Z",
        "affected": [{"package": {"ecosystem": "npm", "name": "@tanuki/gate"}, "ranges": [RANGE]}],
    } | members


def octets(**members) -> bytes:
    return json.dumps(record(**members)).encode()


def read(**members):
    return osv.read(octets(**members), at=AT)


def product(ecosystem="npm", name="gate", **members):
    (found,) = read(
        affected=[{"package": {"ecosystem": ecosystem, "name": name}, **members}]
    ).affected
    return found


def entries(*events, kind="SEMVER", ecosystem="npm"):
    stated = {"type": kind, "events": [{key: value} for key, value in events], "repo": "x"}
    return product(ecosystem, ranges=[stated]).versions


def shown(*events, kind="SEMVER", ecosystem="npm"):
    found = entries(*events, kind=kind, ecosystem=ecosystem)
    flat = affected_intervals(found, default_status="unaffected", purl_type=ecosystem.lower())
    return [interval.text() for interval in flat.intervals]


def refused(**members) -> str:
    with pytest.raises(MalformedError) as caught:
        read(**members)
    assert caught.value.at == AT
    return caught.value.detail


def test_a_record_is_read_whole():
    found = read(
        published="2026-03-01T00:00:00.5+09:00",
        withdrawn="2026-03-03T00:00:00Z",
        aliases=["CVE-2026-90001", "CVE-2026-90001"],
        related=["CVE-2026-90002"],
        upstream=["CVE-2026-90003"],
        summary="Open door",
        details="Anyone may sign in.",
        severity=[{"type": "CVSS_V3", "score": VECTOR}, {"type": "Ubuntu", "score": "low"}],
        references=[
            {"type": "WEB", "url": "https://tanuki.example/1"},
            {"type": "FIX", "url": "javascript:alert(1)"},
        ],
        database_specific={"cwe_ids": ["CWE-287", "CWE-noinfo"], "severity": "HIGH"},
    )

    assert (found.source, found.id) == ("osv", "GHSA-tttt-aaaa-nnnn")
    assert found.aliases == ("CVE-2026-90001",)
    assert found.related == ("CVE-2026-90002",)
    assert found.upstream == ("CVE-2026-90003",)
    assert (found.title, found.description) == ("Open door", "Anyone may sign in.")
    assert found.published_at == datetime(2026, 2, 28, 15, 0, 0, 500000, UTC)
    assert found.updated_at == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert found.withdrawn_at == datetime(2026, 3, 3, tzinfo=UTC)
    assert found.cwes == ("CWE-287",)
    assert found.references == ("https://tanuki.example/1",)
    (metric,) = found.metrics
    assert (metric.source, metric.score.score) == ("osv", Decimal("9.8"))
    (affected,) = found.affected
    assert affected.package_url == "pkg:npm/%40tanuki/gate"
    assert affected.versions == (VersionEntry("1.0.0", "affected", "semver", "1.2.3"),)


def test_members_may_be_null_as_the_schema_allows():
    found = read(aliases=None, affected=None, references=None, severity=None)

    assert (found.aliases, found.affected, found.references, found.metrics) == ((), (), (), ())


def test_an_instant_that_is_not_known_gives_way_to_the_day_of_publication():
    found = read(modified="0001-01-01T00:00:00Z", published="2026-03-01T00:00:00Z")

    assert found.updated_at == datetime(2026, 3, 1, tzinfo=UTC)
    assert read(modified="0001-01-01T00:00:00Z").updated_at is None


def test_a_score_of_one_package_is_a_score_too():
    severity = [{"type": "CVSS_V3", "score": VECTOR}]

    found = read(affected=[{"package": {"ecosystem": "Go", "name": "a/b"}, "severity": severity}])

    assert [metric.score.vector for metric in found.metrics] == [VECTOR]


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([("introduced", "0")], ["(-∞, ∞)"]),
        ([("introduced", "0"), ("fixed", "2")], ["(-∞, 2)"]),
        ([("introduced", "1"), ("last_affected", "2")], ["[1, 2]"]),
        ([("fixed", "2.0.0"), ("introduced", "1.0.0")], ["[1.0.0, 2.0.0)"]),
        (
            [("introduced", "3"), ("introduced", "0"), ("fixed", "10"), ("fixed", "2")],
            ["(-∞, 2)", "[3, 10)"],
        ),
        ([("introduced", "1"), ("introduced", "2"), ("fixed", "3")], ["[1, 3)"]),
        (
            [("introduced", "2"), ("fixed", "2.7"), ("introduced", "0"), ("fixed", "2.6")],
            ["(-∞, 2.7)"],
        ),
        (
            [("introduced", "3"), ("last_affected", "5"), ("introduced", "1"), ("fixed", "4")],
            ["[1, 5]"],
        ),
        ([("introduced", "0"), ("fixed", "2"), ("introduced", "1")], ["(-∞, 2)"]),
        ([("introduced", "1"), ("limit", "4")], ["[1, 4)"]),
        ([("introduced", "1"), ("limit", "4"), ("limit", "6")], ["[1, 6)"]),
        ([("introduced", "1"), ("limit", "4"), ("introduced", "5")], ["[1, 4)"]),
        ([("introduced", "1"), ("limit", "*")], ["[1, ∞)"]),
        ([("introduced", "1"), ("fixed", "2"), ("limit", "4")], ["[1, 2)"]),
    ],
)
def test_events_are_stretches_in_the_order_of_versions(events, expected):
    assert shown(*events) == expected
    assert shown(*events, kind="ECOSYSTEM", ecosystem="PyPI") == expected


def test_versions_that_cannot_be_compared_keep_their_order():
    found = entries(("introduced", "raccoon"), ("fixed", "badger"), ("introduced", "1"))

    assert [(entry.version, entry.less_than) for entry in found] == [
        ("raccoon", "badger"),
        ("1", "*"),
    ]


def test_commits_are_told_and_not_compared():
    found = entries(("introduced", "0"), ("fixed", COMMIT), kind="GIT")

    assert found == (VersionEntry("0", "affected", "git", COMMIT),)
    assert shown(("introduced", "0"), ("fixed", COMMIT), kind="GIT") == []


def test_versions_one_by_one_come_beside_ranges():
    found = product(ranges=[RANGE], versions=["3.0.0", "3.0.1"])

    assert [entry.version for entry in found.versions] == ["1.0.0", "3.0.0", "3.0.1"]
    assert found.default_status == "unaffected"


@pytest.mark.parametrize(
    ("ecosystem", "version"),
    [
        ("PyPI", "1!0.5"),
        ("Maven", "2.0-july"),
        ("Maven", "RELEASE"),
        ("npm", "1.0.0-before.1"),
        ("Debian:12", "1:9.8~rc1+dfsg-1~deb12u1"),
        ("crates.io", "0.0.0"),
    ],
)
def test_a_version_of_a_list_is_that_version_and_no_other(ecosystem, version):
    found = product(ecosystem, "a:b" if ecosystem == "Maven" else "b", versions=[version])
    purl_type = found.package_url.removeprefix("pkg:").partition("/")[0]
    flat = affected_intervals(found.versions, default_status="unaffected", purl_type=purl_type)

    assert [interval.text() for interval in flat.intervals] == [f"= {version}"]
    assert flat.unresolved == ()


def test_of_a_package_without_versions_nothing_is_known():
    assert product().default_status == "unknown"


@pytest.mark.parametrize(
    ("ecosystem", "name", "purl"),
    [
        ("Go", "github.com/tanuki/gate/v2", "pkg:golang/github.com/tanuki/gate/v2"),
        ("Go", "stdlib", "pkg:golang/stdlib"),
        ("Maven", "example.tanuki:gate", "pkg:maven/example.tanuki/gate"),
        ("Maven", "gate", None),
        ("PyPI", "Tanuki_Gate", "pkg:pypi/tanuki-gate"),
        ("Packagist", "tanuki/gate", "pkg:composer/tanuki/gate"),
        ("crates.io", "gate", "pkg:cargo/gate"),
        ("Debian:12", "gate", "pkg:deb/debian/gate?distro=debian-12"),
        ("Alpine:v3.20", "gate", "pkg:apk/alpine/gate?distro=alpine-3.20"),
        (
            "Red Hat:enterprise_linux:9::baseos",
            "gate",
            "pkg:rpm/redhat/gate?distro=redhat-9",
        ),
        ("AlmaLinux:9", "gate", "pkg:rpm/almalinux/gate?distro=almalinux-9"),
        ("Rocky Linux:8", "gate", "pkg:rpm/rocky/gate?distro=rocky-8"),
        ("SUSE:Package Hub 15 SP6", "gate", "pkg:rpm/suse/gate?distro=sles-15.6"),
        ("openSUSE:Leap 15.6", "gate", "pkg:rpm/opensuse/gate?distro=opensuse-15.6"),
        ("Ubuntu:Pro:16.04:LTS", "gate", "pkg:deb/ubuntu/gate?distro=ubuntu-16.04"),
        ("Photon OS:5.0", "gate", "pkg:rpm/photon/gate?distro=photon-5"),
        ("Wolfi", "gate", "pkg:apk/wolfi/gate"),
        ("GitHub Actions", "tanuki/gate/open", "pkg:github/tanuki/gate"),
        ("VSCode:open-vsx.org", "tanuki/gate", "pkg:vscode-extension/tanuki/gate"),
        ("OSS-Fuzz", "gate", "pkg:generic/gate"),
        ("GIT", "github.com/tanuki/gate", "pkg:github/tanuki/gate"),
        ("RubyGems", "gate", "pkg:gem/gate"),
        ("NuGet", "Tanuki.Gate", "pkg:nuget/Tanuki.Gate"),
        ("Hex", "gate", "pkg:hex/gate"),
        ("Packagist:https://packages.tanuki.example/8", "a/gate", "pkg:composer/a/gate"),
        ("SwiftURL", "github.com/tanuki/gate", "pkg:swift/github.com/tanuki/gate"),
        ("Kubernetes", "gate", None),
        ("A world to come", "gate", None),
    ],
)
def test_an_ecosystem_is_a_type_of_package_urls(ecosystem, name, purl):
    found = product(ecosystem, name)

    assert (found.package_url, found.product, found.package_name) == (purl, name, name)
    assert found.platforms == ((ecosystem,) if ":" in ecosystem else ())


def test_a_package_url_that_is_given_stands():
    package = {"ecosystem": "Go", "name": "x", "purl": "pkg:golang/y"}

    assert read(affected=[{"package": package}]).affected[0].package_url == "pkg:golang/y"


@pytest.mark.parametrize(
    ("ecosystem", "stated", "purl"),
    [
        ("Debian:12", "pkg:deb/debian/gate?arch=source", "pkg:deb/debian/gate?distro=debian-12"),
        (
            "Debian:11",
            "pkg:deb/debian/gate?arch=source&distro=bullseye",
            "pkg:deb/debian/gate?distro=debian-11",
        ),
        (
            "Ubuntu:22.04:LTS",
            "pkg:deb/ubuntu/gate@1.2-1?arch=source&distro=jammy",
            "pkg:deb/ubuntu/gate?distro=ubuntu-22.04",
        ),
        (
            "SUSE:Linux Enterprise Server 15 SP5",
            "pkg:rpm/suse/gate?distro=SUSE%20Linux%20Enterprise%20Server%2015%20SP5",
            "pkg:rpm/suse/gate?distro=sles-15.5",
        ),
        ("Alpine:v3.18", "gate", "pkg:apk/alpine/gate?distro=alpine-3.18"),
        ("Wolfi", "pkg:apk/wolfi/gate", "pkg:apk/wolfi/gate"),
    ],
)
def test_of_a_release_the_package_url_says_so(ecosystem, stated, purl):
    """As those distributions publish it: without the release, or in other words."""
    package = {"ecosystem": ecosystem, "name": "gate", "purl": stated}

    assert read(affected=[{"package": package}]).affected[0].package_url == purl


@pytest.mark.parametrize(
    ("ecosystem", "name", "product"),
    [
        ("Android", "platform/frameworks/base", ("Google", "Android")),
        ("Linux", "Kernel", ("Linux", "Kernel")),
        ("GHC", "compiler", (None, "compiler")),
    ],
)
def test_a_part_of_one_product_is_that_product(ecosystem, name, product):
    (found,) = read(affected=[{"package": {"ecosystem": ecosystem, "name": name}}]).affected

    assert (found.vendor, found.product) == product
    assert found.package_name == name


@pytest.mark.parametrize(
    ("repo", "purl"),
    [
        ("https://github.com/Tanuki/Gate.git", "pkg:github/tanuki/gate"),
        ("https://git.example/tanuki/gate", None),
        ("https://[", None),
    ],
)
def test_without_a_package_the_repository_is_the_product(repo, purl):
    stated = {"type": "GIT", "repo": repo, "events": [{"introduced": "0"}]}

    (found,) = read(affected=[{"ranges": [stated]}]).affected

    assert (found.product, found.package_url, found.package_name) == (repo, purl, None)


@pytest.mark.parametrize(
    "bad",
    [
        {"id": "two words"},
        {"id": None},
        {"modified": "soon"},
        {"modified": None},
        {"aliases": "CVE-2026-90001"},
        {"severity": [{"type": "CVSS_V3", "score": "9.8"}]},
        {"affected": [{"package": {"ecosystem": "npm"}}]},
        {"affected": [{"ranges": [{"type": "CALENDAR", "events": [{"introduced": "0"}]}]}]},
        {"affected": [{"ranges": [{"type": "SEMVER", "events": []}]}]},
        {"affected": [{"ranges": [{"type": "SEMVER", "events": [{"fixed": "1"}]}]}]},
        {"affected": [{"ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {}]}]}]},
        {
            "affected": [
                {"ranges": [{"type": "SEMVER", "events": [{"introduced": "0", "fixed": "1"}]}]}
            ]
        },
        {"affected": [{"versions": [""]}]},
    ],
)
def test_what_breaks_the_schema_is_refused(bad):
    assert refused(**bad)


def test_a_refusal_names_the_member():
    stated = {"type": "SEMVER", "events": [{"introduced": "0"}, {}]}

    detail = refused(affected=[{"ranges": [stated]}])

    assert detail.startswith("an event is one of introduced, fixed, last_affected and limit")
    assert "`$.affected[0].ranges[0].events[1]`" in detail


@pytest.mark.parametrize("specific", [{"cwe_ids": "CWE-79"}, {"cwe_ids": {}}, {}, None])
def test_what_is_a_databases_own_refuses_nothing(specific):
    assert read(database_specific=specific).cwes == ()


@pytest.mark.parametrize("indent", [None, 4])
@pytest.mark.parametrize("padding", ["", "x" * 200_000])
def test_a_record_is_recognised_whatever_the_order_of_its_members(indent, padding):
    first = {"details": padding} | record()
    last = record() | {"details": padding}

    assert osv.is_record(json.dumps(first, indent=indent).encode())
    assert osv.is_record(b"\xef\xbb\xbf" + json.dumps(last, indent=indent).encode())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[" + json.dumps(record()).encode() + b"]",
        b'{"type": "intrusion-set", "id": "intrusion-set--1", "modified": "x", "aliases": []}',
        b'{"bomFormat": "CycloneDX", "id": "x", "modified": "y"}',
    ],
)
def test_anything_else_is_no_record(data):
    assert not osv.is_record(data)


def told(events, *, ecosystem="npm", kind="SEMVER", **beside):
    stated = {"type": kind, "events": [{key: value} for key, value in events]}
    found = product(ecosystem, ranges=[stated], **beside)
    purl_type = {"Go": "golang"}.get(ecosystem, ecosystem.lower())
    flat = affected_intervals(found.versions, default_status="unaffected", purl_type=purl_type)
    return [interval.text() for interval in flat.intervals]


@pytest.mark.parametrize(
    ("events", "last", "expected"),
    [
        ([("introduced", "0")], "<= 1.4.2", ["(-∞, 1.4.2]"]),
        ([("introduced", "1.0.0")], "< 0.57", ["[1.0.0, ∞)"]),
        ([("introduced", "0")], "< 0.57", ["(-∞, 0.57)"]),
        ([("introduced", "0"), ("fixed", "1.4.3")], "<= 1.4.2", ["(-∞, 1.4.3)"]),
        ([("introduced", "0")], ">= 1, <= 2", ["(-∞, ∞)"]),
        ([("introduced", "0")], ["<= 1.4.2"], ["(-∞, ∞)"]),
        ([("introduced", "0")], None, ["(-∞, ∞)"]),
    ],
)
def test_a_range_without_end_ends_with_the_last_version_known_to_be_affected(
    events, last, expected
):
    assert told(events, database_specific={"last_known_affected_version_range": last}) == expected


def custom(*events):
    pairs = [{key: value} for key, value in events]
    return {"custom_ranges": [{"type": "ECOSYSTEM", "events": pairs}]}


@pytest.mark.parametrize(
    ("events", "beside", "expected"),
    [
        ([("introduced", "0")], custom(("introduced", "0"), ("fixed", "2.4.1")), ["(-∞, 2.4.1)"]),
        (
            [("introduced", "0")],
            custom(("introduced", "19.0.0"), ("fixed", "19.0.3")),
            ["(-∞, 19.0.3)"],
        ),
        ([("introduced", "0")], custom(("introduced", "2.0.0")), ["(-∞, ∞)"]),
        (
            [("introduced", "0"), ("fixed", "1.1.1-0.20251231125615-74dc5a01cfbb")],
            custom(("introduced", "1.1.1"), ("fixed", "6.0.0")),
            ["(-∞, 1.1.1-0.20251231125615-74dc5a01cfbb)", "[1.1.1, 6.0.0)"],
        ),
        ([("introduced", "1.0.0"), ("fixed", "1.2.0")], {"custom_ranges": "1"}, ["[1.0.0, 1.2.0)"]),
        ([("introduced", "1.0.0"), ("fixed", "1.2.0")], None, ["[1.0.0, 1.2.0)"]),
    ],
)
def test_releases_that_go_does_not_allow_are_affected_too(events, beside, expected):
    assert told(events, ecosystem="Go", ecosystem_specific=beside) == expected
