"""CSAF documents: products of the tree, what is said of them, and what breaks the schema."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from noroshi.formats import csaf
from noroshi.formats.advisories import Justification, Product, Status, VexFormat
from noroshi.formats.csaf import budget
from noroshi.formats.csaf.product_tree import stands_by_itself
from noroshi.formats.names.ranges import VersionEntry, affected_intervals
from noroshi.kernel.errors import Location, MalformedError

AT = Location("tanuki-2026-1.json")
VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
CPE = "cpe:/o:tanuki:linux:9"


def branch(category, name, *branches, **product):
    found = {"category": category, "name": name}
    if branches:
        found["branches"] = list(branches)
    if product:
        found["product"] = {"name": f"the {name}"} | product
    return found


def gate(*versions):
    """A tree of one product; each version is its own product_id."""
    leaves = [branch(category, name, product_id=name) for category, name in versions]
    return {
        "branches": [branch("vendor", "Tanuki Networks", branch("product_name", "GateOS", *leaves))]
    }


TREE = gate(("product_version_range", "<7.2.5"), ("product_version", "7.2.5"))
DOOR = {
    "cve": "CVE-2026-90001",
    "title": "Open door",
    "notes": [{"category": "general", "text": "x"}, {"category": "summary", "text": "Anyone."}],
    "product_status": {"known_affected": ["<7.2.5"], "fixed": ["7.2.5"]},
}


def document(tree=TREE, *vulnerabilities, **about) -> dict:
    tracking = {
        "id": "TNK-2026-1",
        "version": "1.1.0",
        "initial_release_date": "2026-03-01T09:00:00+09:00",
        "current_release_date": "2026-03-02T00:00:00Z",
    }
    publisher = {"category": "vendor", "name": "Tanuki", "namespace": "https://tanuki.example"}
    return {
        "document": {
            "category": "csaf_security_advisory",
            "csaf_version": "2.0",
            "publisher": publisher,
            "title": "Tanuki of March",
            "tracking": tracking,
        }
        | about,
        "product_tree": tree,
        "vulnerabilities": list(vulnerabilities),
    }


def read(tree=TREE, *vulnerabilities, **about) -> csaf.CsafDocument:
    return csaf.read(json.dumps(document(tree, *vulnerabilities, **about)).encode(), at=AT)


def advisory(tree=TREE, **members):
    (found,) = read(tree, DOOR | members).advisories
    return found


def product(name, category="product_version", **helper):
    """The one product of a tree, as a statement has it."""
    leaf = branch(category, name, product_id="P", product_identification_helper=helper)
    tree = {"branches": [branch("vendor", "Tanuki", branch("product_name", "GateOS", leaf))]}
    (found,) = read(tree, DOOR | {"product_status": {"known_affected": ["P"]}}).vex.statements
    return found.product


def shown(affected):
    flat = affected_intervals(affected.versions, default_status=affected.default_status)
    return [interval.text() for interval in flat.intervals]


def test_a_vulnerability_is_an_advisory():
    found = advisory(
        ids=[
            {"system_name": "Bugzilla", "text": "17"},
            {"system_name": "JVN", "text": "JVNDB-2026-1"},
        ],
        cwe={"id": "CWE-287", "name": "x"},
        references=[{"url": "https://tanuki.example/1", "summary": "x"}],
        scores=[
            {
                "products": ["<7.2.5"],
                "cvss_v3": {"version": "3.1", "vectorString": VECTOR, "baseScore": 9.8},
            }
        ],
    )

    assert found.source == "csaf:https://tanuki.example"
    assert found.id == "TNK-2026-1#CVE-2026-90001"
    assert found.aliases == ("CVE-2026-90001", "Bugzilla 17", "JVNDB-2026-1")
    assert (found.title, found.title_ja, found.description) == ("Open door", None, "Anyone.")
    assert found.published_at == datetime(2026, 3, 1, tzinfo=UTC)
    assert found.updated_at == datetime(2026, 3, 2, tzinfo=UTC)
    assert found.cwes == ("CWE-287",)
    assert found.references == ("https://tanuki.example/1",)
    (metric,) = found.metrics
    assert (metric.source, metric.score.score, metric.score.severity) == (
        "csaf:https://tanuki.example",
        Decimal("9.8"),
        "critical",
    )
    (affected,) = found.affected
    assert (affected.vendor, affected.product) == ("Tanuki Networks", "GateOS")
    assert affected.versions == (
        VersionEntry("7.2.5", "unaffected"),
        VersionEntry("<7.2.5", "affected"),
    )
    assert shown(affected) == ["(-∞, 7.2.5)"]


def test_what_2_1_says_in_other_words_is_read_too():
    cvss = {"version": "4.0", "vectorString": "CVSS:4.0/AV:N", "baseScore": 3.9}
    found = advisory(
        cwes=[{"id": "CWE-79", "name": "x", "version": "4.14"}],
        metrics=[{"products": ["<7.2.5"], "content": {"cvss_v4": cvss, "epss": {}}}],
    )

    assert found.cwes == ("CWE-79",)
    assert [metric.score.severity for metric in found.metrics] == ["low"]


def test_a_document_in_japanese_says_so():
    found = read(TREE, DOOR, lang="ja-JP").advisories[0]

    assert (found.title_ja, found.description_ja) == ("Open door", "Anyone.")


def test_a_withdrawn_document_takes_its_advisories_back():
    found = read(TREE, DOOR, category="csaf_withdrawn").advisories[0]

    assert found.withdrawn_at == datetime(2026, 3, 2, tzinfo=UTC)


def test_a_vulnerability_without_a_name_is_known_by_its_place():
    assert advisory(cve=None, title=None).id == "TNK-2026-1#/vulnerabilities/0"


def test_a_document_is_a_vex_document():
    vex = read(TREE, DOOR).vex

    assert (vex.format, vex.id, vex.version) == (VexFormat.CSAF, "TNK-2026-1", "1.1.0")
    assert (vex.author, vex.author_role) == ("Tanuki", "vendor")
    assert vex.issued_at == datetime(2026, 3, 1, tzinfo=UTC)
    assert [(s.vulnerability, s.product.id, s.status) for s in vex.statements] == [
        ("CVE-2026-90001", "<7.2.5", Status.AFFECTED),
        ("CVE-2026-90001", "7.2.5", Status.FIXED),
    ]


@pytest.mark.parametrize(
    ("member", "status", "word"),
    [
        ("known_affected", Status.AFFECTED, "affected"),
        ("first_affected", Status.AFFECTED, "affected"),
        ("last_affected", Status.AFFECTED, "affected"),
        ("known_not_affected", Status.NOT_AFFECTED, "unaffected"),
        ("fixed", Status.FIXED, "unaffected"),
        ("first_fixed", Status.FIXED, "unaffected"),
        ("under_investigation", Status.UNDER_INVESTIGATION, "unknown"),
    ],
)
def test_a_product_status_is_a_status(member, status, word):
    found = read(TREE, DOOR | {"product_status": {member: ["7.2.5"]}})

    assert [statement.status for statement in found.vex.statements] == [status]
    (affected,) = found.advisories[0].affected
    assert affected.versions == (VersionEntry("7.2.5", word),)


@pytest.mark.parametrize("member", ["recommended", "unknown"])
def test_what_says_nothing_of_a_version_is_no_statement(member):
    assert read(TREE, DOOR | {"product_status": {member: ["7.2.5"]}}).vex.statements == ()


def test_why_a_product_is_not_affected_and_what_to_do_where_it_is():
    tree = TREE | {"product_groups": [{"group_id": "G", "product_ids": ["<7.2.5", "7.2.5"]}]}
    found = read(
        tree,
        DOOR
        | {
            "product_status": {"known_affected": ["<7.2.5"], "known_not_affected": ["7.2.5"]},
            "flags": [{"label": "vulnerable_code_not_present", "group_ids": ["G"]}],
            "threats": [
                {"category": "exploit_status", "details": "x", "product_ids": ["7.2.5"]},
                {"category": "impact", "details": "Gone.", "product_ids": ["7.2.5"]},
            ],
            "remediations": [
                {"category": "vendor_fix", "details": "Update.", "group_ids": ["G", "H"]},
                {"category": "mitigation", "details": "Close it.", "product_ids": ["<7.2.5"]},
            ],
        },
    )

    affected, safe = found.vex.statements
    assert affected.actions == ("Update.", "Close it.")
    assert affected.justification is None
    assert (affected.impact, safe.actions) == (None, ())
    assert safe.justification is Justification.CODE_NOT_PRESENT
    assert safe.justification_given == "vulnerable_code_not_present"
    assert safe.impact == "Gone."


@pytest.mark.parametrize(
    ("category", "name", "version", "expected"),
    [
        ("product_version", "7.2.3", "7.2.3", ["= 7.2.3"]),
        ("product_version", "GateOS/7.2.3", "7.2.3", ["= 7.2.3"]),
        ("product_version", "gateos", None, []),
        ("product_version", "vers:all/*", None, ["(-∞, ∞)"]),
        ("product_version_range", "vers:intdot/>=7|<7.2", None, ["[7, 7.2)"]),
        ("product_version_range", ">= 7.0 | < 7.2", None, ["[7.0, 7.2)"]),
        ("product_version_range", "All versions < V7.2", None, ["(-∞, V7.2)"]),
        ("product_version_range", "7.2 all versions", None, ["[7.2, 7.2.*]"]),
    ],
)
def test_versions_are_read_however_they_are_written(category, name, version, expected):
    found = product(name, category)

    flat = affected_intervals(found.versions, default_status="unknown")
    assert [interval.text() for interval in flat.intervals] == expected
    assert found.version == version


@pytest.mark.parametrize(("pack", "version"), [("SP1", "8 SP1"), ("8.1(2)", "8.1(2)")])
def test_a_service_pack_goes_with_its_version(pack, version):
    leaf = branch("service_pack", pack, product_id="P")
    tree = {"branches": [branch("product_name", "A", branch("product_version", "8", leaf))]}

    (found,) = read(tree, DOOR | {"product_status": {"fixed": ["P"]}}).vex.statements

    assert found.product.version == version


def test_a_package_url_tells_the_version_and_the_epoch():
    purl = "pkg:rpm/tanuki/gate@7.2-1?arch=x86_64&epoch=2"

    found = product("gate-2:7.2-1.x86_64", purl=purl)

    assert (found.version, found.purls) == ("2:7.2-1", (purl,))
    assert found.versions == (VersionEntry("2:7.2-1", "affected", "rpm"),)


def test_several_package_urls_are_read_and_a_bad_one_is_passed_over():
    found = product("x", purls=["no purl", "pkg:npm/%00@1", "pkg:npm/gate@1.0"])

    assert found.version == "1.0"


def test_a_product_in_full_has_the_version_of_its_cpe_name():
    helper = {"cpe": "cpe:2.3:o:tanuki:gateos:7.2.3:*:*:*:*:*:*:*"}
    full = {"name": "GateOS 7.2.3", "product_id": "P", "product_identification_helper": helper}
    tree = {"full_product_names": [full]}

    (found,) = read(tree, DOOR | {"product_status": {"known_affected": ["P"]}}).vex.statements

    assert (found.product.name, found.product.version) == ("GateOS 7.2.3", "7.2.3")
    assert found.product.cpes == (helper["cpe"],)


def test_versions_of_one_product_stand_together_the_exact_ones_first():
    tree = gate(
        ("product_version_range", "vers:all/*"),
        ("product_version", "7.2.5"),
        ("product_version", "7.2.4"),
    )
    status = {"known_affected": ["vers:all/*", "7.2.4"], "known_not_affected": ["7.2.5"]}

    (affected,) = advisory(tree, product_status=status).affected

    assert [(entry.version, entry.status) for entry in affected.versions] == [
        ("7.2.4", "affected"),
        ("7.2.5", "unaffected"),
        ("*", "affected"),
    ]
    assert shown(affected) == ["(-∞, 7.2.5)", "(7.2.5, ∞)"]


@pytest.mark.parametrize("member", ["known_affected", "fixed"])
def test_a_version_that_a_range_sets_apart_stays_apart(member):
    text = "vers:intdot/>=1.0|!=1.5|<2.0"
    status = {"product_status": {member: [text]}}

    (affected,) = advisory(gate(("product_version_range", text)), **status).affected

    word = "affected" if member == "known_affected" else "unaffected"
    assert [(entry.version, entry.status) for entry in affected.versions] == [
        ("1.5", "unknown"),
        ("1.0", word),
    ]


def test_builds_of_one_package_stand_together():
    leaves = [
        branch(
            "product_version",
            f"gate-{arch}",
            product_id=arch,
            product_identification_helper={"purl": f"pkg:rpm/tanuki/gate@7-1?arch={arch}"},
        )
        for arch in ("x86_64", "aarch64")
    ]
    tree = {"branches": [branch("vendor", "Tanuki", *leaves)]}

    (affected,) = advisory(tree, product_status={"fixed": ["x86_64", "aarch64"]}).affected

    assert (affected.package_url, affected.product) == ("pkg:rpm/tanuki/gate", "gate")
    assert affected.versions == (VersionEntry("7-1", "unaffected", "rpm", is_exact=True),)


PLATFORM = {
    "name": "Tanuki Linux 9",
    "product_id": "L",
    "product_identification_helper": {"cpe": CPE},
}
ROOM = {"name": "The room", "product_id": "R"}
RELATION = {
    "category": "default_component_of",
    "product_reference": "7.2.5",
    "relates_to_product_reference": "L",
    "full_product_name": {"name": "GateOS 7.2.5 of Tanuki Linux 9", "product_id": "L:7.2.5"},
}
IN_THE_ROOM = {
    "category": "installed_on",
    "product_reference": "L:7.2.5",
    "relates_to_product_reference": "R",
    "full_product_name": {"name": "all of it", "product_id": "R:L:7.2.5"},
}
PATH = {
    "beginning_product_reference": "7.2.5",
    "subpaths": [
        {"category": "default_component_of", "next_product_reference": "L"},
        {"category": "installed_on", "next_product_reference": "R"},
    ],
    "full_product_name": {"name": "all of it", "product_id": "R:L:7.2.5"},
}


@pytest.mark.parametrize(
    "joined",
    [{"relationships": [IN_THE_ROOM, RELATION]}, {"product_paths": [PATH]}],
)
def test_a_part_keeps_its_name_and_has_the_whole_as_platform(joined):
    tree = TREE | {"full_product_names": [PLATFORM, ROOM]} | joined

    (found,) = read(tree, DOOR | {"product_status": {"fixed": ["R:L:7.2.5"]}}).vex.statements

    assert (found.product.id, found.product.name) == ("R:L:7.2.5", "GateOS")
    assert found.product.version == "7.2.5"
    assert set(found.product.platforms) == {CPE, "The room"}
    assert {one.id for one in found.product.wholes} == {"L", "R"}


@pytest.mark.parametrize(
    ("names", "category", "is_apart"),
    [
        ({"purls": ("pkg:rpm/redhat/openssl@3",)}, "default_component_of", True),
        ({"purls": ("pkg:rpm/fedora/openssl@3",)}, "default_component_of", False),
        ({"purls": ("pkg:generic/redhat/openssl@3",)}, "default_component_of", False),
        ({"vendor": "Red Hat"}, "default_component_of", False),
        ({"vendor": "Red Hat"}, "installed_on", True),
        ({"vendor": "Else"}, "installed_on", False),
        ({}, "installed_on", False),
    ],
)
def test_a_whole_that_tells_nothing_more_is_none(names, category, is_apart):
    system = "cpe:/o:redhat:enterprise_linux:9"
    whole = Product(id="os", vendor="Red Hat", cpes=(system,))
    assert stands_by_itself(Product(id="part", **names), whole, category) is is_apart
    assert not stands_by_itself(Product(id="part", **names), Product(id="unknown"), category)


def test_relationships_in_a_circle_define_nothing():
    one = RELATION | {
        "product_reference": "B",
        "full_product_name": {"name": "a", "product_id": "A"},
    }
    other = RELATION | {
        "product_reference": "A",
        "full_product_name": {"name": "b", "product_id": "B"},
    }
    tree = TREE | {"relationships": [one, other]}

    found = read(tree, DOOR | {"product_status": {"fixed": ["A", "7.2.5"]}}).vex

    assert [statement.product.id for statement in found.statements] == ["7.2.5"]
    assert found.refused == (
        ("/vulnerabilities/0/product_status/fixed", "'A' is not defined, or twice"),
    )


def test_a_product_that_is_defined_twice_is_nobodys():
    tree = TREE | {"full_product_names": [{"name": "another", "product_id": "7.2.5"}]}

    found = read(tree, DOOR)

    assert [statement.product.id for statement in found.vex.statements] == ["<7.2.5"]
    assert [place for place, _ in found.vex.refused] == [
        "/product_tree",
        "/vulnerabilities/0/product_status/fixed",
    ]


def test_a_product_that_is_defined_twice_alike_is_one():
    leaf = TREE["branches"][0]

    found = read({"branches": [leaf, leaf]}, DOOR)

    assert (len(found.vex.statements), found.vex.refused) == (2, ())


def test_no_more_than_a_thousand_refusals_are_listed():
    missing = {"product_status": {"fixed": [f"P{number}" for number in range(2000)]}}

    assert len(read(TREE, DOOR | missing, DOOR | missing).vex.refused) == 1000


def refused(found: dict) -> str:
    with pytest.raises(MalformedError) as caught:
        csaf.read(json.dumps(found).encode(), at=AT)
    assert caught.value.at == AT
    return caught.value.detail


@pytest.mark.parametrize(
    "bad",
    [
        {"cve": "CVE-26-1"},
        {"product_status": {"fixed": "7.2.5"}},
        {"product_status": {"fixed": [""]}},
        {"scores": [{"cvss_v3": {"version": "3.1", "vectorString": VECTOR, "baseScore": 11}}]},
        {"notes": [{"category": "summary"}]},
    ],
)
def test_a_vulnerability_that_breaks_the_schema_is_refused(bad):
    assert "$.vulnerabilities[0]" in refused(document(TREE, DOOR | bad))


@pytest.mark.parametrize("bad", [{"csaf_version": "1.2"}, {"tracking": {}}, {"publisher": None}])
def test_a_document_that_breaks_the_schema_is_refused(bad):
    assert "$.document" in refused(document(TREE, DOOR, **bad))


def test_branches_without_end_are_refused():
    deep = branch("product_version", "1", product_id="P")
    for _ in range(80):
        deep = branch("product_family", "f", deep)

    assert refused(document({"branches": [deep]}, DOOR)) == "branches more than 64 deep"


def test_a_group_that_is_named_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(budget, "LIMIT", 100)
    tree = TREE | {"product_groups": [{"group_id": "G", "product_ids": ["7.2.5"] * 20}]}
    flags = [{"label": "x", "group_ids": ["G"]}] * 6

    assert refused(document(tree, DOOR | {"flags": flags})).startswith("says more than 100")


@pytest.mark.parametrize("padding", ["", "x" * 200_000])
def test_a_document_is_recognised_whatever_the_order_of_its_members(padding):
    assert csaf.is_document(json.dumps(document() | {"x": padding}).encode())
    assert csaf.is_document(b"\xef\xbb\xbf" + json.dumps({"x": padding} | document()).encode())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b'{"document": {}}',
        b'{"canonical_url": "x", "csaf_version": "2.0"}',
        b'{"type": "bundle", "objects": [' + json.dumps(document()).encode() + b"]}",
    ],
)
def test_anything_else_is_no_document(data):
    assert not csaf.is_document(data)
