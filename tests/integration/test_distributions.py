"""Packages of distributions: found by binary and source name, in their own release and no other."""

import json

import pytest

from noroshi.kernel.clock import now
from tests.nation import HEAD, bring_assets, bring_feeds, register

ASSETS = (
    "pkg:deb/debian/libssl3@3.0.11-1~deb12u2?distro=debian-12&upstream=openssl%403.0.11-1~deb12u2",
    "pkg:deb/debian/openssl@3.0.11-1~deb12u1?distro=debian-12",
    "pkg:deb/debian/openssl@1.1.1w-0+deb11u1?distro=debian-11",
    "pkg:rpm/redhat/openssl-libs@3.0.7-24.el9?epoch=1&distro=rhel-9.2&upstream=openssl-3.0.7-24.el9.src.rpm",
    "pkg:rpm/redhat/openssl-libs@3.0.7-24.el9?distro=rhel-9.2&upstream=openssl-3.0.7-24.el9.src.rpm",
    "pkg:rpm/rocky/openssl@1.1.1k-9.el8?epoch=1&distro=rocky-8.9",
    "pkg:apk/alpine/libcrypto3@3.1.4-r5?distro=alpine-3.18.4&upstream=openssl",
    "pkg:apk/alpine/libcrypto3@3.1.4-r5?distro=alpine-3.19.1&upstream=openssl",
    "pkg:deb/ubuntu/openssl@3.0.2-0ubuntu1.10?distro=ubuntu-22.04",
    "pkg:rpm/sles/libopenssl3@3.0.8-150500.5.17?distro=sles-15.5&upstream=openssl-3-3.0.8-150500.5.17.src.rpm",
    "pkg:deb/debian/libdevmapper1.02.1@2:1.02.185-2?distro=debian-12&upstream=lvm2%402.03.16-2",
    "pkg:rpm/redhat/device-mapper@1.02.198-2.el9?epoch=9&distro=rhel-9.2&upstream=lvm2-2.03.24-2.el9.src.rpm",
    "pkg:deb/debian/tanuki@1.0-1%2Bb2?distro=debian-12&upstream=tanuki%401.0-1",
)
# As a scanner names two packages of a container's image, built from sources of other versions.
REAL = (
    "pkg:deb/debian/bsdutils@1:2.36.1-8+deb11u1?arch=amd64&upstream=util-linux%402.36.1-8+deb11u1&distro=debian-11",
    "pkg:deb/debian/coreutils@8.32-4+b1?arch=amd64&upstream=coreutils%408.32-4&distro=debian-11",
)
OTHER_NAMES = (("pkg:deb/debian/util-linux", "pkg:deb/debian/util-linux-ng"),
               ("pkg:deb/debian/coreutils", "pkg:deb/debian/coreutils-ng"),
               ("pkg:deb/debian/bsdutils", "pkg:deb/debian/bsdutils-ng"))  # fmt: skip
