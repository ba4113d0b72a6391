"""The mandatory tests that CSAF 2.1 adds, each by what it alone refuses, and what its schema does."""

import copy
import json

import pytest

from noroshi.formats.csaf.mandatory import TESTS, TESTS_21
from noroshi.formats.csaf.validating import failures, valid
from noroshi.formats.names.decision_points import decision_points
from noroshi.kernel.errors import Location, MalformedError

AT = Location("tanuki-2026-1.json")
SCORE = {
    "version": "4.0",
    "vectorString": "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H",
    "baseScore": 10.0,
    "baseSeverity": "CRITICAL",
}
SSVC = {
    "schemaVersion": "2.0.0",
    "timestamp": "2026-03-31T00:00:00Z",
    "target_ids": ["CVE-2026-90001"],
    "selections": [
        {
            "namespace": "ssvc",
            "key": "SI",
            "version": "2.0.0",
            "values": [{"key": "M"}, {"key": "C"}],
        }
    ],
}
EXTENSION = {
    "$schema": "https://tanuki.example/note.json",
    "category": "supplementary",
    "content": {"note": "none"},
    "critical": False,
}


def leaf(category, name, product_id, **helper):
    product = {"name": f"GateOS {name}", "product_id": product_id}
    if helper:
        product["product_identification_helper"] = helper
    return {"category": category, "name": name, "product": product}


SOUND = {
    "$schema": "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json",
    "document": {
        "category": "csaf_security_advisory",
        "csaf_version": "2.1",
        "distribution": {"tlp": {"label": "CLEAR"}},
        "license_expression": "CC-BY-4.0 OR (MIT AND LicenseRef-scancode-tanuki)",
        "publisher": {
            "category": "vendor",
            "name": "Tanuki Networks",
            "namespace": "https://tanuki.example",
        },
        "title": "Open door",
        "tracking": {
            "current_release_date": "2026-04-01T00:00:00Z",
            "id": "TNK-2026-1",
            "initial_release_date": "2026-03-01T00:00:00Z",
            "revision_history": [
                {"date": "2026-03-01T00:00:00Z", "number": "1", "summary": "First."},
                {"date": "2026-04-01T00:00:00Z", "number": "2", "summary": "Second."},
            ],
            "status": "final",
            "version": "2",
        },
    },
    "product_tree": {
        "branches": [
            {
                "category": "vendor",
                "name": "Tanuki Networks",
                "branches": [
                    {
                        "category": "product_name",
                        "name": "GateOS",
                        "branches": [
                            leaf(
                                "product_version_range",
                                "vers:intdot/<7.2.5",
                                "old",
                                purls=[
                                    "pkg:generic/gateos@7.2.4?arch=arm",
                                    "pkg:generic/gateos@7.2.4",
                                ],
                                model_numbers=["G-*"],
                                serial_numbers=["1*"],
                                skus=["2*"],
                            ),
                            leaf("product_version", "7.2.5", "new"),
                        ],
                    }
                ],
            }
        ],
        "product_paths": [
            {
                "beginning_product_reference": "new",
                "full_product_name": {"name": "GateOS on a box", "product_id": "box"},
                "subpaths": [{"category": "installed_on", "next_product_reference": "old"}],
            }
        ],
    },
    "vulnerabilities": [
        {
            "cve": "CVE-2026-90001",
            "cwes": [{"id": "CWE-287", "name": "Improper Authentication", "version": "4.13"}],
            "disclosure_date": "2026-03-31T00:00:00Z",
            "first_known_exploitation_dates": [
                {
                    "date": "2026-03-31T00:00:00Z",
                    "exploitation_date": "2026-03-30T00:00:00Z",
                    "product_ids": ["old"],
                }
            ],
            "metrics": [
                {
                    "content": {
                        "cvss_v4": SCORE,
                        "epss": {
                            "percentile": "0.9",
                            "probability": "0.5",
                            "timestamp": "2026-03-31T00:00:00Z",
                        },
                        "ssvc_v2": SSVC,
                    },
                    "products": ["old"],
                }
            ],
            "notes": [{"category": "summary", "text": "Anyone."}],
            "product_status": {"known_affected": ["old"], "fixed": ["new"]},
            "remediations": [
                {"category": "vendor_fix", "details": "7.2.5", "product_ids": ["old"]}
            ],
        }
    ],
    "x_extensions": [EXTENSION],
}
ABOUT = "document"
TRACKING = "document/tracking"
SHARING = "document/distribution"
FIRST = "vulnerabilities/0"
CONTENT = f"{FIRST}/metrics/0/content"
GATEOS = "product_tree/branches/0/branches/0"
OLD = f"{GATEOS}/branches/0"
HELPER = f"{OLD}/product/product_identification_helper"
LATE = "2026-05-01T00:00:00Z"
GROUP = "86c81730-1a06-478d-82d4-978e41eb332f"
MAX = "ffffffff-ffff-ffff-ffff-ffffffffffff"
FIX = SOUND["vulnerabilities"][0]["remediations"][0]
WITHDRAWN = {f"{ABOUT}/category": "csaf_withdrawn"}
SUPERSEDED = {f"{ABOUT}/category": "csaf_superseded"}


