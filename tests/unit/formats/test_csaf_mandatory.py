"""The mandatory tests of CSAF 2.0: each one by what it alone refuses, and hostile documents; those
that 2.1 adds are in test_csaf_21."""

import copy
import json

import pytest

from noroshi.formats.csaf.mandatory import TESTS
from noroshi.formats.csaf.schema import LONGEST_CPE
from noroshi.formats.csaf.validating import MOST_FAILURES, failures, valid
from noroshi.formats.names.cwes import weaknesses
from noroshi.formats.names.languages import is_language
from noroshi.kernel.errors import Location, MalformedError

AT = Location("tanuki-2026-1.json")
SCORE = {
    "version": "3.1",
    "vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
    "baseScore": 9.8,
    "baseSeverity": "CRITICAL",
}
SOUND = {
    "document": {
        "category": "csaf_security_advisory",
        "csaf_version": "2.0",
        "lang": "ja",
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
                        "category": "product_version",
                        "name": name,
                        "product": {
                            "name": f"GateOS {name}",
                            "product_id": name,
                            "product_identification_helper": {
                                "purl": f"pkg:generic/gateos@{name}",
                                "cpe": f"cpe:2.3:o:tanuki:gateos:{name}:*:*:*:*:*:*:*",
                            },
                        },
                    }
                    for name in ("7.2.4", "7.2.5")
                ],
            }
        ],
        "product_groups": [{"group_id": "all", "product_ids": ["7.2.4", "7.2.5"]}],
    },
    "vulnerabilities": [
        {
            "cve": "CVE-2026-90001",
            "cwe": {"id": "CWE-287", "name": "Improper Authentication"},
            "notes": [{"category": "summary", "text": "Anyone."}],
            "product_status": {"known_affected": ["7.2.4"], "fixed": ["7.2.5"]},
            "scores": [{"products": ["7.2.4"], "cvss_v3": SCORE}],
            "remediations": [
                {"category": "vendor_fix", "details": "7.2.5", "product_ids": ["7.2.4"]}
            ],
        }
    ],
}
ABOUT = "document"
TRACKING = "document/tracking"
FIRST = "vulnerabilities/0"
HISTORY = f"{TRACKING}/revision_history"
LEAF = "product_tree/branches/0/branches/0"
HELPER = f"{LEAF}/product/product_identification_helper"
GROUP = "product_tree/product_groups/0"
MD5 = {"algorithm": "md5", "value": "0" * 32}
RELATED = [
    {
        "category": "installed_on",
        "full_product_name": {"name": "itself", "product_id": "self"},
        "product_reference": "self",
        "relates_to_product_reference": "7.2.4",
    }
]


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


