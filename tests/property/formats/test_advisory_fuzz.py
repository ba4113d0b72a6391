"""Whatever the octets, a reader of advisories gives a result or says what is malformed."""

import json
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noroshi.formats import csaf, cyclonedx_vex, jvn, openvex, osv
from noroshi.formats.containers import read_documents
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
CSAF = {
    "document": {
        "category": "csaf_vex",
        "csaf_version": "2.0",
        "lang": "ja",
        "publisher": {"category": "vendor", "name": "狸", "namespace": "https://tanuki.example"},
        "title": "Open door",
        "tracking": {
            "id": "TNK-1",
            "version": "1",
            "initial_release_date": "2026-03-01T09:00:00+09:00",
            "current_release_date": "2026-03-02T00:00:00Z",
        },
        "notes": [{"category": "summary", "text": "x"}],
        "references": [{"url": "https://tanuki.example/1"}],
    },
    "product_tree": {
        "branches": [
            {
                "category": "vendor",
                "name": "Tanuki",
                "branches": [
                    {
                        "category": "product_version_range",
                        "name": "vers:npm/>=1|!=1.5|<2",
                        "product": {
                            "name": "Gate",
                            "product_id": "A",
                            "product_identification_helper": {
                                "cpe": "cpe:/o:tanuki:gateos:7",
                                "purl": "pkg:rpm/gate?epoch=2",
                            },
                        },
                    }
                ],
            }
        ],
        "full_product_names": [{"name": "Linux", "product_id": "B"}],
        "relationships": [
            {
                "product_reference": "A",
                "relates_to_product_reference": "B",
                "full_product_name": {"name": "Gate of Linux", "product_id": "C"},
            }
        ],
        "product_groups": [{"group_id": "G", "product_ids": ["A", "C"]}],
    },
    "vulnerabilities": [
        {
            "cve": "CVE-2026-90001",
            "cwe": {"id": "CWE-79"},
            "ids": [{"system_name": "Bugzilla", "text": "1"}],
            "product_status": {"known_affected": ["A"], "known_not_affected": ["C"]},
            "flags": [{"label": "component_not_present", "group_ids": ["G"]}],
            "remediations": [{"category": "vendor_fix", "details": "x", "product_ids": ["A"]}],
            "scores": [
                {"cvss_v3": {"version": "3.1", "vectorString": "CVSS:3.1/AV:N", "baseScore": 9.8}}
            ],
        }
    ],
}
OPENVEX = {
    "@context": "https://openvex.dev/ns/v0.2.0",
    "@id": "https://tanuki.example/vex/1",
    "author": "狸",
    "timestamp": "2026-03-01T09:00:00+09:00",
    "version": 2,
    "statements": [
        {
            "vulnerability": {"name": "CVE-2026-90001", "aliases": ["GHSA-tttt-aaaa-nnnn"]},
            "products": [
                {
                    "@id": "pkg:npm/gate@1.2.0",
                    "identifiers": {"cpe23": "cpe:2.3:o:tanuki:gateos:7:*:*:*:*:*:*:*"},
                    "subcomponents": [{"@id": "pkg:npm/door@2.0"}],
                }
            ],
            "status": "not_affected",
            "justification": "component_not_present",
        }
    ],
}
CYCLONEDX = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "metadata": {"timestamp": "2026-03-01T09:00:00+09:00", "authors": [{"name": "狸"}]},
    "components": [{"bom-ref": "a", "name": "gate", "purl": "pkg:npm/gate@1", "cpe": "cpe:/a:b:c"}],
    "vulnerabilities": [
        {
            "id": "CVE-2026-90001",
            "references": [{"id": "GHSA-tttt-aaaa-nnnn"}],
            "analysis": {"state": "not_affected", "justification": "code_not_present"},
            "affects": [
                {"ref": "a", "versions": [{"range": "vers:npm/<3", "status": "unaffected"}]}
            ],
        }
    ],
}
CYCLONEDX_XML = (
    '<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1"><components><component '
    'bom-ref="a"><name>狸</name></component></components><vulnerabilities><vulnerability>'
    "<id>CVE-2026-90001</id><analysis><state>exploitable</state></analysis><affects><target>"
    "<ref>a</ref><versions><version><range>vers:npm/&lt;3</range></version></versions></target>"
    "</affects></vulnerability></vulnerabilities></bom>"
)
JSON_READERS = {
    "cyclonedx_vex": (cyclonedx_vex.is_document, cyclonedx_vex.read, CYCLONEDX),
    "openvex": (openvex.is_document, openvex.read, OPENVEX),
    "osv": (osv.is_record, osv.read, OSV),
    "csaf": (csaf.is_document, csaf.read, CSAF),
}
READERS = {
    name: (recognised, read, json.dumps(sample, ensure_ascii=False).encode())
    for name, (recognised, read, sample) in JSON_READERS.items()
}

JVN = (
    '<VULDEF-Document xmlns="http://jvn.jp/vuldef/" xml:lang="ja"><Vulinfo>'
    "<VulinfoID>JVNDB-2026-000001</VulinfoID><VulinfoData><Title>狸</Title><Affected>"
    "<AffectedItem><Name>狸</Name><Cpe>cpe:/o:tanuki:gateos</Cpe><VersionNumber>1.0 から 2.0 "
    "より前のバージョン</VersionNumber></AffectedItem></Affected><Impact><Cvss version='2.0'>"
    "<Base>7.5</Base><Vector>(AV:N/AC:L/Au:N/C:P/I:P/A:P)</Vector></Cvss></Impact><Related>"
    "<RelatedItem><VulinfoID>CVE-2026-90001</VulinfoID></RelatedItem></Related>"
    "<DateFirstPublished>2026-03-01T09:00:00+09:00</DateFirstPublished></VulinfoData></Vulinfo>"
    "</VULDEF-Document>"
)
READERS["jvn"] = (jvn.is_feed, jvn.read, JVN.encode())
READERS["cyclonedx_vex_xml"] = (
    cyclonedx_vex.is_document,
    cyclonedx_vex.read,
    CYCLONEDX_XML.encode(),
)


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


REAL = {
    "osv": "osv/pypa.jsonl.zst",
    "csaf": "csaf/cisa_ot_distribution_sample.tar.zst",
    "cyclonedx_vex": "sbom/cyclonedx_bom_examples.tar.zst",
    "jvn": "jvn/jvndb_feeds_sample.tar.zst",
}


@pytest.fixture(scope="module")
def real(data):
    """A few published documents for each reader; of OpenVEX there are none at hand."""
    found = {}
    for name, path in REAL.items():
        documents = (item.data for item in read_documents(data / path))
        small = (
            octets for octets in documents if len(octets) < 30_000 and READERS[name][0](octets)
        )
        found[name] = tuple(islice(small, 8))
    return found


@pytest.mark.parametrize("name", REAL)
@settings(deadline=None, max_examples=200)
@given(draw=st.data())
def test_damaged_published_documents(real, name, draw):
    assert len(real[name]) > 4
    survives(name, draw.draw(damaged(real[name])))


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
