"""Which feed a document is of."""

import json
from collections import Counter
from pathlib import Path

import pytest

from noroshi.formats.containers import Document, read_documents
from noroshi.formats.recognise import FeedKind, reason_not_read, recognise

CVE = {"dataType": "CVE_RECORD", "dataVersion": "5.1", "cveMetadata": {}, "containers": {}}
OSV = {"schema_version": "1.6.0", "id": "GO-2026-1", "modified": "2026-03-01T00:00:00Z"}
CSAF = {"document": {"csaf_version": "2.0"}}
OPENVEX = {"@context": "https://openvex.dev/ns/v0.2.0"}
CYCLONEDX_VEX = {"bomFormat": "CycloneDX", "vulnerabilities": [{"id": "CVE-2026-90001"}]}
KEV = {"catalogVersion": "2026.03.01", "dateReleased": "", "vulnerabilities": []}


@pytest.mark.parametrize("indent", [None, 4])
@pytest.mark.parametrize("padding", ["", "x" * 200_000])
def test_members_may_come_in_any_order(indent, padding):
    kinds = (
        (CVE, FeedKind.CVE5),
        (OSV, FeedKind.OSV),
        (CSAF, FeedKind.CSAF),
        (OPENVEX, FeedKind.OPENVEX),
        (CYCLONEDX_VEX, FeedKind.CYCLONEDX_VEX),
        (KEV, FeedKind.KEV),
    )
    for members, kind in kinds:
        first = {"padding": padding} | members
        last = members | {"padding": padding}

        assert recognise(json.dumps(first, indent=indent).encode()) == kind
        assert recognise(b"\xef\xbb\xbf\n" + json.dumps(last, indent=indent).encode()) == kind


@pytest.mark.parametrize(
    "data", [b"cve,epss\n", b"#model_version:v1,score_date:x\nCVE,EPSS,percentile\n"]
)
def test_scores_are_recognised_by_their_header(data):
    assert recognise(data) == FeedKind.EPSS


def test_feeds_in_xml_are_recognised_by_their_root():
    root = b'<VULDEF-Document xmlns="http://jvn.jp/vuldef/"/>'

    assert recognise(root) == recognise(b"\xef\xbb\xbf\n" + root) == FeedKind.JVN


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"<bom/>",
        b"[" + json.dumps(CVE).encode() + b"]",
        b"# A heading\n\ncve,epss\n",
        b"cve,vendor\n",
        b"cveID,vendorProject,product\n",
        b'{"$schema": "x", "properties": {"dataType": {"enum": ["CVE_RECORD"]}}}',
        b'{"$schema": "x", "properties": {"catalogVersion": {}, "vulnerabilities": {}}}',
        b'{"format": "NVD_CVE", "vulnerabilities": [{"cve": {"id": "CVE-2026-90001"}}]}',
        b"\xff\xfe\x00\x01",
    ],
)
def test_anything_else_is_no_feed(data):
    assert recognise(data) is None


def test_among_real_files_only_feeds_are_recognised(data: Path):
    found = Counter(
        (folder, recognise(document.data))
        for folder in ("cve5", "kev", "epss", "csaf", "osv", "jvn", "stix", "sbom", "oscal")
        for document in read_documents(data / folder)
        if isinstance(document, Document)
    )

    feeds = {key: count for key, count in found.items() if key[1]}
    assert feeds == {
        ("cve5", FeedKind.CVE5): 36_811,
        ("cve5", FeedKind.KEV): 1,
        ("cve5", FeedKind.EPSS): 2,
        ("kev", FeedKind.KEV): 2,
        ("epss", FeedKind.EPSS): 3,
        ("csaf", FeedKind.CSAF): 2607,
        ("osv", FeedKind.OSV): 6952,
        ("jvn", FeedKind.JVN): 10,
        ("jvn", FeedKind.CSAF): 3,
        ("sbom", FeedKind.CYCLONEDX_VEX): 26,
    }


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'{"resultsPerPage": 1, "format": "NVD_CVE", "version": "2.0"}', "NVD's API"),
        (b'{"CVE_data_type" : "CVE", "CVE_data_format": "MITRE"}', "before 2024"),
        (b'{"items":[{"id":"EUVD-2026-1", "aliases":""}],"total":1}', "EUVD's API"),
        (b'{"items":[],"total":450486}', "EUVD's API"),
        (
            b'{"$schema": "https://jvndb.jvn.jp/schema/myjvn_vuldef_1.0.stix.json?1"}',
            "CSAF (jvncsaf) or for XML",
        ),
        (b'{"$schema": "https://jvndb.jvn.jp/schema/myjvn_feed_1.0.json?1"}', "XML"),
    ],
)
def test_what_is_known_and_not_read_is_named_with_what_to_import_instead(data, words):
    assert recognise(data) is None
    assert words in reason_not_read(data)


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b'{"$schema": "https://jvndb.jvn.jp/schema/myjvn_vuldef_1.0.csaf.json?1"}'],
)
def test_of_anything_else_nothing_is_said(data):
    assert reason_not_read(data) is None
