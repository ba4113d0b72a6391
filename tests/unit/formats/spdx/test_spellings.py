"""What SPDX's four spellings have in common: each case is written in all of them."""

import io
import json
from datetime import UTC, datetime

import pytest

from noroshi.formats import json_text
from noroshi.formats.bom import BomHeader, BomLimits, Component, ComponentError, Edge, EdgeKind
from noroshi.formats.bom_fields import Field
from noroshi.formats.spdx import is_spdx, rdf_graph, read_bom
from noroshi.kernel.errors import MalformedError
from tests.unit.formats.spdx.spellings import NAMESPACE, OTHER, SPELLINGS, in_json, in_tags


@pytest.fixture(params=SPELLINGS)
def spelt(request):
    return SPELLINGS[request.param]


@pytest.fixture(params=[7, 100_000])
def chunk(request, monkeypatch):
    monkeypatch.setattr(json_text, "CHUNK", request.param)
    monkeypatch.setattr(rdf_graph, "CHUNK", request.param)


def read(document, **limits):
    return list(read_bom(io.BytesIO(document), source="bom", limits=BomLimits(**limits)))


def components(document, **limits):
    return [item for item in read(document, **limits) if isinstance(item, Component)]


def package(name, **members):
    return {"SPDXID": f"SPDXRef-{name}", "name": name} | members


FULL = package(
    "tomcat",
    versionInfo="9.0.14",
    supplier="Organization: Example Works (it@example.org)",
    originator="Organization: Example Factory",
    checksums=[
        {"algorithm": "SHA1", "checksumValue": "E6B1000B94E835FFD37F4C6DCBDAD43F4B48A02A"},
        {"algorithm": "BLAKE2b-256", "checksumValue": "ab" * 32},
    ],
    licenseConcluded="Apache-2.0",
    licenseDeclared="MIT",
    primaryPackagePurpose="OPERATING_SYSTEM",
    purl="pkg:maven/org.example/tomcat@9.0.14?type=jar",
    cpe="cpe:2.3:a:example:tomcat:9.0.14:*:*:*:*:*:*:*",
)


def test_the_source_of_a_package_is_read_from_what_is_said_of_it(spelt):
    told = {"purl": "pkg:deb/ubuntu/libssl3@3", "sourceInfo": "built package from: openssl 3.0.2-1"}
    from_where = {**told, "sourceInfo": "acquired package info from DPKG DB: " + "/x " * 2000}
    found = read(spelt([package("a", **told), package("b", **from_where)]))
    packages = [item for item in found if isinstance(item, Component)]
    assert [one.source for one in packages] == ["openssl@3.0.2-1", None]
    assert not [item for item in found if isinstance(item, ComponentError)]


def test_links_to_other_documents_are_read(spelt):
    link = "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1"
    relations = [
        ("SPDXRef-a", "DEPENDS_ON", "DocumentRef-x:SPDXRef-z"),
        ("DocumentRef-x:SPDXRef-y", "CONTAINS", "SPDXRef-b"),
        ("SPDXRef-DOCUMENT", "DESCRIBES", "DocumentRef-w:SPDXRef-v"),
        ("SPDXRef-b", "DEPENDS_ON", "SPDXRef-a"),
    ]
    found = read(spelt([package("a", bill=link), package("b"), package("c")], relations))
    x, w = (OTHER.format(f"DocumentRef-{name}") for name in "xw")
    told = {one.name: (one.bills, one.is_elsewhere) for one in found if isinstance(one, Component)}
    assert told == {
        "a": ((link, f"{x}#SPDXRef-z"), True),
        "b": ((f"{x}#SPDXRef-y",), False),
        "c": ((), False),
    }
    assert set(found[0].bills) == {x, w}
    assert not [one for one in found if isinstance(one, ComponentError)]


