"""The comparison and containment tests of the version range specification (vers)."""

import io
import json
import tarfile

import pytest
import zstandard

from noroshi.formats.names.ranges import affected_intervals, contains
from noroshi.formats.names.vers import read_vers
from noroshi.formats.names.versions import Scheme, version_key

# Maven 4 treats `.a` as `-a`; these tests follow Maven 3.
MAVEN_3 = {("2-1", "2.0.a"), ("2-1", "2.0.0.a")}


def cases(data, name, suite="version_cmp"):
    packed = (data / "purl/vers_spec_tests.tar.zst").read_bytes()
    with zstandard.ZstdDecompressor().stream_reader(packed) as stream:
        unpacked = io.BytesIO(stream.read())
    with tarfile.open(fileobj=unpacked) as archive:
        return json.load(archive.extractfile(f"tests/{name}_{suite}_test.json"))["tests"]


@pytest.mark.parametrize(
    ("name", "scheme", "known"),
    [
        ("alpine", Scheme.APK, set()),
        ("maven", Scheme.MAVEN, MAVEN_3),
        ("openssl", Scheme.GENERIC, set()),
    ],
)
def test_versions_compare_as_the_specification_says(data, name, scheme, known):
    wrong = set()
    for test in cases(data, name):
        versions = test["input"]["versions"]
        keys = [version_key(version, scheme) for version in versions]
        if test["test_type"] == "equality":
            agrees = (keys[0] == keys[1]) == test["expected_output"]
        else:
            expected = [version_key(version, scheme) for version in test["expected_output"]]
            agrees = sorted(keys) == expected
        if not agrees:
            wrong.add(tuple(versions))
    assert wrong == known


def test_ranges_contain_what_the_specification_says(data):
    tests = cases(data, "pypi", "range_containment")
    for test in tests:
        entries = read_vers(test["input"]["vers"])
        found = affected_intervals(entries, default_status="unaffected", purl_type="pypi")
        key = version_key(test["input"]["version"], Scheme.PEP440)
        inside = any(contains(part, key) for part in found.intervals)
        assert inside == test["expected_output"], test
    assert len(tests) == 10