VEX = {f"{ABOUT}/category": "csaf_vex"}
INFORMATION = {f"{ABOUT}/category": "csaf_informational_advisory"}
CASES = {
    "6.1.1": (
        {f"{FIRST}/product_status/fixed": ["9"]},
        "/vulnerabilities/0/product_status/fixed/0",
    ),
    "6.1.2": (
        {f"{LEAF}/product/product_id": "7.2.5", f"{GROUP}/product_ids": ["7.2.5", "7.2.5 "]},
        "/product_tree/branches/0/branches/1/product/product_id",
    ),
    "6.1.3": (
        {"product_tree/relationships": RELATED},
        "/product_tree/relationships/0/full_product_name/product_id",
    ),
    "6.1.4": (
        {f"{FIRST}/remediations/0/group_ids": ["none"]},
        "/vulnerabilities/0/remediations/0/group_ids/0",
    ),
    "6.1.5": (
        {"product_tree/product_groups": SOUND["product_tree"]["product_groups"] * 2},
        "/product_tree/product_groups/1/group_id",
    ),
    "6.1.6": (
        {f"{FIRST}/product_status/first_fixed": ["7.2.4"]},
        "/vulnerabilities/0/product_status",
    ),
    "6.1.7": (
        {f"{FIRST}/scores": SOUND["vulnerabilities"][0]["scores"] * 2},
        "/vulnerabilities/0/scores/1/products/0",
    ),
    "6.1.8": (
        {f"{FIRST}/scores/0/cvss_v3": SCORE | {"attackVector": "NEAR"}},
        "/vulnerabilities/0/scores/0/cvss_v3/attackVector",
    ),
    "6.1.9": (
        {f"{FIRST}/scores/0/cvss_v3": SCORE | {"baseScore": 9.7}},
        "/vulnerabilities/0/scores/0/cvss_v3/baseScore",
    ),
    "6.1.10": (
        {f"{FIRST}/scores/0/cvss_v3": SCORE | {"attackVector": "LOCAL"}},
        "/vulnerabilities/0/scores/0/cvss_v3/attackVector",
    ),
    "6.1.11": ({f"{FIRST}/cwe/name": "Open doors"}, "/vulnerabilities/0/cwe/name"),
    "6.1.12": ({f"{ABOUT}/lang": "EZ"}, "/document/lang"),
    "6.1.13": (
        {f"{HELPER}/purl": "pkg:generic/@"},
        "/product_tree/branches/0/branches/0/product/product_identification_helper/purl",
    ),
    "6.1.14": (
        {f"{HISTORY}/0/date": "2026-05-01T00:00:00Z"},
        "/document/tracking/revision_history",
    ),
    "6.1.15": ({f"{ABOUT}/publisher/category": "translator"}, "/document/source_lang"),
    "6.1.16": ({f"{TRACKING}/version": "1"}, "/document/tracking/version"),
    "6.1.17": ({f"{TRACKING}/version": "0"}, "/document/tracking/status"),
    "6.1.18": ({f"{HISTORY}/0/number": "0"}, "/document/tracking/revision_history/0/number"),
    "6.1.19": (
        {f"{HISTORY}/0/number": "1.0.0-rc", f"{TRACKING}/status": "draft"},
        "/document/tracking/revision_history/0/number",
    ),
    "6.1.20": ({f"{TRACKING}/version": "2.0.0-rc"}, "/document/tracking/version"),
    "6.1.21": ({f"{HISTORY}/1/number": "3"}, "/document/tracking/revision_history"),
    "6.1.22": ({f"{HISTORY}/0/number": "2"}, "/document/tracking/revision_history/1/number"),
    "6.1.23": (
        {"vulnerabilities": SOUND["vulnerabilities"] * 2},
        "/vulnerabilities/1/cve",
    ),
    "6.1.24": (
        {
            f"{FIRST}/involvements": [
                {"party": "vendor", "status": "open"},
                {"party": "vendor", "status": "completed"},
            ]
        },
        "/vulnerabilities/0/involvements/1",
    ),
    "6.1.25": (
        {f"{HELPER}/hashes": [{"filename": "a", "file_hashes": [MD5, MD5]}]},
        f"/{HELPER}/hashes/0/file_hashes/1",
    ),
    "6.1.26": ({f"{ABOUT}/category": "Security Advisory"}, "/document/category"),
    "6.1.27.1": (INFORMATION, "/document/notes"),
    "6.1.27.2": (INFORMATION, "/document/references"),
    "6.1.27.3": (INFORMATION, "/vulnerabilities"),
    "6.1.27.4": ({"product_tree": None}, "/product_tree"),
    "6.1.27.5": ({f"{FIRST}/notes": None}, "/vulnerabilities/0/notes"),
    "6.1.27.6": ({f"{FIRST}/product_status": None}, "/vulnerabilities/0/product_status"),
    "6.1.27.7": (
        VEX | {f"{FIRST}/product_status": {"recommended": ["7.2.5"]}},
        "/vulnerabilities/0/product_status",
    ),
    "6.1.27.8": (VEX | {f"{FIRST}/cve": None}, "/vulnerabilities/0"),
    "6.1.27.9": (
        VEX | {f"{FIRST}/product_status": {"known_not_affected": ["7.2.4"]}},
        "/vulnerabilities/0/product_status/known_not_affected/0",
    ),
    "6.1.27.10": (
        VEX | {f"{FIRST}/remediations": None},
        "/vulnerabilities/0/product_status/known_affected/0",
    ),
    "6.1.27.11": ({"vulnerabilities": None}, "/vulnerabilities"),
    "6.1.28": ({f"{ABOUT}/source_lang": "ja"}, "/document/source_lang"),
    "6.1.29": (
        {f"{FIRST}/remediations/0/product_ids": None},
        "/vulnerabilities/0/remediations/0",
    ),
    "6.1.30": ({f"{HISTORY}/0/number": "1.0.0"}, "/document/tracking/revision_history/0/number"),
    "6.1.31": ({f"{LEAF}/name": "7.2.4 and earlier"}, "/product_tree/branches/0/branches/0/name"),
    "6.1.32": (
        {f"{FIRST}/flags": [{"label": "component_not_present"}]},
        "/vulnerabilities/0/flags/0",
    ),
    "6.1.33": (
        {
            f"{FIRST}/flags": [
                {"label": "component_not_present", "group_ids": ["all"]},
                {"label": "vulnerable_code_not_present", "product_ids": ["7.2.5"]},
            ]
        },
        "/vulnerabilities/0/flags/1",
    ),
}


