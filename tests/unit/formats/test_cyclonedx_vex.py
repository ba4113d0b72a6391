"""Vulnerabilities of CycloneDX documents: states and versions, references, both spellings."""

import json
from datetime import UTC, datetime

import pytest

from noroshi.formats import cyclonedx_vex
from noroshi.formats.advisories import Justification, Status, VexFormat
from noroshi.formats.names.ranges import VersionEntry
from noroshi.kernel.errors import Location, MalformedError

AT = Location("gate.vex.json")
GATE = {
    "type": "firmware",
    "bom-ref": "gate",
    "name": "GateOS",
    "version": "7.2.3",
    "supplier": {"name": "Tanuki Networks"},
    "cpe": "cpe:2.3:o:tanuki:gateos:7.2.3:*:*:*:*:*:*:*",
    "components": [
        {"type": "library", "bom-ref": "door", "name": "door", "purl": "pkg:npm/door@2.0"}
    ],
}
DOOR = {
    "id": "CVE-2026-90001",
    "references": [{"id": "GHSA-tttt-aaaa-nnnn", "source": {"name": "GitHub"}}],
    "recommendation": "Update.",
    "analysis": {
        "state": "not_affected",
        "justification": "code_not_reachable",
        "response": ["will_not_fix"],
        "detail": "It is never called.",
    },
    "affects": [{"ref": "gate"}],
}


def document(*vulnerabilities, **members) -> bytes:
    found = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
        "version": 3,
        "metadata": {"timestamp": "2026-03-01T09:00:00+09:00"},
        "components": [GATE],
        "vulnerabilities": vulnerabilities,
    }
    return json.dumps(found | members).encode()


def read(*vulnerabilities, **members):
    return cyclonedx_vex.read(document(*vulnerabilities, **members), at=AT)


def statements(state, *versions, **analysis):
    affects = [{"ref": "gate", "versions": list(versions)}] if versions else [{"ref": "gate"}]
    about = {"state": state, **analysis} if state else analysis
    found = read(DOOR | {"analysis": about, "affects": affects})
    assert found.refused == ()
    return found.statements


def test_a_document_is_read_whole():
    found = read(DOOR)

    assert found.format is VexFormat.CYCLONEDX
    assert found.id == "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79"
    assert (found.version, found.author, found.author_role) == ("3", "", None)
    assert found.issued_at == found.updated_at == datetime(2026, 3, 1, tzinfo=UTC)
    (statement,) = found.statements
    assert (statement.vulnerability, statement.aliases) == (
        "CVE-2026-90001",
        ("GHSA-tttt-aaaa-nnnn",),
    )
    assert statement.status is Status.NOT_AFFECTED
    assert statement.justification is Justification.CODE_NOT_IN_EXECUTE_PATH
    assert statement.justification_given == "code_not_reachable"
    assert (statement.impact, statement.actions) == ("It is never called.", ())
    assert statement.at == datetime(2026, 3, 1, tzinfo=UTC)
    product = statement.product
    assert (product.id, product.vendor, product.name) == ("gate", "Tanuki Networks", "GateOS")
    assert (product.version, product.cpes) == ("7.2.3", (GATE["cpe"],))
    assert product.versions == (VersionEntry("7.2.3", "affected"),)


@pytest.mark.parametrize(
    ("metadata", "author", "role"),
    [
        ({"authors": [{"name": "Tanuki"}], "supplier": {"name": "x"}}, "Tanuki", "author"),
        ({"manufacture": {"name": "Tanuki"}}, "Tanuki", "manufacturer"),
        ({"manufacturer": {"name": "Tanuki"}}, "Tanuki", "manufacturer"),
        ({"component": GATE}, "Tanuki Networks", "supplier"),
    ],
)
def test_the_author_is_who_made_the_document_or_the_product(metadata, author, role):
    found = read(metadata=metadata)

    assert (found.author, found.author_role) == (author, role)


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("resolved", Status.FIXED),
        ("resolved_with_pedigree", Status.FIXED),
        ("exploitable", Status.AFFECTED),
        ("in_triage", Status.UNDER_INVESTIGATION),
        ("false_positive", Status.NOT_AFFECTED),
        ("not_affected", Status.NOT_AFFECTED),
        (None, Status.AFFECTED),
    ],
)
def test_a_state_is_a_status(state, status):
    (statement,) = statements(state)

    assert statement.status is status


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("code_not_present", Justification.CODE_NOT_PRESENT),
        ("code_not_reachable", Justification.CODE_NOT_IN_EXECUTE_PATH),
        ("requires_configuration", Justification.CODE_CANNOT_BE_CONTROLLED),
        ("requires_dependency", Justification.COMPONENT_NOT_PRESENT),
        ("requires_environment", Justification.CODE_CANNOT_BE_CONTROLLED),
        ("protected_by_compiler", Justification.INLINE_MITIGATIONS),
        ("protected_at_runtime", Justification.INLINE_MITIGATIONS),
        ("protected_at_perimeter", Justification.INLINE_MITIGATIONS),
        ("protected_by_mitigating_control", Justification.INLINE_MITIGATIONS),
        ("a word to come", None),
    ],
)
def test_a_justification_is_kept_beside_what_it_comes_near(given, meant):
    (statement,) = statements("not_affected", justification=given)

    assert (statement.justification, statement.justification_given) == (meant, given)


