"""The source package of a binary one, as Trivy and Syft write it beside the package URL."""

import pytest

from noroshi.formats.bom_sources import source_in_properties, source_in_text

DEB = "pkg:deb/ubuntu/libssl3@3.0.2-0ubuntu1.10?distro=ubuntu-22.04"


def trivy(**parts):
    return {f"aquasecurity:trivy:Src{part}": value for part, value in parts.items()}


def syft(**parts):
    return {f"syft:metadata:{part}": value for part, value in parts.items()}


@pytest.mark.parametrize(
    ("told", "source"),
    [
        (
            trivy(Name="openssl", Version="3.0.2", Release="0ubuntu1.10"),
            "openssl@3.0.2-0ubuntu1.10",
        ),
        (
            trivy(Name="acl", Version="2.2.53", Release="1.el8", Epoch="1"),
            "acl@1:2.2.53-1.el8",
        ),
        (trivy(Name="acl", Version="2.2.53", Epoch="0"), "acl@2.2.53"),
        (trivy(Name="acl"), "acl"),
        (trivy(Version="1"), None),
        (syft(source="openssl", sourceVersion="3.0.11-1~deb12u2"), "openssl@3.0.11-1~deb12u2"),
        (syft(originPackage="openssl"), "openssl"),
        (syft(sourceRpm="openssl-3.0.7-24.el9.src.rpm"), "openssl-3.0.7-24.el9.src.rpm"),
        (trivy(Name="one", Version="1") | syft(source="other"), "one@1"),
        (trivy(Name="one", Version="1@2"), "one"),
        (trivy(Name="o" * 257, Version="1"), None),
        (trivy(Name="one", Version="1" * 257), "one"),
        (trivy(Name="a b", Version="1"), None),
        (trivy(Name="one", Version="1", Epoch="9" * 5000), "one@1"),
        (syft(sourceRpm="x" * 5000 + ".src.rpm"), None),
        ({}, None),
    ],
)
def test_properties_name_it(told, source):
    properties = [{"name": name, "value": value} for name, value in told.items()]
    assert source_in_properties({"purl": DEB, "properties": properties}) == source
    assert source_in_properties({"purl": "pkg:npm/a@1", "properties": properties}) is None


@pytest.mark.parametrize(
    "wrong", [None, 7, "x", {"properties": 7}, {"properties": [7, {"name": 7}, {"name": None}]}]
)
def test_what_are_no_properties_is_passed_over(wrong):
    assert source_in_properties(wrong) is None
    if isinstance(wrong, dict):
        assert source_in_properties({"purl": DEB, **wrong}) is None


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("built package from: openssl 3.0.2-0ubuntu1.10", "openssl@3.0.2-0ubuntu1.10"),
        ("built package from: acl 1:2.2.53-1.el8", "acl@1:2.2.53-1.el8"),
        ("acquired package info from DPKG DB: /var/lib/dpkg/status.d/libssl3", None),
        ("built package from: openssl", None),
        ("built package from: a b c", None),
        (f"built package from: {'a' * 300} 1", None),
        ("built package from: " + "a " * 100_000, None),
        (7, None),
    ],
)
def test_source_information_names_it(text, source):
    assert source_in_text(DEB, text) == source
    assert source_in_text("pkg:npm/a@1", text) is None
