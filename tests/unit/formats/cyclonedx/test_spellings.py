"""What JSON and XML have in common: each case is written in both."""

import io
import json
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

import pytest

from noroshi.formats.bom import BomHeader, BomLimits, Component, ComponentError
from noroshi.formats.bom_fields import Field
from noroshi.formats.cyclonedx import is_cyclonedx, read_bom
from noroshi.kernel.errors import MalformedError

SERIAL = "urn:uuid:6f0d3c1e-5a52-4c0e-9c35-0d2a3b7e4f10"


def in_json(components, *, subject=None, timestamp=None, version="1.6", serial=SERIAL):
    metadata = {"timestamp": timestamp, "component": subject}
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": version,
        "serialNumber": serial,
        "version": 3,
        "metadata": {key: value for key, value in metadata.items() if value is not None},
        "components": components,
    }
    return json.dumps(document, ensure_ascii=False).encode()


def in_xml(components, *, subject=None, timestamp=None, version="1.6", serial=SERIAL):
    metadata = f"<timestamp>{timestamp}</timestamp>" if timestamp else ""
    metadata += component_element(subject) if subject else ""
    listed = "".join(map(component_element, components))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- sample -->\n'
        f'<bom xmlns="http://cyclonedx.org/schema/bom/{version}" serialNumber="{serial}"'
        f' version="3"><metadata>{metadata}</metadata><components>{listed}</components></bom>'
    ).encode()


def component_element(component):
    attributes = "".join(
        f" {name}={quoteattr(component[name])}" for name in ("type", "bom-ref") if name in component
    )
    return f"<component{attributes}>{''.join(map(part_element, component.items()))}</component>"


def part_element(part):
    name, value = part
    if name in ("type", "bom-ref"):
        return ""
    if name in ("supplier", "manufacturer"):
        inner = f"<name>{escape(value['name'])}</name>"
        inner += "".join(
            f"<contact><email>{x['email']}</email></contact>" for x in value.get("contact", ())
        )
    elif name == "hashes":
        inner = "".join(f'<hash alg="{x["alg"]}">{x["content"]}</hash>' for x in value)
    elif name == "externalReferences":
        inner = "".join(map(reference_element, value))
    elif name == "licenses":
        inner = "".join(map(licence_element, value))
    elif name == "components":
        inner = "".join(map(component_element, value))
    elif name == "properties":
        inner = "".join(
            f"<property name={quoteattr(x['name'])}>{escape(x['value'])}</property>" for x in value
        )
    else:
        inner = escape(value)
    return f"<{name}>{inner}</{name}>"


def reference_element(one):
    hashes = "".join(f'<hash alg="{x["alg"]}">{x["content"]}</hash>' for x in one.get("hashes", ()))
    return f'<reference type="{one["type"]}"><url>{one["url"]}</url><hashes>{hashes}</hashes></reference>'


def licence_element(choice):
    if "expression" in choice:
        how = quoteattr(choice.get("acknowledgement", "declared"))
        return f"<expression acknowledgement={how}>{escape(choice['expression'])}</expression>"
    inner = "".join(f"<{key}>{escape(text)}</{key}>" for key, text in choice["license"].items())
    return f"<license>{inner}</license>"


SPELLINGS = {"json": in_json, "xml": in_xml}


@pytest.fixture(params=SPELLINGS)
def spelt(request):
    return SPELLINGS[request.param]


def read(document, **limits):
    return list(read_bom(io.BytesIO(document), source="bom", limits=BomLimits(**limits)))


def library(name, **members):
    return {"type": "library", "name": name} | members


FULL = library(
    "tomcat-例",
    **{"bom-ref": "a"},
    group="org.example",
    version="9.0.14",
    scope="required",
    supplier={"name": "Example Works"},
    publisher="Example Press",
    manufacturer={"name": "Example Factory"},
    hashes=[{"alg": "SHA-1", "content": "E6B1000B94E835FFD37F4C6DCBDAD43F4B48A02A"}],
    licenses=[{"license": {"id": "MIT"}}, {"license": {"name": "Example Terms"}}],
    cpe="cpe:2.3:a:example:tomcat:9.0.14:*:*:*:*:*:*:*",
    purl="pkg:maven/org.example/tomcat@9.0.14?type=jar",
)


