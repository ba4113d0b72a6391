import io
import json
from datetime import UTC, datetime

import pytest

from noroshi.formats import cyclonedx, spdx
from noroshi.formats.bom import BomHeader, Component, Edge, EdgeKind, Service
from noroshi.formats.cyclonedx import writing as cyclonedx_writing
from noroshi.formats.cyclonedx.services import full_name
from noroshi.formats.names.licences import is_expression, is_listed
from noroshi.formats.spdx import writing as spdx_writing
from tests.bills import parts_and_edges

SUBJECT = Component(place="/metadata/component", bom_ref="s", type="application", name="portal")
HEADER = BomHeader(
    spec_version="",
    serial_number="https://example.org/spdx/1",
    timestamp=datetime(2026, 4, 1, tzinfo=UTC),
    subject=SUBJECT,
)


def part(name, **members):
    return Component(
        **{"place": f"/{name}", "bom_ref": name, "type": "library", "name": name} | members
    )


def in_cyclonedx(components, edges=(), header=HEADER):
    out = io.BytesIO()
    cyclonedx_writing.write_bom(out, header, components, edges)
    return json.loads(out.getvalue())


def in_spdx(components, edges=(), header=HEADER):
    out = io.BytesIO()
    spdx_writing.write_bom(out, header, components, edges)
    return json.loads(out.getvalue())


def test_components_go_out_as_they_come():
    taken = []

    def coming():
        for number in range(1000):
            taken.append(number)
            yield part(f"p{number}")

    class Watched(io.BytesIO):
        def write(self, octets):
            assert not self.getvalue() or len(taken) - self.getvalue().count(b'"bom-ref":"p') < 4
            return super().write(octets)

    cyclonedx_writing.write_bom(Watched(), HEADER, coming(), [])
    assert len(taken) == 1000


def test_a_namespace_becomes_a_serial_number_that_is_always_the_same():
    number = in_cyclonedx([])["serialNumber"]
    assert number == in_cyclonedx([])["serialNumber"]
    assert number.startswith("urn:uuid:")


def test_a_subject_that_comes_among_the_components_is_not_repeated():
    assert in_cyclonedx([SUBJECT, part("a")])["metadata"]["component"]["name"] == "portal"
    assert [one["name"] for one in in_cyclonedx([SUBJECT, part("a")])["components"]] == ["a"]
    assert [one["name"] for one in in_spdx([SUBJECT, part("a")])["packages"]] == ["portal", "a"]


def test_what_is_nested_goes_inside_the_subject_and_inside_others():
    components = [part("a", parent_ref="s"), part("b"), part("c", parent_ref="b"),
                  part("d", parent_ref="c"), part("e", parent_ref="gone")]  # fmt: skip
    document = in_cyclonedx(components)
    assert document["metadata"]["component"]["components"][0]["name"] == "a"
    outer, beside = document["components"]
    assert outer["components"][0]["components"][0]["name"] == "d"
    assert beside["name"] == "e"


def test_edges_are_grouped_by_what_needs_and_by_kind():
    edges = [
        Edge("a", "b", EdgeKind.CONTAINS),
        *(Edge("a", ref, EdgeKind.DEPENDS_ON) for ref in "bc"),
        Edge("a", "d", EdgeKind.PROVIDES),
        Edge("b", "c", EdgeKind.DEPENDS_ON),
    ]
    components = [part(name) for name in "abcd"]
    assert in_cyclonedx(components, edges)["dependencies"] == [
        {"ref": "a", "dependsOn": ["b", "c"], "provides": ["d"]},
        {"ref": "b", "dependsOn": ["c"]},
    ]
    assert len(in_spdx(components, edges)["relationships"]) == 5  # one describes the subject


def test_what_one_component_holds_is_held_to_a_number():
    inner = [part(f"p{number}", parent_ref="a") for number in range(12_000)]
    held, *beside = in_cyclonedx([part("a"), *inner])["components"]
    assert len(held["components"]) == cyclonedx_writing.MOST_NESTED
    assert len(held["components"]) + len(beside) == 12_000


@pytest.mark.parametrize(
    ("texts", "written"),
    [
        (("MIT",), [{"license": {"id": "MIT"}}]),
        (("MIT OR ISC",), [{"expression": "MIT OR ISC"}]),
        (("LicenseRef-1",), [{"expression": "LicenseRef-1"}]),
        (("Example Terms",), [{"license": {"name": "Example Terms"}}]),
        (("MIT", "A"), [{"license": {"id": "MIT"}}, {"license": {"name": "A"}}]),
    ],
)
def test_licences_in_cyclonedx(texts, written):
    assert in_cyclonedx([part("a", licences=texts)])["components"][0]["licenses"] == written


