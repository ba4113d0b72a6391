"""Bills of materials that are made up, in both spellings, and damaged ones."""

import io
import json
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noroshi.formats import json_text
from noroshi.formats.bom import BomHeader, BomLimits, Component, ComponentError, Edge
from noroshi.formats.cyclonedx import read_bom, xml_bom
from noroshi.formats.cyclonedx.checks import MEMBERS
from noroshi.kernel.errors import MalformedError

TEXTS = st.text(
    st.characters(
        codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cn", "Co", "Cf")
    ),
    min_size=1,
    max_size=12,
).filter(lambda text: "\ufffe" not in text and "\uffff" not in text)
FIELDS = ("group", "version", "publisher")


@st.composite
def trees(draw, depth=0):
    """A component as JSON has it; references are filled in afterwards."""
    component = {"type": draw(st.sampled_from(["library", "file"])), "name": draw(TEXTS)}
    for field in draw(st.sets(st.sampled_from(FIELDS))):
        component[field] = draw(TEXTS)
    if draw(st.booleans()):
        component["licenses"] = [{"expression": draw(TEXTS)}]
    if depth < 3:
        inner = draw(st.lists(trees(depth=depth + 1), max_size=2 if depth else 3))
        if inner:
            component["components"] = inner
    return component


def numbered(components, counter):
    """The same with references, which stand first."""
    return [
        {"bom-ref": f"ref-{next(counter)}"}
        | component
        | (
            {"components": numbered(component["components"], counter)}
            if "components" in component
            else {}
        )
        for component in components
    ]


def expected(components, outer="", parent=None):
    for index, component in enumerate(components):
        place = f"{outer}/components/{index}"
        licences = tuple(choice["expression"] for choice in component.get("licenses", ()))
        yield (
            place,
            parent,
            component["type"],
            component["name"],
            *(component.get(field) for field in FIELDS),
            licences,
        )
        yield from expected(component.get("components", ()), place, component["bom-ref"])


def as_found(items):
    return [
        (c.place, c.parent_ref, c.type, c.name, c.group, c.version, c.publisher, c.licences)
        for c in items
        if isinstance(c, Component)
    ]


def nesting(components):
    for outer in components:
        for inner in outer.get("components", ()):
            yield outer["bom-ref"], inner["bom-ref"]
        yield from nesting(outer.get("components", ()))


def inside(items):
    return sorted((e.from_ref, e.to_ref) for e in items if isinstance(e, Edge))


def in_xml(components):
    return "".join(map(element, components))


def element(component):
    inner = "".join(
        f"<{field}>{escape(component[field])}</{field}>"
        for field in ("name", *FIELDS)
        if field in component
    )
    for choice in component.get("licenses", ()):
        inner += f"<licenses><expression>{escape(choice['expression'])}</expression></licenses>"
    if "components" in component:
        inner += f"<components>{in_xml(component['components'])}</components>"
    kind, ref = quoteattr(component["type"]), quoteattr(component["bom-ref"])
    return f"<component type={kind} bom-ref={ref}>{inner}</component>"


def read(document, limits=None):
    return list(read_bom(io.BytesIO(document), source="bom", limits=limits))


CHUNKS = st.sampled_from([1, 5, 64, 100_000])


@settings(max_examples=60, deadline=None)
@given(st.lists(trees(), max_size=4), CHUNKS, st.sampled_from([250, 600, 100_000]), st.booleans())
def test_json_gives_back_what_was_written(components, chunk, longest, components_first):
    components = numbered(components, iter(range(10_000)))
    header = {"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {}}
    body = {"components": components}
    document = body | header if components_first else header | body
    octets = json.dumps(document, ensure_ascii=bool(chunk % 2)).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_text, "CHUNK", chunk)
        first, *found = read(octets, BomLimits(value_octets=longest))
    assert isinstance(first, BomHeader)
    assert sorted(as_found(found)) == sorted(expected(components))
    assert inside(found) == sorted(nesting(components))


@settings(max_examples=60, deadline=None)
@given(st.lists(trees(), max_size=4), CHUNKS, st.sampled_from(["utf-8", "utf-16"]))
def test_xml_gives_back_what_was_written(components, chunk, encoding):
    components = numbered(components, iter(range(10_000)))
    document = (
        f'<?xml version="1.0" encoding="{encoding}"?><bom xmlns="http://cyclonedx.org/schema/bom/1.6">'
        f"<components>{in_xml(components)}</components></bom>"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xml_bom, "CHUNK", chunk)
        first, *found = read(document.encode(encoding))
    assert isinstance(first, BomHeader)
    assert sorted(as_found(found)) == sorted(expected(components))
    assert inside(found) == sorted(nesting(components))


SAMPLES = (
    b'{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"metadata":{"timestamp":'
    b'"2026-04-01T00:00:00Z","component":{"type":"application","name":"p"}},"components":[{"type":'
    b'"library","bom-ref":"a","name":"x","hashes":[{"alg":"MD5","content":"'
    + b"0" * 32
    + b'"}],"licenses":[{"license":{"id":"MIT"}}],"components":[{"type":"file","name":"\\u4f8b"}]}]}',
    b'<?xml version="1.0" encoding="UTF-8"?><bom xmlns="http://cyclonedx.org/schema/bom/1.6" '
    b'version="1"><metadata><timestamp>2026-04-01T00:00:00Z</timestamp></metadata><components>'
    b'<component type="library" bom-ref="a"><name>x &amp; y</name><hashes><hash alg="MD5">'
    + b"0"
    * 32
    + b"</hash></hashes><components><component type='file'><name>z</name></component></components>"
    b"</component></components></bom>",
)
MARKUP = b'{ } [ ] " < > </ & <!-- <![CDATA[ <!DOCTYPE null - 1e999 NaN \\u0000 \\ud800 components'.split()
PIECES = st.binary(max_size=6) | st.sampled_from(MARKUP)


@st.composite
def damaged(draw):
    octets = draw(st.sampled_from(SAMPLES))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(octets)))
        end = min(len(octets), start + draw(st.integers(0, 12)))
        octets = octets[:start] + draw(PIECES) + octets[end:]
    return octets


def only_gives_items_or_is_refused(octets, limits=None):
    try:
        items = read(octets, limits)
    except MalformedError as error:
        items = [BomHeader("", None, 1, None, None)] if error.at.source == "bom" else []
    assert isinstance(items[0], BomHeader)
    assert all(isinstance(item, Component | Edge | ComponentError) for item in items[1:])
    for item in items:
        repr(item).encode()


@settings(max_examples=150, deadline=None)
@given(damaged(), st.sampled_from([None, BomLimits(value_octets=30, held_octets=200, nesting=6)]))
def test_a_damaged_document_gives_items_or_is_refused(octets, limits):
    only_gives_items_or_is_refused(octets, limits)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([b"", b"{", b"<", b'{"components":[', b"<?xml "]))
def test_any_octets_give_items_or_are_refused(octets, start):
    only_gives_items_or_is_refused(start + octets)


NAMES = sorted(
    MEMBERS | {"components", "alg", "content", "license", "id", "component", "timestamp"}
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5)
    ),
    max_leaves=25,
)


@settings(max_examples=150, deadline=None)
@given(JSON, JSON)
def test_members_of_any_type_give_items_or_are_refused(metadata, components):
    header = {"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": metadata}
    document = header | {"components": components, "version": metadata, "serialNumber": components}
    only_gives_items_or_is_refused(json.dumps(document).encode())