def test_what_to_do_is_told_where_a_product_is_affected():
    (statement,) = statements("exploitable", response=["update"], detail="From 7.2.5 on.")

    assert statement.actions == ("Update.", "From 7.2.5 on.", "update")
    assert (statement.impact, statement.justification) == (None, None)


def test_an_analysis_has_its_own_time():
    (statement,) = statements("in_triage", lastUpdated="2026-03-05T00:00:00Z")

    assert statement.at == datetime(2026, 3, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "word", "status"),
    [
        (None, "affected", Status.AFFECTED),
        (None, "unaffected", Status.NOT_AFFECTED),
        (None, "unknown", Status.UNDER_INVESTIGATION),
        ("exploitable", None, Status.AFFECTED),
        ("exploitable", "unaffected", Status.NOT_AFFECTED),
        ("resolved", None, Status.FIXED),
        ("resolved", "affected", Status.AFFECTED),
        ("resolved", "unaffected", Status.FIXED),
        ("not_affected", None, Status.NOT_AFFECTED),
        ("in_triage", "affected", Status.UNDER_INVESTIGATION),
    ],
)
def test_versions_have_a_status_of_their_own(state, word, status):
    (statement,) = statements(state, {"version": "7.2.4"} | ({"status": word} if word else {}))

    assert statement.status is status
    assert statement.product.version is None
    assert statement.product.versions == (VersionEntry("7.2.4", "affected"),)


def test_versions_with_different_statuses_are_different_statements():
    found = statements(
        "exploitable",
        {"range": "vers:generic/>=7.0|<7.2.5"},
        {"version": "6.4", "status": "unaffected"},
        {"range": "what is this", "status": "affected"},
    )

    assert [(statement.status, len(statement.product.versions)) for statement in found] == [
        (Status.AFFECTED, 2),
        (Status.NOT_AFFECTED, 1),
    ]


def test_a_product_that_is_not_affected_may_name_the_versions_that_are():
    (statement,) = statements("not_affected", {"range": "vers:npm/<3", "status": "affected"})

    assert statement.status is Status.NOT_AFFECTED
    assert statement.product.versions == (VersionEntry("7.2.3", "affected"),)


@pytest.mark.parametrize(
    ("ref", "name", "purls"),
    [
        ("door", "door", ("pkg:npm/door@2.0",)),
        ("pkg:npm/lock@1.0", "lock", ("pkg:npm/lock@1.0",)),
        ("urn:cdx:3e671687/1#pkg%3Anpm/lock@1.0", "lock", ("pkg:npm/lock@1.0",)),
        ("urn:cdx:3e671687/1#lock", None, ()),
        ("urn:cdx:3e671687/1#pkg:npm/%00", None, ()),
    ],
)
def test_what_is_affected_may_be_nested_or_in_another_document(ref, name, purls):
    (statement,) = read(DOOR | {"affects": [{"ref": ref}]}).statements

    assert (statement.product.id, statement.product.name, statement.product.purls) == (
        ref,
        name,
        purls,
    )


@pytest.mark.parametrize("ref", ["window", "twice"])
def test_what_is_nothing_in_the_document_or_two_things_is_refused(ref):
    others = [GATE | {"bom-ref": "twice", "name": name} for name in ("a", "b")]

    found = read(DOOR | {"affects": [{"ref": ref}]}, DOOR, components=[GATE, *others])

    assert len(found.statements) == 1
    assert [place for place, _ in found.refused] == ["/vulnerabilities/0/affects/0"]