def test_licences_in_spdx():
    document = in_spdx([part("a", licences=("MIT OR ISC", "Example Terms"))])
    declared = document["packages"][1]["licenseDeclared"]
    [extracted] = document["hasExtractedLicensingInfos"]
    assert declared == f"(MIT OR ISC) AND {extracted['licenseId']}"
    assert extracted["name"] == "Example Terms"


def test_hashes_without_a_word_are_left_out():
    hashes = (("Streebog-256", "ab" * 32), ("ADLER32", "ab" * 4), ("MD5", "ab" * 16))
    [one] = in_cyclonedx([part("a", hashes=hashes)])["components"]
    assert [x["alg"] for x in one["hashes"]] == ["MD5"]
    package = in_spdx([part("a", hashes=hashes)])["packages"][1]
    assert [x["algorithm"] for x in package["checksums"]] == ["ADLER32", "MD5"]


def test_references_become_identifiers_of_spdx_that_differ():
    refs = ["pkg:npm/a@1", "pkg:npm/a%401", "\u4f8b", "SPDXRef-a", None]
    packages = in_spdx([part("x", bom_ref=ref) for ref in refs])["packages"]
    assert len({one["SPDXID"] for one in packages}) == 6
    assert all(spdx_writing.IDENTIFIER.fullmatch(one["SPDXID"]) for one in packages)


@pytest.mark.parametrize("missing", ["serial_number", "timestamp"])
def test_spdx_without_what_it_requires_is_refused(missing):
    header = BomHeader(**{n: getattr(HEADER, n) for n in HEADER.__slots__} | {missing: None})
    with pytest.raises(ValueError, match="SPDX requires"):
        in_spdx([], header=header)


def test_one_standard_becomes_the_other():
    components = [part("a", group="g", version="1"), part("b", version="2")]
    edges = [Edge("s", "a", EdgeKind.DEPENDS_ON), Edge("a", "b", EdgeKind.CONTAINS)]
    out = io.BytesIO()
    spdx_writing.write_bom(out, HEADER, components, edges[::-1])
    header, *items = spdx.read_bom(io.BytesIO(out.getvalue()), source="x")
    again = io.BytesIO()
    found, between = parts_and_edges(items, header.subject)
    cyclonedx_writing.write_bom(again, header, found, between)
    header, *items = cyclonedx.read_bom(io.BytesIO(again.getvalue()), source="x")
    assert header.subject.name == "portal"
    assert [x.name for x in items if isinstance(x, Component)] == ["g/a", "b"]
    assert [x.kind for x in items if isinstance(x, Edge)] == [EdgeKind.DEPENDS_ON]


def test_what_is_an_expression_and_what_a_listed_licence():
    assert is_expression("MIT AND (ISC OR Apache-2.0)")
    assert not is_expression("Example Terms")
    assert is_listed("MIT")
    assert not is_listed("mit")
    assert not is_listed("LicenseRef-a")
    assert not is_listed("MIT+")


OFFERED = [
    Service(place="/services/0", bom_ref="o", group="g", name="outer", version="2",
            provider="Payer", endpoints=("https://a.example/", "mqtt://b.example"),
            is_authenticated=True, crosses_boundary=False, data=(("outbound", "PII"),)),
    Service(place="/services/0/services/0", bom_ref="i", name="inner", parent="g/outer"),
    Service(place="/services/1", bom_ref="l", name="last", crosses_boundary=True),
]  # fmt: skip
BETWEEN = [Edge("a", "o", EdgeKind.DEPENDS_ON), Edge("o", "i", EdgeKind.CONTAINS)]


@pytest.mark.parametrize("module", [cyclonedx, spdx])
def test_services_are_written_and_say_the_same_when_they_are_read(module):
    writing = {cyclonedx: cyclonedx_writing, spdx: spdx_writing}[module]
    out = io.BytesIO()
    writing.write_bom(out, HEADER, [part("a")], BETWEEN, OFFERED)
    items = list(module.read_bom(io.BytesIO(out.getvalue()), source="x"))
    found = [one for one in items if isinstance(one, Service)]
    if module is cyclonedx:
        assert found == OFFERED
    names = [(full_name(one), one.parent) for one in found]
    assert names == [("g/outer", None), ("inner", "g/outer"), ("last", None)]
    for one, told in zip(found, OFFERED, strict=True):
        for name in ("version", "provider", "endpoints", "is_authenticated", "data"):
            assert getattr(one, name) == getattr(told, name)
        assert one.crosses_boundary == told.crosses_boundary
    ref = {full_name(one): one.bom_ref for one in found}
    edges = [one for one in items if isinstance(one, Edge)]
    assert [one.to_ref for one in edges if one.kind is EdgeKind.DEPENDS_ON] == [ref["g/outer"]]
    assert Edge(ref["g/outer"], ref["inner"], EdgeKind.CONTAINS) in edges
    assert [one.name for one in items if isinstance(one, Component)].count("outer") == 0
