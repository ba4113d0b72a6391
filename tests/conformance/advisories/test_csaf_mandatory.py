"""Every test file of CSAF 2.0 gets the verdict that the standard gives it."""

import json
from collections import Counter
from itertools import islice

import pytest

from noroshi.formats.containers import Document, read_documents
from noroshi.formats.csaf.validating import failures
from noroshi.kernel.errors import Location

FILES = "csaf/oasis_csaf_2.0_2.1_testfiles_schemas.tar.zst"
ROOT = "csaf_2.0/test/validator/data/"
# An optional test's own example, in which one file has two digests of one algorithm (6.1.25).
REFUSED_AMONG_OTHERS = {"optional/oasis_csaf_tc-csaf_2_0-2021-6-2-08-02.json"}
# CWE-280 under a name that it never had.
MISNAMED = {"6.1.11"}


@pytest.fixture(scope="module")
def files(data):
    found = {}
    for document in read_documents(data / FILES):
        assert isinstance(document, Document)
        _, root, name = document.source.partition(ROOT)
        if root:
            found[name] = document.data
    return found


def verdict(octets):
    return {one.test for one in failures(octets, at=Location("test"))}


def test_every_file_gets_its_verdict(files):
    groups = json.loads(files["testcases.json"])["tests"]
    wrong, counted, refused = [], Counter(), set()
    for group in groups:
        is_mandatory = group["group"] == "mandatory"
        for case in (*group.get("failures", ()), *group.get("valid", ())):
            counted["mandatory" if is_mandatory else "other"] += 1
            found = verdict(files[case["name"]])
            if not is_mandatory:
                refused |= {case["name"]} if found else set()
            elif case["valid"] == bool(found) or not (case["valid"] or group["id"] in found):
                wrong.append((case["name"], found))
    assert wrong == []
    assert refused == REFUSED_AMONG_OTHERS
    assert counted == {"mandatory": 119, "other": 67}


def test_what_cisa_published_is_valid_and_what_2_1_writes_is_another_schema(data, files):
    documents = islice(read_documents(data / "csaf/cisa_ot_2017_2022.jsonl.zst"), 0, None, 5)
    verdicts = [verdict(one.data) for one in documents]
    assert len(verdicts) == 331
    assert [found for found in verdicts if found - MISNAMED] == []
    newer = next(iter(files.values())).replace(b'"2.0"', b'"2.1"')
    assert verdict(newer) == {"schema"}
