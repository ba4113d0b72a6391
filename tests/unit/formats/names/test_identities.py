"""The version of what is installed, as inventories and names give it."""

import pytest

from noroshi.formats.names.identities import installed_version


@pytest.mark.parametrize(
    ("version", "purl", "cpe", "expected"),
    [
        ("1.2", "pkg:npm/gate@1.3", "", "1.2"),
        ("", "pkg:npm/gate@1.3", "", "1.3"),
        ("", "", "cpe:2.3:a:tanuki:gate:1.4:p2:*:*:*:*:*:*", "1.4-p2"),
        ("", "", "", ""),
        ("", "pkg:npm/gate", "no name", ""),
        ("3.0.7-24.el9", "pkg:rpm/redhat/openssl@3.0.7-24.el9?epoch=1", "", "1:3.0.7-24.el9"),
        ("1:3.0.7-24.el9", "pkg:rpm/redhat/openssl@3.0.7-24.el9?epoch=1", "", "1:3.0.7-24.el9"),
        ("", "pkg:rpm/redhat/openssl@3.0.7-24.el9?epoch=1", "", "1:3.0.7-24.el9"),
        ("3.0.7", "pkg:rpm/redhat/openssl@3.0.7", "", "3.0.7"),
        ("1.2", "pkg:npm/gate@1.3?epoch=2", "", "1.2"),
        ("1.2", "pkg:?epoch=2", "", "1.2"),
    ],
)
def test_installed_version(version, purl, cpe, expected):
    assert installed_version(version, purl=purl, cpe=cpe) == expected