def test_every_part_of_a_component_is_read(spelt):
    header, component = read(spelt([FULL]))
    assert component == Component(
        place="/components/0",
        bom_ref="a",
        type="library",
        group="org.example",
        name="tomcat-例",
        version="9.0.14",
        purl="pkg:maven/org.example/tomcat@9.0.14?type=jar",
        cpe="cpe:2.3:a:example:tomcat:9.0.14:*:*:*:*:*:*:*",
        supplier="Example Works",
        publisher="Example Press",
        manufacturer="Example Factory",
        hashes=(("SHA-1", "e6b1000b94e835ffd37f4c6dcbdad43f4b48a02a"),),
        licences=("MIT", "Example Terms"),
        scope="required",
        parent_ref=None,
        told=frozenset({Field.IDENTIFIERS}),
    )
    assert header.version == 3


GUIDED = library(
    "gate",
    manufacturer={"name": "Example Factory", "contact": [{"email": "sbom@example.com"}]},
    licenses=[{"expression": "MIT OR Apache-2.0", "acknowledgement": "concluded"}],
    externalReferences=[
        {"type": "source-distribution", "url": "https://example.com/gate-1.tar.gz"},
        {"type": "distribution", "url": "https://example.com/gate-1.bin",
         "hashes": [{"alg": "SHA-512", "content": "ab" * 64}]},
    ],
    properties=[
        {"name": "bsi:component:filename", "value": "gate-1.bin"},
        {"name": "bsi:component:executable", "value": "executable"},
        {"name": "bsi:component:archive", "value": "no archive"},
        {"name": "bsi:component:structured", "value": "unstructured"},
    ],
)  # fmt: skip
WRONG = [
    ({"manufacturer": {"name": "sbom@example.com"}}, Field.CREATOR),
    ({"licenses": [{"license": {"id": "MIT"}}]}, Field.DISTRIBUTION_LICENCES),
    ({"licenses": [{"expression": "Some Terms", "acknowledgement": "concluded"}]},
     Field.DISTRIBUTION_LICENCES),
    ({"properties": [{"name": "bsi:component:filename", "value": "bin/gate"}]}, Field.FILENAME),
    ({"properties": [{"name": "bsi:component:executable", "value": "true"}]}, Field.EXECUTABLE),
    ({"externalReferences": [{"type": "distribution", "url": "gate-1.bin",
                              "hashes": [{"alg": "SHA-256", "content": "ab" * 32}]}]},
     Field.DEPLOYABLE_HASH),
]  # fmt: skip


def test_what_bsi_asks_of_a_component_is_found_where_it_is_to_stand(spelt):
    _, component = read(spelt([GUIDED]))
    assert component.told == {
        Field.CREATOR, Field.DISTRIBUTION_LICENCES, Field.SOURCE_URI, Field.DEPLOYABLE_URI,
        Field.DEPLOYABLE_HASH, Field.FILENAME, Field.EXECUTABLE, Field.ARCHIVE, Field.STRUCTURED,
    }  # fmt: skip
    for members, field in WRONG:
        assert field not in read(spelt([GUIDED | members]))[1].told, members


def test_the_source_of_a_package_is_read_from_its_properties(spelt):
    told = {"SrcName": "openssl", "SrcVersion": "3.0.2", "SrcRelease": "1", "Other": "x" * 5000}
    properties = [{"name": f"aquasecurity:trivy:{k}", "value": told[k]} for k in told]
    _, package, *faults = read(
        spelt([library("libssl3", purl="pkg:deb/ubuntu/libssl3@3", properties=properties)])
    )
    assert package.source == "openssl@3.0.2-1"
    assert faults == []


