import io

import pytest

from noroshi.formats.bom import BomLimits, Component, Edge, EdgeKind
from noroshi.formats.spdx import read_bom
from noroshi.kernel.errors import MalformedError

HEAD = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:spdx="http://spdx.org/rdf/terms#"><spdx:SpdxDocument rdf:about="https://a#SPDXRef-DOCUMENT">'
    "<spdx:specVersion>SPDX-2.3</spdx:specVersion>"
)
TAIL = "</spdx:SpdxDocument></rdf:RDF>"


def read(inner, **limits):
    stream = io.BytesIO((HEAD + inner + TAIL).encode())
    return list(read_bom(stream, source="rdf", limits=BomLimits(**limits)))


def package(ref, inner):
    name = f"<spdx:name>{ref}</spdx:name>"
    return f'<spdx:Package rdf:about="https://a#SPDXRef-{ref}">{name}{inner}</spdx:Package>'


def relation(kind, inner):
    kind = (
        f'<spdx:relationshipType rdf:resource="http://spdx.org/rdf/terms#relationshipType_{kind}"/>'
    )
    related = f"<spdx:relatedSpdxElement>{inner}</spdx:relatedSpdxElement>"
    return f"<spdx:relationship><spdx:Relationship>{kind}{related}</spdx:Relationship></spdx:relationship>"


def licence(inner):
    found = read(
        relation("describes", package("x", f"<spdx:licenseDeclared>{inner}</spdx:licenseDeclared>"))
    )
    return next(item for item in found if isinstance(item, Component)).licences


def test_packages_inside_packages_are_found_as_tools_write_them():
    inner = package("c", relation("dependsOn", '<spdx:Package rdf:about="https://a#SPDXRef-b"/>'))
    found = read(relation("describes", package("b", relation("contains", inner))))
    assert found[0].subject.name == "b"
    assert [item.name for item in found if isinstance(item, Component)] == ["b", "c"]
    assert {item for item in found if isinstance(item, Edge)} == {
        Edge("SPDXRef-DOCUMENT", "SPDXRef-b", EdgeKind.DESCRIBES),
        Edge("SPDXRef-b", "SPDXRef-c", EdgeKind.CONTAINS),
        Edge("SPDXRef-c", "SPDXRef-b", EdgeKind.DEPENDS_ON),
    }


MIT = '<spdx:member rdf:resource="http://spdx.org/licenses/MIT"/>'
ISC = '<spdx:member rdf:resource="http://spdx.org/licenses/ISC"/>'


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (f"<spdx:ConjunctiveLicenseSet>{MIT}{ISC}</spdx:ConjunctiveLicenseSet>", ("MIT AND ISC",)),
        (
            (
                f"<spdx:DisjunctiveLicenseSet>{MIT}<spdx:member><spdx:ConjunctiveLicenseSet>{MIT}{ISC}"
                "</spdx:ConjunctiveLicenseSet></spdx:member></spdx:DisjunctiveLicenseSet>"
            ),
            ("MIT OR (MIT AND ISC)",),
        ),
        (
            (
                f"<spdx:WithExceptionOperator>{MIT}<spdx:licenseException "
                'rdf:resource="http://spdx.org/licenses/GCC-exception-3.1"/></spdx:WithExceptionOperator>'
            ),
            ("MIT WITH GCC-exception-3.1",),
        ),
        (f"<spdx:OrLaterOperator>{MIT}</spdx:OrLaterOperator>", ("MIT+",)),
        (
            (
                '<spdx:ExtractedLicensingInfo rdf:about="https://a#LicenseRef-1">'
                "<spdx:licenseId>LicenseRef-1</spdx:licenseId></spdx:ExtractedLicensingInfo>"
            ),
            ("LicenseRef-1",),
        ),
    ],
)
def test_sets_of_licences_are_expressions(inner, expected):
    assert licence(inner) == expected


def test_sets_of_licences_that_hold_themselves_end():
    itself = '<spdx:member rdf:nodeID="s"/>'
    loop = (
        f'<spdx:ConjunctiveLicenseSet rdf:nodeID="s">{itself * 8}{MIT}</spdx:ConjunctiveLicenseSet>'
    )
    [text] = licence(loop)
    assert set(text.strip("()").split(" AND ")) == {"MIT"}


@pytest.mark.parametrize(
    ("inner", "reason"),
    [
        ('<spdx:x rdf:parseType="Literal"><b/></spdx:x>', "parseType"),
        ("<spdx:x>" + "<spdx:Y><spdx:x>" * 3000, "nested more than"),
        ("<spdx:name>" + "x" * 3000 + "</spdx:name>", "a single text is too long"),
    ],
)
def test_what_is_no_spdx_is_refused(inner, reason):
    with pytest.raises(MalformedError, match=reason):
        read(inner, value_octets=2000)


def test_a_document_type_is_refused():
    document = '<!DOCTYPE x [<!ENTITY a "b">]>' + HEAD + TAIL
    with pytest.raises(MalformedError, match="document type"):
        list(read_bom(io.BytesIO(document.encode()), source="rdf"))


def test_another_root_is_refused():
    with pytest.raises(MalformedError, match="no RDF"):
        list(read_bom(io.BytesIO(b"<a/>"), source="rdf"))