def test_a_sound_document_fails_nothing_and_every_test_has_a_case():
    assert failures(altered({}), at=AT) == []
    assert valid(altered({}), at=AT).document.tracking.id == "TNK-2026-1"
    assert list(CASES) == list(TESTS)
    assert all(test.__doc__.startswith(f"{number} ") for number, test in TESTS.items())


@pytest.mark.parametrize("number", CASES)
def test_each_finds_its_own_at_its_place(number):
    changes, path = CASES[number]
    found = failures(altered(changes), at=AT)
    assert (number, path) in {(one.test, one.path) for one in found}
    with pytest.raises(MalformedError, match="6\\.1\\."):
        valid(altered(changes), at=AT)


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({f"{ABOUT}/title": ""}, "/document/title"),
        ({f"{ABOUT}/csaf_version": "2.2"}, "/document/csaf_version"),
        ({f"{TRACKING}/version": "1.0"}, "/document/tracking/version"),
        ({f"{TRACKING}/version": "01"}, "/document/tracking/version"),
        ({f"{TRACKING}/id": " x"}, "/document/tracking/id"),
        ({f"{TRACKING}/current_release_date": "2026-04-01"}, None),
        ({f"{TRACKING}/aliases": ["a", "a"]}, "/document/tracking"),
        ({f"{ABOUT}/publisher/namespace": "tanuki"}, "/document/publisher/namespace"),
        ({f"{LEAF}/product": None}, "/product_tree/branches/0/branches/0"),
        ({f"{HELPER}/cpe": "cpe:2.3:o:tanuki"}, None),
        ({f"{FIRST}/scores/0/products": []}, "/vulnerabilities/0/scores/0/products"),
        ({f"{FIRST}/product_status": {}}, "/vulnerabilities/0/product_status"),
        ({f"{FIRST}/cve": "CVE-2026-1"}, "/vulnerabilities/0/cve"),
        ({"vulnerabilities": []}, "/vulnerabilities"),
    ],
)
def test_what_breaks_the_schema_is_named_alone(changes, path):
    (found,) = failures(altered(changes), at=AT)
    assert found.test == "schema"
    assert path is None or found.path == path


def test_hostile_documents_end_soon():
    deep = '{"category":"vendor","name":"x","branches":[' * 5000
    for octets in (b"", b"[]", b"\xff", f'{{"product_tree":{deep}'.encode(), b"{" * 10**6):
        (found,) = failures(octets, at=AT)
        assert found.test == "schema"
    many = [f"p{number}" for number in range(3000)]
    wrong = failures(altered({f"{FIRST}/product_status/known_affected": many}), at=AT)
    assert len(wrong) == MOST_FAILURES
    chain = [
        {
            "category": "installed_on",
            "full_product_name": {"name": "x", "product_id": f"c{number}"},
            "product_reference": f"c{number + 1}",
            "relates_to_product_reference": "7.2.4",
        }
        for number in range(3000)
    ]
    found = failures(altered({"product_tree/relationships": chain}), at=AT)
    assert [one.test for one in found] == ["6.1.1"]
    chain[-1]["product_reference"] = "c0"
    found = failures(altered({"product_tree/relationships": chain}), at=AT)
    assert {one.test for one in found} == {"6.1.3"}
    cpe = "cpe:2.3:o:" + "?" * LONGEST_CPE
    assert failures(altered({f"{HELPER}/cpe": cpe}), at=AT)
    vast = f"{TRACKING}/version"
    assert failures(altered({vast: "9" * 300}), at=AT)[0].test == "schema"


def test_names_of_languages_and_weaknesses():
    assert all(
        map(is_language, ("ja", "en-US", "zh-Hans-CN", "en-QM", "x-tanuki", "gsw", "i-default"))
    )
    assert not any(map(is_language, ("EZ", "en-OO", "j", "", "日本語", "en_US", "ja-")))
    assert weaknesses()["CWE-79"] >= {
        "Improper Neutralization of Input During Web Page Generation ('Cross-site Scripting')"
    }