def test_another_document_that_is_named_wrongly_is_left_out():
    raw = json.loads(in_json([package("a")]))
    raw["externalDocumentRefs"] = [
        {"externalDocumentId": "x", "spdxDocument": "https://x.example"},
        {"externalDocumentId": "DocumentRef-x", "spdxDocument": "https://x.example#SPDXRef-a"},
        "DocumentRef-y",
    ]
    found = read(json.dumps(raw).encode())
    assert found[0].bills == ()
    places = [one.place for one in found if isinstance(one, ComponentError)]
    assert places == [
        "/externalDocumentRefs/0/externalDocumentId",
        "/externalDocumentRefs/1/spdxDocument",
        "/externalDocumentRefs/2/externalDocumentId",
    ]


def test_more_other_documents_than_may_be_remembered_are_refused():
    raw = json.loads(in_json([package("a")]))
    raw["externalDocumentRefs"] = [
        {"externalDocumentId": f"DocumentRef-{n}", "spdxDocument": f"https://x.example/{n}"}
        for n in range(100)
    ]
    with pytest.raises(MalformedError, match="more to remember"):
        read(json.dumps(raw).encode(), indexed_octets=9_000)


def test_every_part_of_a_package_is_read(spelt, chunk):
    [component] = components(spelt([FULL]))
    assert component.told >= {Field.IDENTIFIERS, Field.DISTRIBUTION_LICENCES}
    assert component == Component(
        place=component.place,
        told=component.told,
        bom_ref="SPDXRef-tomcat",
        type="operating-system",
        name="tomcat",
        version="9.0.14",
        purl="pkg:maven/org.example/tomcat@9.0.14?type=jar",
        cpe="cpe:2.3:a:example:tomcat:9.0.14:*:*:*:*:*:*:*",
        supplier="Example Works",
        manufacturer="Example Factory",
        hashes=(
            ("SHA-1", "e6b1000b94e835ffd37f4c6dcbdad43f4b48a02a"),
            ("BLAKE2b-256", "ab" * 32),
        ),
        licences=("Apache-2.0", "MIT"),
    )
    assert component.place


def test_the_header_comes_first(spelt, chunk):
    header = read(spelt([FULL]))[0]
    assert header.serial_number in (NAMESPACE, "SPDXRef-DOCUMENT")
    assert header.timestamp == datetime(2026, 4, 1, tzinfo=UTC)
    assert header.name == "portal"
    assert header.authors == ("Example Works",)
    assert header.tools == ("scanner-2.1",)
    assert header.subject is None


def test_the_one_package_that_is_described_is_the_subject_and_a_component(spelt, chunk):
    relations = [("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-tomcat")]
    document = spelt([package("first"), FULL], relations)
    assert read(document)[0].subject == components(document)[1]


def test_of_several_that_are_described_none_is_the_subject(spelt):
    relations = [("SPDXRef-DOCUMENT", "DESCRIBES", f"SPDXRef-{name}") for name in ("a", "b")]
    assert read(spelt([package("a"), package("b")], relations))[0].subject is None


def test_relations_are_told_from_what_needs_or_holds(spelt, chunk):
    relations = [
        ("SPDXRef-a", "DEPENDS_ON", "SPDXRef-b"),
        ("SPDXRef-b", "CONTAINS", "SPDXRef-c"),
        ("SPDXRef-c", "STATIC_LINK", "SPDXRef-d"),
    ]
    found = read(spelt([package(name) for name in "abcd"], relations))
    assert [item for item in found if isinstance(item, Edge)] == [
        Edge("SPDXRef-a", "SPDXRef-b", EdgeKind.DEPENDS_ON),
        Edge("SPDXRef-b", "SPDXRef-c", EdgeKind.CONTAINS),
        Edge("SPDXRef-c", "SPDXRef-d", EdgeKind.DEPENDS_ON),
    ]


