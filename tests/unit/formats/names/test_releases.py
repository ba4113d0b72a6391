"""Releases of distributions as their sources write them."""

import pytest

from noroshi.formats.names.purls import read_purl
from noroshi.formats.names.releases import release_of


@pytest.mark.parametrize(
    ("text", "release"),
    [
        ("Debian:12", "debian-12"),
        ("debian-12", "debian-12"),
        ("debian-11.6", "debian-11"),
        ("Alpine:v3.18", "alpine-3.18"),
        ("alpine-3.18.4", "alpine-3.18"),
        ("Ubuntu:22.04:LTS", "ubuntu-22.04"),
        ("Ubuntu:Pro:18.04:LTS", "ubuntu-18.04"),
        ("ubuntu-22.04", "ubuntu-22.04"),
        ("Rocky Linux:9", "rocky-9"),
        ("rocky-9.2", "rocky-9"),
        ("AlmaLinux:8", "almalinux-8"),
        ("Azure Linux:3", "azurelinux-3"),
        ("azurelinux-3.0", "azurelinux-3"),
        ("openSUSE:Leap 15.5", "opensuse-15.5"),
        ("Mageia:9", "mageia-9"),
        ("Debian", None),
        ("Wolfi", None),
        ("Ubuntu:Pro:FIPS-updates:20.04:LTS", "ubuntu-20.04"),
        ("Ubuntu:24.10", "ubuntu-24.10"),
        ("opensuse-leap-15.5", "opensuse-15.5"),
        ("opensuse.leap-15.5", "opensuse-15.5"),
        ("openSUSE:Tumbleweed", None),
        ("openEuler:24.03-LTS-SP1", "openeuler-24.03"),
        ("Photon OS:5.0", "photon-5"),
        ("photon-5.0", "photon-5"),
        ("Alpaquita:23-LTS", "alpaquita-23"),
        ("Red Hat:enterprise_linux:9::baseos", "redhat-9"),
        ("Red Hat:rhel_aus:8.4::appstream", "redhat-8"),
        ("Red Hat:openshift:4.12::el9", "redhat-9"),
        ("Red Hat:jboss_enterprise_application_platform:7.4", None),
        ("rhel-9.2", "redhat-9"),
        ("SUSE:Linux Enterprise Server 15 SP5", "sles-15.5"),
        ("SUSE Linux Enterprise Server 12 SP5-LTSS", "sles-12.5"),
        ("SUSE:Linux Enterprise Module for Basesystem 15 SP6", "sles-15.6"),
        ("SUSE:Package Hub 15 SP6", "sles-15.6"),
        ("SUSE:Linux Enterprise Server 15", "sles-15.0"),
        ("SUSE:Linux Enterprise Micro 5.3", None),
        ("sles-15.5", "sles-15.5"),
        ("sles-15", "sles-15.0"),
        ("bookworm", "debian-12"),
        ("esm-infra/focal", "ubuntu-20.04"),
        ("sid", None),
        ("", None),
    ],
)
def test_release(text, release):
    assert release_of(text) == release


def test_a_package_of_one_release_is_not_that_of_another():
    one, other = (
        "pkg:deb/debian/openssl@3?distro=debian-12",
        "pkg:deb/debian/openssl@3?distro=debian-11",
    )
    assert read_purl(one).key == "purl:deb/debian/openssl#debian-12"
    assert read_purl(one).key != read_purl(other).key
    assert read_purl(one).keys == {"purl:deb/debian/openssl", "purl:deb/debian/openssl#debian-12"}
    assert read_purl("pkg:deb/debian/openssl@3").key == "purl:deb/debian/openssl"


def test_a_package_is_found_by_what_it_was_built_from():
    purl = read_purl("pkg:deb/debian/libssl3@3.0.11-1?distro=debian-12&upstream=openssl%403.0.11-1")
    assert purl.keys == {
        "purl:deb/debian/libssl3",
        "purl:deb/debian/libssl3#debian-12",
        "purl:deb/debian/openssl",
        "purl:deb/debian/openssl#debian-12",
    }


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("deb/debian/libdevmapper1.02.1@2:1.02.185-2?upstream=lvm2%402.03.16-2", "2.03.16-2"),
        ("deb/debian/libssl3@3.0.11-1?upstream=openssl", None),
        (
            "rpm/redhat/device-mapper@1.02.1-1?epoch=9&upstream=lvm2-2.03.2-1.el9.src.rpm",
            "9:2.03.2-1.el9",
        ),
        ("rpm/sles/liblvm2@2.03-1?upstream=lvm2-2.03-1.nosrc.rpm", "2.03-1"),
        ("apk/alpine/libcrypto3@3?upstream=openssl%401%00", None),
        ("npm/gate@1?upstream=other%402", None),
    ],
)
def test_the_version_of_the_source_is_told_beside_its_name(text, version):
    assert read_purl(f"pkg:{text}").source_version == version


@pytest.mark.parametrize(
    ("text", "source"),
    [
        (
            "pkg:rpm/redhat/openssl-libs@3?distro=rhel-9.2&upstream=openssl-3.0.7-24.el9.src.rpm",
            "purl:rpm/redhat/openssl#redhat-9",
        ),
        (
            "pkg:rpm/sles/libopenssl3@3.0.8?distro=sles-15.5&upstream=openssl-3-3.0.8-1.1.src.rpm",
            "purl:rpm/suse/openssl-3#sles-15.5",
        ),
        ("pkg:apk/alpine/libcrypto3@3.1.4-r5?upstream=openssl", "purl:apk/alpine/openssl"),
    ],
)
def test_the_source_is_told_as_each_distribution_writes_it(text, source):
    assert source in read_purl(text).keys


def test_a_distribution_has_one_name_whatever_tools_call_it():
    assert read_purl("pkg:rpm/rhel/bash@5").key == read_purl("pkg:rpm/redhat/bash@5").key
    assert read_purl("pkg:rpm/opensuse-leap/bash@5").key == "purl:rpm/opensuse/bash"
    assert read_purl("pkg:rpm/centos/bash@5").key == "purl:rpm/centos/bash"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("pkg:deb/debian/gate@3.0.11-1~deb12u2", "purl:deb/debian/gate#debian-12"),
        ("pkg:deb/debian/gate@3.0.11-1", "purl:deb/debian/gate"),
        ("pkg:deb/debian/gate@1-1~deb11u1?distro=debian-12", "purl:deb/debian/gate#debian-12"),
        ("pkg:deb/ubuntu/gate@2.4-1ubuntu0.22.04.3", "purl:deb/ubuntu/gate#ubuntu-22.04"),
        ("pkg:deb/ubuntu/gate@3.0.2-0ubuntu1.10", "purl:deb/ubuntu/gate"),
        ("pkg:rpm/rhel/gate@3.0.7-24.el9_2", "purl:rpm/redhat/gate#redhat-9"),
        ("pkg:rpm/rocky/gate@1-2.module+el8.9", "purl:rpm/rocky/gate#rocky-8"),
        ("pkg:rpm/fedora/gate@1-2.fc39", "purl:rpm/fedora/gate"),
    ],
)
def test_a_version_tells_the_release_where_nothing_else_does(text, key):
    assert read_purl(text).key == key
