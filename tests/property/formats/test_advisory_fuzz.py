"""Whatever the octets, a reader of advisories gives a result or says what is malformed."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noroshi.formats import osv
from noroshi.kernel.errors import MalformedError
from tests.property.formats.test_feed_fuzz import altered, damaged, outcome

OSV = {
    "schema_version": "1.6.0",
    "id": "GHSA-tttt-aaaa-nnnn",
    "modified": "2026-03-02T09:00:00Z",
    "aliases": ["CVE-2026-90001"],
    "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],
    "affected": [
        {
            "package": {"ecosystem": "PyPI", "name": "gate"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1"}]}],
            "versions": ["0.1"],
        }
    ],
    "references": [{"type": "WEB", "url": "https://tanuki.example/"}],
    "database_specific": {"cwe_ids": ["CWE-79"]},
}
JSON_READERS = {"osv": (osv.is_record, osv.read, OSV)}
READERS = {
    name: (recognised, read, json.dumps(sample, ensure_ascii=False).encode())
    for name, (recognised, read, sample) in JSON_READERS.items()
}


def survives(name: str, data: bytes) -> None:
    recognised, read, _ = READERS[name]
    assert recognised(data) in {True, False}
    result = outcome(read, data)
    if isinstance(result, MalformedError):
        assert result.at is not None
        assert len(result.detail) <= 400
    else:
        shown = str(result)
        shown.encode()
        assert "\\x00" not in shown


@pytest.mark.parametrize("name", READERS)
def test_the_samples_are_whole(name):
    recognised, read, sample = READERS[name]

    assert recognised(sample)
    assert not isinstance(outcome(read, sample), MalformedError)


@pytest.mark.parametrize("name", READERS)
@settings(deadline=None)
@given(octets=st.binary(max_size=300))
def test_arbitrary_octets(name, octets):
    survives(name, octets)


@pytest.mark.parametrize("name", READERS)
@settings(deadline=None, max_examples=200)
@given(draw=st.data())
def test_damaged_documents(name, draw):
    survives(name, draw.draw(damaged((READERS[name][2],))))


@pytest.mark.parametrize("name", JSON_READERS)
@settings(deadline=None, max_examples=300)
@given(draw=st.data())
def test_documents_with_other_members(name, draw):
    survives(name, json.dumps(draw.draw(altered(JSON_READERS[name][2]))).encode())


@pytest.mark.parametrize("name", JSON_READERS)
@pytest.mark.parametrize("depth", [100, 100_000])
def test_foreign_depth(name, depth):
    for nest in ("[", '{"a":'):
        survives(name, READERS[name][2][:-1] + b',"deep":' + nest.encode() * depth)