def nested(count):
    branch = leaf("product_family", "x", "deep")
    for _ in range(count):
        branch = {"category": "product_family", "name": "x", "branches": [branch]}
    return branch


def altered(changes):
    """The sound document with members set by their path, or taken away by None."""
    found = copy.deepcopy(SOUND)
    for path, value in changes.items():
        *way, last = path.split("/")
        place = found
        for step in way:
            place = place[int(step)] if isinstance(place, list) else place[step]
        if value is None:
            del place[last]
        else:
            place[int(last) if isinstance(place, list) else last] = value
    return json.dumps(found).encode()


CASES = {
    "6.1.27.12": (
        {f"{FIRST}/product_status": {"fixed": ["new"], "last_affected": ["old"]}},
        f"/{FIRST}/product_status/known_affected",
    ),
    "6.1.27.13": (
        {f"{FIRST}/product_status/fixed": ["new", "box"]},
        f"/{FIRST}/product_status/fixed/1",
    ),
    "6.1.27.14": (WITHDRAWN, "/document/notes"),
    "6.1.27.15": (WITHDRAWN, "/product_tree"),
    "6.1.27.16": (
        WITHDRAWN
        | {f"{TRACKING}/revision_history": SOUND["document"]["tracking"]["revision_history"][:1]},
        "/document/tracking/revision_history",
    ),
    "6.1.27.17": (WITHDRAWN, "/document/notes"),
    "6.1.27.18": (SUPERSEDED, "/document/notes"),
    "6.1.27.19": (SUPERSEDED, "/document/references"),
    "6.1.34": (
        {f"{GATEOS}/branches": [nested(29)]},
        f"/{GATEOS}" + "/branches/0" * 30 + "/product",
    ),
    "6.1.35": (
        {f"{FIRST}/remediations": [FIX, FIX | {"category": "no_fix_planned"}]},
        f"/{FIRST}/remediations/1/category",
    ),
    "6.1.36": (
        {f"{FIRST}/remediations/0/product_ids": ["new"]},
        f"/{FIRST}/remediations/0/category",
    ),
    "6.1.38": (
        {SHARING: {"tlp": {"label": "RED"}, "sharing_group": {"id": MAX, "name": "Public"}}},
        f"/{SHARING}/sharing_group/id",
    ),
    "6.1.39": ({f"{SHARING}/sharing_group": {"id": GROUP}}, f"/{SHARING}/sharing_group/id"),
    "6.1.40": (
        {SHARING: {"tlp": {"label": "RED"}, "sharing_group": {"id": GROUP, "name": "Public"}}},
        f"/{SHARING}/sharing_group/name",
    ),
    "6.1.41": ({f"{SHARING}/sharing_group": {"id": MAX}}, f"/{SHARING}/sharing_group/name"),
    "6.1.42": (
        {f"{HELPER}/purls": ["pkg:generic/gateos@7.2.4", "pkg:generic/other@7.2.4"]},
        f"/{HELPER}/purls/1",
    ),
    "6.1.43": ({f"{HELPER}/model_numbers": ["*G*"]}, f"/{HELPER}/model_numbers/0"),
    "6.1.44": ({f"{HELPER}/serial_numbers": ["*1*"]}, f"/{HELPER}/serial_numbers/0"),
    "6.1.45": ({f"{FIRST}/disclosure_date": LATE}, f"/{FIRST}/disclosure_date"),
    "6.1.46": ({f"{CONTENT}/ssvc_v2/selections": []}, f"/{CONTENT}/ssvc_v2"),
    "6.1.47": (
        {f"{CONTENT}/ssvc_v2/target_ids": ["CVE-2026-90002"]},
        f"/{CONTENT}/ssvc_v2/target_ids/0",
    ),
    "6.1.48": (
        {f"{CONTENT}/ssvc_v2/selections/0/values": [{"key": "C"}, {"key": "M"}]},
        f"/{CONTENT}/ssvc_v2/selections/0",
    ),
    "6.1.49": ({f"{CONTENT}/ssvc_v2/timestamp": LATE}, f"/{CONTENT}/ssvc_v2/timestamp"),
    "6.1.50": ({f"{OLD}/name": "vers:npm/ >= 2.2.0| <2.3.0"}, f"/{OLD}/name"),
    "6.1.51": ({f"{CONTENT}/epss/timestamp": LATE}, f"/{CONTENT}/epss/timestamp"),
    "6.1.52": (
        {f"{FIRST}/first_known_exploitation_dates/0/date": LATE},
        f"/{FIRST}/first_known_exploitation_dates/0/date",
    ),
    "6.1.53": (
        {f"{FIRST}/first_known_exploitation_dates/0/date": "2026-03-01T00:00:00Z"},
        f"/{FIRST}/first_known_exploitation_dates/0/exploitation_date",
    ),
    "6.1.54": ({f"{ABOUT}/license_expression": "do as you like"}, "/document/license_expression"),
    "6.1.55": ({f"{ABOUT}/license_expression": "LicenseRef-tanuki"}, "/document/notes"),
    "6.1.56": (
        {f"{CONTENT}/qualitative_severity_rating": "high"},
        f"/{FIRST}/metrics/0/products/0",
    ),
    "6.1.57": ({f"{GATEOS}/category": "vendor"}, f"/{OLD}/product"),
    "6.1.58": ({f"{GATEOS}/category": "product_version"}, f"/{OLD}/product"),
    "6.1.59": ({f"{OLD}/name": "vers:intdot/7.2.4"}, f"/{OLD}/name"),
    "6.1.60.1": (
        {"x_extensions": [{name: EXTENSION[name] for name in EXTENSION if name != "critical"}]},
        "/x_extensions/0",
    ),
    "6.1.61": ({f"{HELPER}/skus": ["*2*"]}, f"/{HELPER}/skus/0"),
}


