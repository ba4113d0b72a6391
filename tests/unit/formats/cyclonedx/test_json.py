import io
import json

import pytest

from noroshi.formats import json_text as json_text_module
from noroshi.formats.bom import BomHeader, BomLimits, Component
from noroshi.formats.cyclonedx import read_bom
from noroshi.kernel.errors import MalformedError

HEADER = {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1}


def read(document, **limits):
    octets = document if isinstance(document, bytes) else json.dumps(document).encode()
    return list(read_bom(io.BytesIO(octets), source="bom", limits=BomLimits(**limits)))


def library(name, **members):
    return {"type": "library", "name": name} | members


def test_members_may_stand_in_any_order():
    subject = library("portal")
    document = {"components": [library("x")], "metadata": {"component": subject}} | HEADER
    header, component = read(document)
    assert header.subject.name == "portal"
    assert component.name == "x"


def test_what_is_not_needed_is_gone_past():
    others = {
        "vulnerabilities": [{"id": "CVE-2099-0001"}] * 50,
        "annotations": [{"subjects": ["b"], "text": "complete"}] * 50,
        "declarations": {"claims": [{"evidence": ["x" * 50]}] * 50},
    }
    assert len(read(others | HEADER | {"components": [library("x")]}, value_octets=100)) == 2


def test_metadata_of_tools_and_pedigree_is_no_part_of_the_inventory():
    tools = {"tools": {"components": [library("generator")]}}
    pedigree = {"ancestors": [library("ancestor", components=[library("old")])]}
    document = HEADER | {"metadata": tools, "components": [library("x", pedigree=pedigree)]}
    assert [item.name for item in read(document) if isinstance(item, Component)] == ["x"]


def test_a_component_above_the_limit_is_taken_apart():
    inner = [library(f"inner-{n}", version="1" * 50) for n in range(100)]
    outer = {"bom-ref": "o", "properties": [{"name": "p", "value": "v"}] * 100}
    outer |= library("outer", components=inner, version="2")
    document = HEADER | {"components": [outer, library("last")]}
    whole, apart = read(document), read(document, value_octets=500)
    assert sorted(map(repr, apart)) == sorted(map(repr, whole))
    assert {item.parent_ref for item in apart[1:-2]} == {"o"}


def test_components_nested_too_deeply_are_refused_where_they_are_taken_apart():
    component = library("x")
    for _ in range(40):
        component = library("x", components=[component])
    header = HEADER | {"metadata": {}, "serialNumber": ""}
    with pytest.raises(MalformedError, match="nested more than"):
        read(header | {"components": [component]}, value_octets=100)


def test_a_member_above_the_limit_is_left_out():
    long = library("x", hashes=[{"alg": "SHA-1", "content": "ab" * 20}] * 50)
    component, error = sorted(read(HEADER | {"components": [long]}, value_octets=600)[1:], key=str)
    assert (component.name, component.hashes) == ("x", ())
    assert (error.place, error.reason) == ("/components/0/hashes", "too long")


def test_a_single_text_above_the_limit_is_refused():
    with pytest.raises(MalformedError, match="a single text is too long"):
        read(HEADER | {"annotations": "x" * 2000}, value_octets=1000)


@pytest.mark.parametrize("component", [3, None, [], "x", [[1] * 300]])
def test_an_item_that_is_no_object_is_left_out(component):
    _, error, last = read(HEADER | {"components": [component, library("x")]}, value_octets=500)
    assert error.place == "/components/0"
    assert "xpected" in error.reason
    assert last.name == "x"


def test_nested_components_that_are_no_array_are_left_out():
    component, error = read(HEADER | {"components": [library("x", components={})]})[1:]
    assert component.name == "x"
    assert error.place == "/components/0/components"


def test_control_characters_and_halves_of_pairs_are_left_out():
    odd = [library("a\x00b"), library("a\ud800"), library("x", version="\x1b[2J")]
    first, second, kept, third = read(HEADER | {"components": odd})[1:]
    assert [first.place, second.place] == ["/components/0/name", "/components/1/name"]
    assert (kept.name, kept.version) == ("x", None)
    assert third.place == "/components/2/version"