def test_the_header_comes_first_with_its_subject(spelt):
    subject = library("portal", components=[library("part")], **{"bom-ref": "s"})
    document = spelt([library("x")], subject=subject, timestamp="2026-04-01T09:00:00+09:00")
    header, part, component = read(document)
    assert header.serial_number == SERIAL
    assert header.spec_version == "1.6"
    assert header.timestamp == datetime(2026, 4, 1, tzinfo=UTC)
    assert header.subject.name == "portal"
    assert (part.place, part.parent_ref) == ("/metadata/component/components/0", "s")
    assert component.name == "x"


@pytest.mark.parametrize("version", ["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"])
def test_every_version_that_is_in_use_is_read(spelt, version):
    header, component = read(spelt([library("x")], version=version))
    assert (header.spec_version, component.name) == (version, "x")


@pytest.mark.parametrize("version", ["1.0", "1.8", "2.0"])
def test_another_version_is_refused_at_once(spelt, version):
    with pytest.raises(MalformedError, match="is not read"):
        read(spelt([library("x")], version=version))


def test_nested_components_are_flattened_with_their_parents(spelt):
    inner = library("inner", **{"bom-ref": "i"}, components=[library("innermost")])
    outer = library("outer", **{"bom-ref": "o"}, components=[inner, library("second")])
    found = [x for x in read(spelt([library("first"), outer])) if isinstance(x, Component)]
    assert {item.place: (item.name, item.parent_ref) for item in found} == {
        "/components/0": ("first", None),
        "/components/1": ("outer", None),
        "/components/1/components/0": ("inner", "o"),
        "/components/1/components/0/components/0": ("innermost", "i"),
        "/components/1/components/1": ("second", "o"),
    }


@pytest.mark.parametrize(
    ("component", "place", "reason"),
    [
        ({"type": "library"}, "", "name is missing"),
        ({"name": "x"}, "", "type is missing"),
        (library(" "), "/name", "the name is empty"),
        (library("x") | {"type": "gadget"}, "/type", "none of the standard's values"),
        (library("n" * 3000), "/name", "longer than 2048 characters"),
    ],
)
def test_a_component_without_what_is_required_is_left_out_alone(spelt, component, place, reason):
    before, error, after = read(spelt([library("before"), component, library("after")]))[1:]
    assert (before.name, after.name) == ("before", "after")
    assert isinstance(error, ComponentError)
    assert error.place == f"/components/1{place}"
    assert reason in error.reason


@pytest.mark.parametrize(
    ("part", "place", "field"),
    [
        ({"purl": "npm/left"}, "/purl", "purl"),
        ({"purl": "pkg:npm/a b"}, "/purl", "purl"),
        ({"cpe": "cpe:2.3:x:y"}, "/cpe", "cpe"),
        ({"scope": "sometimes"}, "/scope", "scope"),
        ({"hashes": [{"alg": "SHA-0", "content": "ab" * 20}]}, "/hashes/0/alg", "hashes"),
        ({"hashes": [{"alg": "SHA-1", "content": "zz" * 20}]}, "/hashes/0/content", "hashes"),
        ({"licenses": [{"license": {}}]}, "/licenses/0/license", "licences"),
        ({"supplier": {"name": "s" * 3000}}, "/supplier/name", "supplier"),
    ],
)
def test_another_part_that_is_wrong_is_left_out_and_the_component_stays(spelt, part, place, field):
    component, error = read(spelt([library("x", version="1", **part)]))[1:]
    assert (component.name, component.version) == ("x", "1")
    assert not getattr(component, field)
    assert error.place == f"/components/0{place}"


def test_the_second_of_two_equal_references_is_refused(spelt):
    twice = [library("a", **{"bom-ref": "r"}), library("b", **{"bom-ref": "r"})]
    component, error = read(spelt(twice))[1:]
    assert component.name == "a"
    assert error == ComponentError("/components/1", "the bom-ref 'r' stands for another component")


