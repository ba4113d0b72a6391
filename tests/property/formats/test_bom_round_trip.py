"""What is written and read again is what it was, in both standards."""

import io
from datetime import UTC, datetime

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from noroshi.formats import cyclonedx, spdx
from noroshi.formats.bom import BomHeader, Component, ComponentError, Edge, EdgeKind
from noroshi.formats.bom_fields import NO_FIELDS
from noroshi.formats.cyclonedx import writing as cyclonedx_writing
from noroshi.formats.spdx import writing as spdx_writing
from tests.bills import parts_and_edges

LETTERS = st.characters(
    codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cn", "Co", "Cf")
)
TEXTS = st.text(LETTERS, min_size=1, max_size=12).map(lambda text: f"x{text}")
MAKERS = TEXTS | st.sampled_from(["Example (Japan)", "A (a@example.org)", "B ()", "C: D"])
OPTIONAL = st.none() | TEXTS
HASHES = st.sampled_from([("SHA-1", "ab" * 20), ("MD5", "0f" * 16), ("BLAKE2b-256", "12" * 32)])
LISTED = st.sampled_from(["MIT", "Apache-2.0", "GPL-2.0-only"])
EXPRESSIONS = st.sampled_from(["MIT AND ISC", "GPL-2.0-or-later WITH Classpath-exception-2.0"])
PURLS = st.sampled_from(["pkg:npm/x@1", "pkg:deb/debian/a@1:2?arch=amd64#b"])
CPES = st.sampled_from(["cpe:2.3:a:b:c:1:*:*:*:*:*:*:*", "cpe:/a:b:c:1"])
TYPES = ["application", "framework", "library", "container", "operating-system", "device",
         "firmware", "file"]  # fmt: skip
TYPES_OF_CYCLONEDX = [*TYPES, "platform", "device-driver", "machine-learning-model", "data",
                      "cryptographic-asset"]  # fmt: skip


def component(types, **others):
    return st.builds(
        dict,
        type=st.sampled_from(types),
        name=TEXTS,
        version=OPTIONAL,
        purl=st.none() | PURLS,
        cpe=st.none() | CPES,
        supplier=st.none() | MAKERS,
        manufacturer=st.none() | MAKERS,
        hashes=st.lists(HASHES, max_size=2).map(tuple),
        **others,
    )


IN_CYCLONEDX = component(
    TYPES_OF_CYCLONEDX,
    group=OPTIONAL,
    publisher=OPTIONAL,
    scope=st.none() | st.sampled_from(["required", "optional", "excluded"]),
    licences=st.lists(LISTED | TEXTS, max_size=3).map(tuple) | EXPRESSIONS.map(lambda x: (x,)),
)
IN_SPDX = component(TYPES, licences=(LISTED | EXPRESSIONS).map(lambda x: (x,)) | st.just(()))
HEADERS = st.builds(
    BomHeader,
    spec_version=st.just(""),
    serial_number=st.just("urn:uuid:6f0d3c1e-5a52-4c0e-9c35-0d2a3b7e4f10"),
    timestamp=st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1)).map(  # noqa: DTZ001
        lambda at: at.replace(tzinfo=UTC, microsecond=0)
    ),
    authors=st.lists(TEXTS, max_size=2, unique=True).map(tuple),
    tools=st.lists(TEXTS, max_size=2, unique=True).map(tuple),
)
# For each component the one before it that it is nested in, if any: outer before inner.
PARENTS = st.lists(st.none() | st.integers(0, 5), min_size=6, max_size=6)
PAIRS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=8, unique=True)


def nested(members, parents):
    """Components with references; parents only among those of the same tree."""
    made, tree = [], []
    for number, part in enumerate(members):
        parent = parents[number]
        parent = tree[parent % len(tree)] if parent is not None and tree else None
        tree = [*tree, f"ref-{number}"] if parent else [f"ref-{number}"]
        made.append(
            Component(place=f"/{number}", bom_ref=f"ref-{number}", parent_ref=parent, **part)
        )
    return made


def told(components):
    return sorted(
        (msgspec.structs.replace(one, place="", told=NO_FIELDS) for one in components),
        key=lambda one: one.bom_ref,
    )


def round_trip(standard, writing, header, components, edges):
    components, edges = parts_and_edges([*components, *edges], header.subject)
    out = io.BytesIO()
    writing.write_bom(out, header, iter(components), iter(edges))
    again = io.BytesIO()
    writing.write_bom(again, header, iter(components), iter(edges))
    assert out.getvalue() == again.getvalue()
    found = list(standard.read_bom(io.BytesIO(out.getvalue()), source="written"))
    assert not [item for item in found if isinstance(item, ComponentError)]
    return found


def same_header(found, header):
    for name in ("serial_number", "timestamp", "authors", "tools", "contexts"):
        assert getattr(found, name) == getattr(header, name)


@settings(max_examples=100, deadline=None)
@given(HEADERS, st.lists(IN_CYCLONEDX, max_size=6), PARENTS, PAIRS)
def test_cyclonedx(header, members, parents, pairs):
    components = nested(members, parents)
    refs = [one.bom_ref for one in components]
    edges = [
        Edge(refs[a], refs[b], EdgeKind.PROVIDES if a > b else EdgeKind.DEPENDS_ON)
        for a, b in pairs
        if a < len(refs) and b < len(refs)
    ]
    found = round_trip(cyclonedx, cyclonedx_writing, header, components, edges)
    same_header(found[0], header)
    assert told(item for item in found if isinstance(item, Component)) == told(components)
    inside = [
        Edge(one.parent_ref, one.bom_ref, EdgeKind.CONTAINS) for one in components if one.parent_ref
    ]
    assert {item for item in found if isinstance(item, Edge)} == {*edges, *inside}


@settings(max_examples=100, deadline=None)
@given(HEADERS, st.lists(IN_SPDX, min_size=1, max_size=6), PAIRS)
def test_spdx(header, members, pairs):
    components = [
        Component(place=f"/{number}", bom_ref=f"SPDXRef-{number}", **part)
        for number, part in enumerate(members)
    ]
    refs = [one.bom_ref for one in components]
    edges = [
        Edge(refs[a], refs[b], EdgeKind.CONTAINS if a > b else EdgeKind.DEPENDS_ON)
        for a, b in pairs
        if a < len(refs) and b < len(refs)
    ]
    header = BomHeader(
        **{n: getattr(header, n) for n in header.__slots__} | {"subject": components[0]}
    )
    if not header.authors and not header.tools:
        header = BomHeader(
            **{n: getattr(header, n) for n in header.__slots__} | {"authors": ("anonymous",)}
        )
    found = round_trip(spdx, spdx_writing, header, components, edges)
    same_header(found[0], header)
    assert told([found[0].subject]) == told([components[0]])
    assert told(item for item in found if isinstance(item, Component)) == told(components)
    described = Edge("SPDXRef-DOCUMENT", "SPDXRef-0", EdgeKind.DESCRIBES)
    assert {item for item in found if isinstance(item, Edge)} == {*edges, described}
