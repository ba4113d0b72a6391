"""OpenVEX documents: products and their parts, both ages of the format, and what is refused."""

import json
from datetime import UTC, datetime

import pytest

from noroshi.formats import openvex
from noroshi.formats.advisories import Justification, Status, VexFormat
from noroshi.formats.names.ranges import VersionEntry, affected_intervals
from noroshi.kernel.errors import Location, MalformedError

AT = Location("tanuki.vex.json")
PURL = "pkg:npm/gate@1.2.0"
CPE = "cpe:2.3:o:tanuki:gateos:7.2.3:*:*:*:*:*:*:*"
STATEMENT = {
    "vulnerability": {"name": "CVE-2026-90001", "aliases": ["GHSA-tttt-aaaa-nnnn"]},
    "products": [{"@id": PURL}],
    "status": "not_affected",
    "justification": "vulnerable_code_not_in_execute_path",
    "impact_statement": "It is never called.",
}


def document(*statements, **members) -> bytes:
    found = {
        "@context": "https://openvex.dev/ns/v0.2.0",
        "@id": "https://tanuki.example/vex/1",
        "author": "Tanuki Networks",
        "role": "Document Creator",
        "timestamp": "2026-03-01T09:00:00+09:00",
        "version": 2,
        "statements": statements,
    }
    return json.dumps(found | members).encode()


def read(*statements, **members):
    return openvex.read(document(*statements, **members), at=AT)


def products(**members):
    found = read(STATEMENT | members)
    assert found.refused == ()
    return [statement.product for statement in found.statements]


def test_a_document_is_read_whole():
    found = read(STATEMENT, last_updated="2026-03-02T00:00:00Z")

    assert (found.format, found.id) == (VexFormat.OPENVEX, "https://tanuki.example/vex/1")
    assert (found.author, found.author_role) == ("Tanuki Networks", "Document Creator")
    assert found.version == "2"
    assert found.issued_at == datetime(2026, 3, 1, tzinfo=UTC)
    assert found.updated_at == datetime(2026, 3, 2, tzinfo=UTC)
    (statement,) = found.statements
    assert statement.vulnerability == "CVE-2026-90001"
    assert statement.aliases == ("GHSA-tttt-aaaa-nnnn",)
    assert statement.status is Status.NOT_AFFECTED
    assert statement.justification is Justification.CODE_NOT_IN_EXECUTE_PATH
    assert statement.justification_given == "vulnerable_code_not_in_execute_path"
    assert (statement.impact, statement.actions) == ("It is never called.", ())
    assert statement.at == datetime(2026, 3, 1, tzinfo=UTC)


def test_a_statement_has_its_own_time_and_action():
    affected = {
        "status": "affected",
        "justification": None,
        "action_statement": "Update.",
        "timestamp": "2026-02-01T00:00:00Z",
    }

    (statement,) = read(STATEMENT | affected).statements

    assert (statement.status, statement.actions) == (Status.AFFECTED, ("Update.",))
    assert statement.at == datetime(2026, 2, 1, tzinfo=UTC)


def test_a_product_has_all_names_that_are_given():
    identifiers = {"purl": PURL, "cpe23": CPE, "cpe22": "cpe:/o:tanuki:gateos"}
    iri = "https://tanuki.example/gate"

    (product,) = products(products=[{"@id": iri, "identifiers": identifiers}])

    assert product.id == iri
    assert product.purls == (PURL,)
    assert product.cpes == (CPE, "cpe:/o:tanuki:gateos")
    assert (product.vendor, product.name, product.version) == ("tanuki", "gate", "1.2.0")
    assert product.versions == (VersionEntry("1.2.0", "affected", "npm", is_exact=True),)


def test_a_product_known_by_its_cpe_name_alone():
    (product,) = products(products=[{"identifiers": {"cpe23": CPE}}])

    assert (product.id, product.name, product.version) == (CPE, "gateos", "7.2.3")


def test_without_a_version_all_are_meant():
    (product,) = products(products=[{"@id": "pkg:npm/gate"}])

    assert (product.version, product.versions) == (None, ())


def test_parts_are_the_products_and_the_product_is_their_platform():
    image = "pkg:oci/gate@sha256%3Aabc"
    parts = [{"@id": PURL}, {"@id": "pkg:npm/door@2.0"}]

    found = products(products=[{"@id": image, "subcomponents": parts}])

    assert [(product.id, product.platforms) for product in found] == [
        (PURL, (image,)),
        ("pkg:npm/door@2.0", (image,)),
    ]


def test_documents_from_before_0_2_0_have_bare_names():
    old = {
        "vulnerability": "CVE-2026-90001",
        "products": [PURL, "pkg:npm/door@2.0"],
        "subcomponents": ["pkg:npm/lock@1"],
        "status": "fixed",
    }

    found = read(old, version="1", **{"@context": "https://openvex.dev/ns"})

    assert (found.version, found.refused) == ("1", ())
    assert [(s.vulnerability, s.product.id, s.product.platforms) for s in found.statements] == [
        ("CVE-2026-90001", "pkg:npm/lock@1", (PURL,)),
        ("CVE-2026-90001", "pkg:npm/lock@1", ("pkg:npm/door@2.0",)),
    ]


@pytest.mark.parametrize(
    "bad",
    [
        {"status": "maybe"},
        {"justification": "because"},
        {"vulnerability": {}},
        {"vulnerability": ""},
        {"products": []},
        {"products": [{}]},
        {"products": [{"identifiers": {}}]},
        {"timestamp": "soon"},
    ],
)
def test_a_bad_statement_is_refused_by_itself(bad):
    found = read(STATEMENT | bad, STATEMENT)

    assert len(found.statements) == 1
    assert [place for place, _ in found.refused] == ["/statements/0"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        document(STATEMENT)[:-20],
        document(STATEMENT, author=""),
        document(STATEMENT, timestamp="soon"),
        document(STATEMENT, **{"@context": "https://tanuki.example"}),
        document(statements={}),
        document(*[{}] * 1001),
    ],
)
def test_a_bad_document_is_refused_as_a_whole(data):
    with pytest.raises(MalformedError) as caught:
        openvex.read(data, at=AT)
    assert caught.value.at == AT


def test_names_do_not_multiply_without_end(monkeypatch):
    monkeypatch.setattr(openvex, "STATEMENTS_LIMIT", 20)
    many = STATEMENT | {"products": [PURL] * 5, "subcomponents": [PURL] * 5}

    found = read(many, STATEMENT)

    assert (len(found.statements), [place for place, _ in found.refused]) == (1, ["/statements/0"])
    with pytest.raises(MalformedError):
        read(*[STATEMENT] * 21)


@pytest.mark.parametrize("padding", ["", "x" * 200_000])
def test_a_document_is_recognised_whatever_the_order_of_its_members(padding):
    last = json.loads(document(STATEMENT))

    assert openvex.is_document(document(STATEMENT, x=padding))
    assert openvex.is_document(json.dumps({"x": padding} | last).encode())
    assert not openvex.is_document(b'{"@context": "https://spdx.org/rdf/3.0.1"}')


def test_a_version_with_an_epoch_is_one_version():
    (product,) = products(products=[{"@id": "pkg:pypi/tanuki-log@1!0.5"}])

    read = affected_intervals(product.versions, default_status="unknown", purl_type="pypi")

    assert [part.text() for part in read.intervals] == ["= 1!0.5"]
    assert read.unresolved == ()