@pytest.mark.parametrize("odd", [{"\ud800": 1}, {"scope": "\ud800"}, {"hashes": [{"\ud800": 1}]}])
def test_half_of_a_pair_elsewhere_leaves_the_component_out(odd):
    error, kept = read(HEADER | {"components": [library("x", **odd), library("y")]})[1:]
    assert (error.place, kept.name) == ("/components/0", "y")


def test_a_parent_whose_reference_is_wrong_has_children_all_the_same():
    parent = library("p", components=[library("c")], **{"bom-ref": "\x00"})
    parent_found, error, child = read(HEADER | {"components": [parent]})[1:]
    assert (parent_found.bom_ref, child.parent_ref) == (None, None)
    assert error.place == "/components/0/bom-ref"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (b'{"bomFormat":"CycloneDX","specVersion":"1.5",}', "character 46"),
        (b'{"bomFormat":"CycloneDX" "specVersion":"1.5"}', "character 26"),
        (b'{"bomFormat":"CycloneDX","specVersion":"1.5","version":NaN}', "character"),
        (b'{"bomFormat":"CycloneDX","specVersion":"1.5","version":' + b"9" * 5000 + b"}", ""),
        (b'{"bomFormat":"SPDX"}', "/bomFormat"),
        (b"{}", "/bomFormat"),
        (b'{"bomFormat":"CycloneDX"}', "/specVersion"),
        (b'{"bomFormat":"CycloneDX","specVersion":1.5}', "/specVersion"),
        (b'{"bomFormat":"CycloneDX","bomFormat":"CycloneDX"}', "character"),
        (b'{"bomFormat":"CycloneDX","specVersion":"1.5","components":{}}', "character"),
        (b'{"bomFormat":"CycloneDX","specVersion":"1.5","components":[],"components":[]}', ""),
        (b'{"bomFormat":"Cyclone\xff"}', "octet 22"),
        ('{"bomFormat":"CycloneDX"}'.encode("utf-16"), ""),
    ],
)
def test_a_document_that_is_wrong_is_refused_with_the_place(text, place):
    with pytest.raises(MalformedError) as caught:
        read(text)
    assert caught.value.at.place.startswith(place)


@pytest.mark.parametrize("depth", [70, 5_000, 200_000])
@pytest.mark.parametrize("name", ["properties", "metadata", "components"])
def test_deep_nesting_is_refused(depth, name):
    deep = b"[" * depth + b"]" * depth
    start = b'{"bomFormat":"CycloneDX","specVersion":"1.5","' + name.encode()
    with pytest.raises(MalformedError, match="nested"):
        read(start + b'":' + deep + b"}")
    deep = b'[{"components":' * depth + b"[]" + b"}]" * depth
    with pytest.raises(MalformedError, match="nested"):
        read(start + b'":' + deep + b"}")


def test_null_stands_for_what_is_absent():
    nothing = {"components": None, "metadata": None, "serialNumber": None}
    assert read(HEADER | nothing) == [BomHeader("1.5", None, 1, None, None)]
    assert (
        read(HEADER | {"components": [library("x", hashes=None, components=None)]})[1].hashes == ()
    )


def test_a_byte_order_mark_is_no_obstacle():
    assert isinstance(read(b"\xef\xbb\xbf" + json.dumps(HEADER).encode())[0], BomHeader)


@pytest.mark.parametrize("chunk", [1, 2, 3, 17])
def test_where_the_window_ends_makes_no_difference(chunk, monkeypatch):
    parts = [library(f"例{n}", version="1.0") for n in range(5)]
    members = HEADER | {"components": parts, "version": 12345}
    document = json.dumps(members, indent=3, ensure_ascii=False).encode()
    document = document.replace(b"12345", b" " * 50 + b"12345")
    expected = read(document)
    assert expected[0].version == 12345
    monkeypatch.setattr(json_text_module, "CHUNK", chunk)
    assert read(document) == expected
