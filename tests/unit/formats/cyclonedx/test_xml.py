import io

import pytest

from noroshi.formats.bom import BomLimits, Component, ComponentError
from noroshi.formats.cyclonedx import is_cyclonedx, read_bom
from noroshi.formats.cyclonedx import xml_bom as xml_bom_module
from noroshi.kernel.errors import MalformedError

ROOT = '<bom xmlns="http://cyclonedx.org/schema/bom/1.5" version="1">'


def read(text, **limits):
    octets = text if isinstance(text, bytes) else text.encode()
    return list(read_bom(io.BytesIO(octets), source="bom", limits=BomLimits(**limits)))


def bom(components, rest=""):
    return f"{ROOT}<components>{components}</components>{rest}</bom>"


def library(name, inner=""):
    return f'<component type="library"><name>{name}</name>{inner}</component>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_the_encodings_of_xml_are_read(encoding):
    declared = encoding.removesuffix("-sig")
    document = f'<?xml version="1.0" encoding="{declared}"?>{bom(library("café"))}'.encode(encoding)
    assert is_cyclonedx(document)
    assert read(document)[1].name == "café"


@pytest.mark.parametrize("encoding", ["ebcdic-nowhere", "utf-7", "shift_jis"])
def test_other_encodings_are_refused(encoding):
    with pytest.raises(MalformedError):
        read(f'<?xml version="1.0" encoding="{encoding}"?>{bom(library("x"))}')


def test_what_is_no_text_in_its_encoding_is_refused_with_the_place():
    with pytest.raises(MalformedError) as caught:
        read(bom(library("x")).encode().replace(b"<name>x", b"<name>\xff"))
    assert caught.value.at.place == "line 1, column 106"


def test_a_prefix_for_the_namespace_is_read():
    document = (
        '<c:bom xmlns:c="http://cyclonedx.org/schema/bom/1.4"><c:components>'
        '<c:component type="library"><c:name>x</c:name></c:component></c:components></c:bom>'
    )
    assert is_cyclonedx(document.encode())
    assert read(document)[1].name == "x"


@pytest.mark.parametrize(
    "document",
    [
        "<bom/>",
        '<bom xmlns="http://example.org/bom/1.5"/>',
        '<other xmlns="http://cyclonedx.org/schema/bom/1.5"/>',
        "<html><body/></html>",
    ],
)
def test_another_document_is_refused_at_once(document):
    with pytest.raises(MalformedError, match="no CycloneDX document"):
        read(document)


BOMB = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
HOSTILE = {
    "internal entities": f'<!DOCTYPE bom [<!ENTITY e0 "ha">{BOMB}]>',
    "external entity": '<!DOCTYPE bom [<!ENTITY e9 SYSTEM "file:///etc/passwd">]>',
    "external subset": '<!DOCTYPE bom SYSTEM "http://192.0.2.1/bom.dtd">',
    "parameter entity": '<!DOCTYPE bom [<!ENTITY % p SYSTEM "http://192.0.2.1/p">%p;]>',
    "empty": "<!DOCTYPE bom>",
    "far down": f"<!-- {'x' * 100_000} --><!DOCTYPE bom>",
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_before_anything_is_made_of_it(name, encoding):
    document = f"<?xml version='1.0'?>{HOSTILE[name]}{bom(library('&e9;'))}"
    with pytest.raises(MalformedError, match="a document type is refused"):
        read(document.encode(encoding))


@pytest.mark.parametrize("late", ["<!DOCTYPE bom>", "<!ENTITY a 'b'>", "&e9;"])
def test_a_document_type_or_entity_within_the_root_is_refused(late):
    with pytest.raises(MalformedError):
        read(bom(library("x", late)))


def test_metadata_of_tools_and_pedigree_is_no_part_of_the_inventory():
    tools = f"<metadata><tools><components>{library('tool')}</components></tools></metadata>"
    pedigree = f"<pedigree><ancestors>{library('ancestor')}</ancestors></pedigree>"
    document = f"{ROOT}{tools}<components>{library('x', pedigree)}</components></bom>"
    assert [item.name for item in read(document) if isinstance(item, Component)] == ["x"]


def test_an_expression_with_details_is_a_licence():
    detailed = '<licenses><expression-detailed expression="MIT OR ISC"/></licenses>'
    assert read(bom(library("x", detailed)))[1].licences == ("MIT OR ISC",)


def test_foreign_elements_are_gone_past():
    foreign = '<x:a xmlns:x="http://example.org/x"><x:component/></x:a>'
    found = read(bom(foreign + library("x", foreign) + foreign + library("y"), foreign))
    assert [(item.place, item.name) for item in found[1:]] == [
        ("/components/0", "x"),
        ("/components/1", "y"),
    ]


@pytest.mark.parametrize(
    "document",
    [
        f"{ROOT}<components/><metadata/></bom>",
        f"{ROOT}<metadata/><metadata/></bom>",
        f"{ROOT}<components/><components/></bom>",
        bom(library("x", "<components/><components/>")),
    ],
)
def test_what_stands_twice_or_late_is_refused(document):
    with pytest.raises(MalformedError, match="stand"):
        read(document)


@pytest.mark.parametrize("depth", [70, 5_000, 100_000])
@pytest.mark.parametrize("close", ["</a>", ""])
def test_deep_nesting_is_refused(depth, close):
    deep = "<a>" * depth + close * depth
    for document in (
        bom(library("x", deep)),
        bom("", deep + "<b/>"),
        f"{ROOT}<metadata>{deep}</metadata></bom>",
        bom('<component type="library"><name>x</name><components>' * depth),
    ):
        with pytest.raises(MalformedError):
            read(document)


def test_a_version_that_is_no_number_is_left_out():
    header, error = read('<bom xmlns="http://cyclonedx.org/schema/bom/1.5" version="one"/>')
    assert header.version == 1
    assert error == ComponentError("/version", "expected a whole number from 1")


def test_a_single_text_above_the_limit_is_refused():
    with pytest.raises(MalformedError, match="a single text is too long"):
        read(bom(library("x", f"<description>{'x' * 300_000}</description>")), value_octets=100_000)


def test_more_held_open_than_the_limit_is_refused():
    parts = "<property name='p'>v</property>" * 40_000
    with pytest.raises(MalformedError, match="in one part"):
        read(bom(library("x", f"<properties>{parts}</properties>")), held_octets=100_000)


@pytest.mark.parametrize("chunk", [1, 2, 3, 17])
def test_where_a_chunk_ends_makes_no_difference(chunk, monkeypatch):
    inner = f"<components>{library('例')}{library('b', '<version>1</version>')}</components>"
    outer = f'<component type="library" bom-ref="o"><name>o</name>{inner}</component>'
    subject = f"<metadata>{outer.replace(chr(34) + 'o', chr(34) + 's')}</metadata>"
    parts = library("first") + outer + library("last")
    dependencies = "<dependencies><dependency ref='o'/></dependencies>"
    document = f"{ROOT}{subject}<components>{parts}</components>{dependencies}</bom>"
    expected = read(document)
    assert len(expected) == 9
    monkeypatch.setattr(xml_bom_module, "CHUNK", chunk)
    assert sorted(map(repr, read(document))) == sorted(map(repr, expected))
