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
        ("Azure Linux:3", None),
        ("openSUSE:Leap 15.5", "opensuse-15.5"),
        ("Mageia:9", "mageia-9"),
        ("Debian", None),
        ("Wolfi", None),
        ("Red Hat:rhel_aus:8.4::appstream", None),
        ("bookworm", None),
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