@pytest.mark.parametrize("spelling", ["json", "tags", "rdf"])
@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("BUILD_DEPENDENCY_OF", EdgeKind.DEPENDS_ON),
        ("CONTAINED_BY", EdgeKind.CONTAINS),
        ("DESCRIBED_BY", EdgeKind.DESCRIBES),
    ],
)
def test_relations_that_are_told_from_the_other_end_are_turned(spelling, kind, expected):
    document = SPELLINGS[spelling]([package("a")], [("SPDXRef-a", kind, "SPDXRef-b")])
    [edge] = [item for item in read(document) if isinstance(item, Edge)]
    assert edge == Edge("SPDXRef-b", "SPDXRef-a", expected)


@pytest.mark.parametrize("spelling", ["json", "tags", "rdf"])
def test_a_relation_of_no_kind_is_listed_and_others_are_gone_past(spelling):
    relations = [("SPDXRef-a", "FRIEND_OF", "SPDXRef-b"), ("SPDXRef-a", "COPY_OF", "SPDXRef-b")]
    [fault] = read(SPELLINGS[spelling]([], relations))[1:]
    assert fault.place.endswith("/relationshipType")


@pytest.mark.parametrize("nothing", ["NOASSERTION", "NONE"])
def test_what_says_nothing_is_none(spelt, nothing):
    members = {"licenseConcluded": nothing, "licenseDeclared": nothing, "versionInfo": nothing}
    [component] = components(spelt([package("a", **members)]))
    assert (component.licences, component.version) == ((), None)


def test_nothing_depends_on_nothing(spelt):
    relations = [("SPDXRef-a", "DEPENDS_ON", "NOASSERTION"), ("SPDXRef-a", "DEPENDS_ON", "NONE")]
    assert [item for item in read(spelt([], relations)) if not isinstance(item, BomHeader)] == []


def test_a_package_without_purpose_is_a_library(spelt):
    [component] = components(spelt([package("a")]))
    assert component.type == "library"


@pytest.mark.parametrize(
    ("part", "field"),
    [
        ({"purl": "npm/left"}, "purl"),
        ({"cpe": "cpe:2.3:x:y"}, "cpe"),
        ({"checksums": [{"algorithm": "SHA1", "checksumValue": "zz" * 20}]}, "hashes"),
        ({"versionInfo": "v" * 3000}, "version"),
    ],
)
def test_a_part_that_is_wrong_is_left_out_and_the_package_stays(spelt, part, field):
    component, fault = read(spelt([package("x", **part)]))[1:]
    assert component.name == "x"
    assert not getattr(component, field)
    assert fault.place.startswith(component.place)


@pytest.mark.parametrize("spelling", ["json", "tags", "rdf"])
def test_a_supplier_that_is_no_one_is_left_out(spelling):
    component, fault = read(SPELLINGS[spelling]([package("x", supplier="Example")]))[1:]
    assert component.supplier is None
    assert "no Person or Organization" in fault.reason


def test_a_package_without_a_name_is_left_out_alone(spelt):
    packages = [package("a"), {"SPDXID": "SPDXRef-x", "name": " "}, package("b")]
    assert [component.name for component in components(spelt(packages))] == ["a", "b"]


def test_the_second_of_two_equal_identifiers_is_refused():
    component, fault = read(in_json([package("a"), package("a")]))[1:]
    assert component.name == "a"
    assert fault.reason == "the SPDXID 'SPDXRef-a' stands for another component"


@pytest.mark.parametrize("version", ["SPDX-2.2", "SPDX-2.3"])
def test_versions_in_use_are_read(spelt, version):
    assert read(spelt([FULL], version=version))[0].spec_version in (version[5:], "3.0.1")


@pytest.mark.parametrize("version", ["SPDX-2.1", "4.0"])
def test_another_version_is_refused(version):
    for spell in SPELLINGS.values():
        if version == "SPDX-2.1" and spell is SPELLINGS["json-ld"]:
            continue
        with pytest.raises(MalformedError, match="is not read"):
            read(spell([FULL], version=version))