def test_what_is_said_of_a_part_of_the_subject_is_said_of_it_there():
    subject = {"type": "application", "bom-ref": "gate", "name": "gate", "version": "3.2"}
    part = {"type": "library", "bom-ref": "tls", "name": "openssl", "version": "3.0.1"}
    found = read(
        {"id": "CVE-2099-0001", "affects": [{"ref": r} for r in ("gate", "tls", "pkg:npm/x@1")]},
        metadata={"component": subject},
        components=[part],
    )
    assert [
        (one.product.id, [(whole.name, whole.version) for whole in one.product.wholes])
        for one in found.statements
    ] == [("gate", []), ("tls", [("gate", "3.2")]), ("pkg:npm/x@1", [("gate", "3.2")])]
    (door,) = read(DOOR | {"affects": [{"ref": "door"}]}).statements
    assert [whole.name for whole in door.product.wholes] == ["GateOS"]


@pytest.mark.parametrize(
    "bad",
    [
        {"id": ""},
        {"analysis": {"state": "maybe"}},
        {"affects": [{}]},
        {"affects": [{"ref": "gate", "versions": [{}]}]},
        {"affects": [{"ref": "gate", "versions": [{"version": "1", "range": "vers:all/*"}]}]},
        {"affects": [{"ref": "gate", "versions": [{"version": "1", "status": "fixed"}]}]},
    ],
)
def test_a_bad_vulnerability_is_refused_by_itself(bad):
    found = read(DOOR | bad, DOOR)

    assert len(found.statements) == 1
    assert [place for place, _ in found.refused] == ["/vulnerabilities/0"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"<bom/>",
        b'<!DOCTYPE bom><bom xmlns="http://cyclonedx.org/schema/bom/1.6"/>',
        b'<bom xmlns="http://cyclonedx.org/schema/bom/1.3"/>',
        b'<bom xmlns="http://cyclonedx.org/schema/bom/1.6">',
        document(DOOR)[:-20],
        document(specVersion="1.3"),
        document(bomFormat="SPDX"),
        document(vulnerabilities={}),
        document(*[{}] * 1001),
    ],
)
def test_a_bad_document_is_refused_as_a_whole(data):
    with pytest.raises(MalformedError) as caught:
        cyclonedx_vex.read(data, at=AT)
    assert caught.value.at == AT


XML = b"""<?xml version="1.0"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="3"
     serialNumber="urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79">
  <metadata><timestamp>2026-03-01T09:00:00+09:00</timestamp></metadata>
  <components><component type="firmware" bom-ref="gate">
    <supplier><name>Tanuki Networks</name></supplier>
    <name>GateOS</name><version>7.2.3</version>
    <cpe>cpe:2.3:o:tanuki:gateos:7.2.3:*:*:*:*:*:*:*</cpe>
    <components><component type="library" bom-ref="door">
      <name>door</name><purl>pkg:npm/door@2.0</purl>
    </component></components>
  </component></components>
  <vulnerabilities><vulnerability>
    <id>CVE-2026-90001</id>
    <references><reference><id>GHSA-tttt-aaaa-nnnn</id></reference></references>
    <recommendation>Update.</recommendation>
    <analysis>
      <state>not_affected</state><justification>code_not_reachable</justification>
      <responses><response>will_not_fix</response></responses>
      <detail>It is never called.</detail>
    </analysis>
    <affects>
      <target><ref>gate</ref></target>
      <target><ref>door</ref><versions>
        <version><range>vers:npm/&lt;3</range><status>unaffected</status></version>
      </versions></target>
    </affects>
  </vulnerability><vulnerability><id/></vulnerability></vulnerabilities>
</bom>"""


def test_both_spellings_say_the_same():
    versions = [{"range": "vers:npm/<3", "status": "unaffected"}]
    affects = [{"ref": "gate"}, {"ref": "door", "versions": versions}]

    in_xml = cyclonedx_vex.read(XML, at=AT)
    in_json = read(DOOR | {"affects": affects}, {})

    assert len(in_xml.statements) == 2
    assert in_xml.statements == in_json.statements
    assert [place for place, _ in in_xml.refused] == ["/vulnerabilities/1"]
    assert (in_xml.id, in_xml.version, in_xml.issued_at) == (
        in_json.id,
        in_json.version,
        in_json.issued_at,
    )


@pytest.mark.parametrize("padding", ["", "x" * 200_000])
def test_a_document_is_recognised_by_what_stands_at_its_ends(padding):
    assert cyclonedx_vex.is_document(document(DOOR, x=padding))
    assert cyclonedx_vex.is_document(XML)
    assert not cyclonedx_vex.is_document(document())
    assert not cyclonedx_vex.is_document(b"")