# The same package in a bill whose tool names the source beside the package URL.
BILL = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "components": [
        {
            "type": "library",
            "name": "a13",
            "version": "2:1.02.185-2",
            "purl": "pkg:deb/debian/libdevmapper1.02.1@2:1.02.185-2?distro=debian-12",
            "properties": [
                {"name": "aquasecurity:trivy:SrcName", "value": "lvm2"},
                {"name": "aquasecurity:trivy:SrcVersion", "value": "2.03.16"},
                {"name": "aquasecurity:trivy:SrcRelease", "value": "2"},
            ],
        }
    ],
}
# Ecosystem, name, package URL as published, fixed version; which assets are affected.
RECORDS = (
    ("Debian:12", "openssl", "pkg:deb/debian/openssl?arch=source", "3.0.11-1~deb12u2", {1}),
    ("Debian:12", "openssl", None, "3.0.13-1~deb12u1", {0, 1}),
    ("Debian:11", "openssl", "pkg:deb/debian/openssl?distro=bullseye", "1.1.1w-0+deb11u2", {2}),
    ("Debian:13", "openssl", "pkg:deb/debian/openssl", "3.5.1-1", set()),
    ("Red Hat:enterprise_linux:9::baseos", "openssl", None, "1:3.0.7-25.el9", {3, 4}),
    ("Red Hat:enterprise_linux:9::baseos", "openssl-libs", None, "1:3.0.7-24.el9", {4}),
    ("Red Hat:enterprise_linux:8::baseos", "openssl", None, "2:1.0-1.el8", set()),
    ("Rocky Linux:8", "openssl", "pkg:rpm/rocky-linux/openssl?distro=rocky-linux-8", "1:1.1.1k-12.el8_9", {5}),
    ("Alpine:v3.18", "openssl", "pkg:apk/alpine/openssl?arch=source", "3.1.4-r6", {6}),
    ("Ubuntu:22.04:LTS", "openssl", "pkg:deb/ubuntu/openssl?distro=jammy", "3.0.2-0ubuntu1.15", {8}),
    ("Ubuntu:Pro:16.04:LTS", "openssl", "pkg:deb/ubuntu/openssl?distro=esm-infra/xenial", "9", set()),
    ("SUSE:Linux Enterprise Server 15 SP5", "openssl-3",
     "pkg:rpm/suse/openssl-3?distro=SUSE%20Linux%20Enterprise%20Server%2015%20SP5", "3.0.8-150500.5.18", {9}),
    ("Debian:12", "lvm2", None, "2.03.16-3", {10, 13}),
    ("Debian:12", "lvm2", None, "2.03.16-2", set()),
    ("Debian:12", "libdevmapper1.02.1", None, "2:1.02.185-3", {10, 13}),
    ("Red Hat:enterprise_linux:9::baseos", "lvm2", None, "9:2.03.24-3.el9", {11}),
    ("Red Hat:enterprise_linux:9::baseos", "lvm2", None, "9:2.03.24-2.el9", set()),
    ("Red Hat:enterprise_linux:9::baseos", "device-mapper", None, "9:1.02.198-3.el9", {11}),
    ("Debian:12", "tanuki", None, "1.0-1+b1", {12}),
    ("SUSE:Linux Enterprise Server 15 SP6", "openssl-3", None, "3.1.4-150600.5.1", set()),
    # Further names: of a source by its version, of what was built by its own.
    ("Debian", "util-linux-ng", None, "2.36.1-9", {14}),
    ("Debian", "util-linux-ng", None, "2.36.1-8", set()),
    ("Debian", "coreutils-ng", None, "8.32-4+b1", {15}),
    ("Debian", "coreutils-ng", None, "8.32-4", set()),
    ("Debian", "bsdutils-ng", None, "2.36.1-9", set()),
    ("Debian", "bsdutils-ng", None, "1:2.36.1-9", {14}),
)  # fmt: skip


@pytest.fixture
def east(database):
    return register()["P-EAST"]


def test_a_package_is_found_in_its_own_release(east, tmp_path):
    from noroshi.operations.database import Role, connected_as
    from noroshi.parties.scope import acting_as
    from noroshi.vulnerabilities.actions.judge_names import add_alias
    from noroshi.vulnerabilities.aliases import Pair
    from noroshi.vulnerabilities.queries import exposures

    with connected_as(Role.WORKER):
        for name, other in OTHER_NAMES:
            add_alias(Pair("package", name, other, "Renamed"), by=None, at=now())
    rows = [f"Site,,a{number},,,,,{purl},," for number, purl in enumerate(ASSETS)]
    rows += [f"Site,,a{number},,,,,{purl},," for number, purl in enumerate(REAL, start=14)]
    bring_assets(east, HEAD + "\n".join([*rows, ""]))
    bring_assets(east, json.dumps(BILL), source="bill.json")
    lines = [
        {
            "schema_version": "1.7.0",
            "id": f"TEST-{number}",
            "modified": "2026-01-01T00:00:00Z",
            "affected": [
                {
                    "package": {"ecosystem": ecosystem, "name": name, **({"purl": purl} if purl else {})},
                    "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": fixed}]}],
                }
            ],
        }
        for number, (ecosystem, name, purl, fixed, _) in enumerate(RECORDS)
    ]  # fmt: skip
    path = tmp_path / "records.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)))
    assert not bring_feeds(path).refused

    with acting_as(east):
        found = {(one.cause, int(one.asset.name[1:])) for one in exposures()}
    assert found == {
        (f"TEST-{number}", asset)
        for number, (*_, affected) in enumerate(RECORDS)
        for asset in affected
    }