@pytest.mark.parametrize("created", ["2026-04-01", "yesterday", "2026-13-01T00:00:00Z"])
def test_a_wrong_timestamp_is_left_out_and_the_document_stays(spelt, created):
    header, *found = read(spelt([package("a")], created=created))
    assert header.timestamp is None
    assert any(isinstance(item, ComponentError) for item in found)
    assert any(isinstance(item, Component) for item in found)


def test_documents_are_recognised_by_their_beginning(spelt):
    assert is_spdx(spelt([FULL])[:4096])
    assert is_spdx(b"\xef\xbb\xbf" + spelt([FULL])[:4096])


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"{}",
        b'{"bomFormat": "CycloneDX"}',
        b'<bom xmlns="http://cyclonedx.org/schema/bom/1.6">',
        b"system,role,name\nSPDXVersion: x",
        b"SPDXVersion",
    ],
)
def test_other_things_are_not_recognised(octets):
    assert not is_spdx(octets)


@pytest.mark.parametrize("spelling", ["json", "rdf", "json-ld"])
def test_a_document_that_ends_early_is_refused_with_the_place(spelling):
    document = SPELLINGS[spelling]([FULL, package("b")])
    for length in range(5, len(document), 13):
        with pytest.raises(MalformedError) as caught:
            read(document[:length])
        assert caught.value.at.source == "bom"


def test_more_packages_than_the_limit_are_refused(spelt):
    document = spelt([package(name) for name in "abc"])
    assert len(components(document, components=3)) == 3
    with pytest.raises(MalformedError, match="too many components"):
        read(document, components=2)


def test_a_document_above_the_limit_is_refused(spelt):
    document = spelt([FULL])
    assert len(components(document, octets=len(document))) == 1
    with pytest.raises(MalformedError, match="longer than"):
        read(document, octets=len(document) - 1)


@pytest.mark.parametrize("spelling", ["rdf", "json-ld"])
def test_what_needs_a_larger_index_than_the_limit_is_refused(spelling):
    document = SPELLINGS[spelling](
        [package(str(number), licenseDeclared="MIT") for number in range(99)]
    )
    assert len(components(document)) == 99
    with pytest.raises(MalformedError, match="more to remember"):
        read(document, indexed_octets=20_000)


def test_of_a_package_with_very_many_files_what_is_wanted_is_read():
    files = [f"SPDXRef-File-{number}" for number in range(500)]
    document = in_json([FULL | {"hasFiles": files}, package("b")])
    assert [c.name for c in components(document, value_octets=2000)] == ["tomcat", "b"]
    assert components(document, value_octets=2000)[0] == components(document)[0]


def test_files_and_their_tags_are_no_packages():
    document = (
        in_tags([package("a")]) + b"\n\nFileName: ./b\nSPDXID: SPDXRef-b\nPackageVersion: 9\n"
    )
    [component] = components(document)
    assert (component.bom_ref, component.version) == ("SPDXRef-a", None)


def test_a_line_without_a_tag_is_listed():
    fault = read(in_tags([]) + b"\n???\nPackageName: a\nSPDXID: SPDXRef-a\n")[1]
    assert (fault.place, fault.reason) == ("line 9", "expected a tag, a colon and a value")


@pytest.mark.parametrize(
    ("tail", "reason"),
    [
        (b"\nPackageComment: <text>a\n", "<text> without </text>"),
        (b"\nPackageComment: <text>" + b"a\n" * 600, "too long"),
        (b"\nPackageComment: " + b"a" * 1200, "too long"),
        (b"\nPackageComment: \xff", "not UTF-8"),
    ],
)
def test_lines_without_end_are_refused(tail, reason):
    with pytest.raises(MalformedError, match=reason):
        read(in_tags([]) + tail, value_octets=1000)


def test_what_json_describes_in_its_older_way():
    document = in_json([package("a"), package("b")])
    document = document[:-1] + b', "documentDescribes": ["SPDXRef-b"]}'
    header, *found = read(document)
    assert header.subject.name == "b"
    assert found[-1] == Edge("SPDXRef-DOCUMENT", "SPDXRef-b", EdgeKind.DESCRIBES)