def test_a_sound_document_fails_nothing_and_is_not_one_of_2_0():
    assert failures(altered({}), at=AT) == []
    assert list(CASES) == [number for number in TESTS_21 if number not in TESTS]
    assert all(test.__doc__.startswith(f"{number} ") for number, test in TESTS_21.items())
    with pytest.raises(MalformedError, match="schema"):
        valid(altered({}), at=AT)


@pytest.mark.parametrize("number", CASES)
def test_each_finds_its_own_at_its_place(number):
    changes, path = CASES[number]
    found = failures(altered(changes), at=AT)
    assert (number, path) in {(one.test, one.path) for one in found}


@pytest.mark.parametrize(
    ("test", "changes", "path"),
    [
        ("6.1.1", {f"{FIRST}/notes/0/product_ids": ["9"]}, f"/{FIRST}/notes/0/product_ids/0"),
        ("6.1.1", {f"{FIRST}/metrics/0/products": ["9"]}, f"/{FIRST}/metrics/0/products/0"),
        ("6.1.3", {"product_tree/product_paths/0/beginning_product_reference": "box"}, None),
        ("6.1.8", {f"{CONTENT}/cvss_v4": SCORE | {"threatScore": 9.3}}, None),
        ("6.1.9", {f"{CONTENT}/cvss_v4": SCORE | {"baseScore": 9.9}}, None),
        ("6.1.10", {f"{CONTENT}/cvss_v4": SCORE | {"attackVector": "LOCAL"}}, None),
        ("6.1.11", {f"{FIRST}/cwes/0/name": "Open doors"}, f"/{FIRST}/cwes/0/name"),
        ("6.1.13", {f"{HELPER}/purls": ["pkg:oci/other/gateos"]}, f"/{HELPER}/purls/0"),
        ("6.1.26", {f"{ABOUT}/category": "With\u2014drawn"}, "/document/category"),
        ("6.1.37", {f"{FIRST}/disclosure_date": "2026-03-31T23:59:60Z"}, None),
        ("6.1.37", {f"{FIRST}/disclosure_date": "2026-03-31 09:00:00Z"}, None),
        ("schema", {f"{FIRST}/cwe": {"id": "CWE-287", "name": "x"}}, f"/{FIRST}/cwe"),
        ("schema", {f"{ABOUT}/note": "x"}, "/document"),
        ("schema", {SHARING: None}, "/document"),
        ("schema", {f"{ABOUT}/publisher/category": "maker"}, "/document/publisher/category"),
    ],
)
def test_what_2_1_alters_is_found_too(test, changes, path):
    found = failures(altered(changes), at=AT)
    assert test in {one.test for one in found}
    assert path is None or path in {one.path for one in found}


def test_hostile_documents_end_soon():
    deep = b'{"document":{"csaf_version":"2.1"},"date":' + b"[" * 100_000
    for octets in (deep, deep + b"]" * 100_000 + b"}", altered({"document": []})):
        assert failures(octets, at=AT)
    stars = altered({f"{HELPER}/skus": ["\\" * 100_000 + "*"]})
    expression = altered({f"{ABOUT}/license_expression": "(" * 100_000})
    for octets in (stars, expression, altered({f"{OLD}/name": "<" * 100_000})):
        failures(octets, at=AT)
    assert {one.test for one in failures(expression, at=AT)} == {"6.1.54"}


def test_decision_points_are_known_by_version():
    assert decision_points()["ssvc", "E", "1.1.0"] == ("N", "P", "A")
    assert ("ssvc", "E", "9.9.9") not in decision_points()