def test_empty_texts_are_none_and_white_space_is_single(spelt):
    component = read(spelt([library(" a \n b ", version="", purl=" ", group="\t")]))[1]
    assert component.name == "a b"
    assert (component.version, component.purl, component.group) == (None, None, None)


@pytest.mark.parametrize("timestamp", ["2026-04-01", "yesterday", "2026-13-01T00:00:00Z"])
def test_a_wrong_timestamp_is_left_out_and_the_document_stays(spelt, timestamp):
    header, error, component = read(spelt([library("x")], timestamp=timestamp))
    assert header.timestamp is None
    assert error.place == "/metadata/timestamp"
    assert component.name == "x"


def test_a_wrong_serial_number_is_left_out(spelt):
    header, error, _ = read(spelt([library("x")], serial="urn:uuid:1"))
    assert header.serial_number is None
    assert error.place == "/serialNumber"


def test_a_subject_that_is_wrong_is_left_out(spelt):
    header, error, _ = read(spelt([library("x")], subject={"type": "library"}))
    assert header.subject is None
    assert error == ComponentError("/metadata/component", "name is missing")


def test_a_document_without_components_is_one(spelt):
    assert [type(item) for item in read(spelt([]))] == [BomHeader]


def test_a_document_that_ends_early_is_refused_with_the_place(spelt):
    document = spelt([FULL, FULL])
    for length in range(5, len(document), 7):
        with pytest.raises(MalformedError) as caught:
            read(document[:length])
        assert caught.value.at.source == "bom"
        assert caught.value.at.place


def test_what_follows_the_document_is_refused(spelt):
    with pytest.raises(MalformedError):
        read(spelt([]) + b" x")


def test_more_components_than_the_limit_are_refused(spelt):
    document = spelt([library("a", components=[library("b"), library("c")])])
    assert len(read(document, components=3)) == 4
    with pytest.raises(MalformedError, match="too many components"):
        read(document, components=2)


def test_a_document_above_the_limit_is_refused(spelt):
    document = spelt([FULL])
    assert len(read(document, octets=len(document))) == 2
    with pytest.raises(MalformedError, match="longer than"):
        read(document, octets=len(document) - 1)


def test_components_nested_too_deeply_are_refused(spelt):
    component = library("x")
    for _ in range(40):
        component = library("x", components=[component])
    with pytest.raises(MalformedError, match="nested"):
        read(spelt([component]))


def test_a_stream_that_cannot_be_rewound_is_read_too(spelt):
    class Pipe(io.BytesIO):
        def seekable(self):
            return False

        def seek(self, *_):
            raise io.UnsupportedOperation

    assert list(read_bom(Pipe(spelt([FULL])), source="pipe")) == read(spelt([FULL]))
    with pytest.raises(MalformedError, match="longer than"):
        list(read_bom(Pipe(spelt([FULL])), source="pipe", limits=BomLimits(octets=10)))


def test_a_stream_is_read_from_where_it_stands(spelt):
    stream = io.BytesIO(b"before" + spelt([FULL]))
    stream.seek(6)
    assert list(read_bom(stream, source="bom")) == read(spelt([FULL]))


def test_a_document_is_recognised_by_its_beginning(spelt):
    assert is_cyclonedx(spelt([FULL])[:4096])
    assert is_cyclonedx(b"\xef\xbb\xbf" + spelt([FULL]))
    assert not is_cyclonedx(
        spelt([FULL]).replace(b"CycloneDX", b"SPDX").replace(b"cyclonedx", b"x")
    )


@pytest.mark.parametrize(
    "octets", [b"", b"\xff\xfe", b"[]", b"null", b"\0\0", b"SPDXID: x", b"\x1f\x8b\x08", b"PK\3\4"]
)
def test_what_is_something_else_is_refused(octets):
    assert not is_cyclonedx(octets)
    with pytest.raises(MalformedError, match="neither a JSON object nor XML"):
        read(octets)
