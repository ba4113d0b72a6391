from datetime import UTC, datetime

import pytest

from noroshi.formats import bom_quality
from noroshi.formats.bom import BomHeader, Component, ComponentError, Edge, EdgeKind
from noroshi.formats.bom_quality import Element, Gap, assess

HEADER = BomHeader(
    spec_version="1.6",
    timestamp=datetime(2026, 4, 1, tzinfo=UTC),
    authors=("Example Works",),
    tools=("scanner 1",),
    contexts=("build",),
)


def part(name, **members):
    whole = {
        "place": f"/{name}", "bom_ref": name, "type": "library", "name": name, "version": "1",
        "supplier": "Example", "purl": f"pkg:npm/{name}@1", "hashes": (("MD5", "ab" * 16),),
        "licences": ("MIT",),
    }  # fmt: skip
    return Component(**whole | members)


def needs(a, b, kind=EdgeKind.DEPENDS_ON):
    return Edge(a, b, kind)


def counts(quality):
    return {count.element: (count.present, count.total) for count in quality.elements}


def test_a_document_that_says_all_has_ten():
    quality = assess([HEADER, part("a"), part("b"), needs("a", "b")])
    assert (quality.components, quality.ntia_score, quality.score) == (2, 10.0, 10.0)
    assert (quality.gaps, quality.gap_count) == ((), 0)
    assert [count.element for count in quality.elements] == list(Element)


@pytest.mark.parametrize(
    ("missing", "element"),
    [
        ({"supplier": None}, Element.SUPPLIER),
        ({"version": None}, Element.VERSION),
        ({"purl": None}, Element.IDENTIFIER),
        ({"hashes": ()}, Element.HASH),
        ({"licences": ()}, Element.LICENCE),
    ],
)
def test_what_one_component_lacks_is_counted_and_named(missing, element):
    quality = assess([HEADER, part("a"), part("b", **missing), needs("a", "b")])
    assert quality.gaps == (Gap(element, "/b"),)
    assert counts(quality)[element] == (1, 2)
    assert quality.score == round(10 * (10 + 0.5) / 11, 1)
    of_seven = element in bom_quality.NTIA
    assert quality.ntia_score == (round(10 * (6 + 0.5) / 7, 1) if of_seven else 10.0)


@pytest.mark.parametrize(
    ("missing", "element"),
    [
        ({"authors": ()}, Element.AUTHOR),
        ({"timestamp": None}, Element.TIMESTAMP),
        ({"tools": ()}, Element.TOOL),
        ({"contexts": ()}, Element.CONTEXT),
    ],
)
def test_what_the_document_lacks_is_counted_once(missing, element):
    header = BomHeader(**{n: getattr(HEADER, n) for n in HEADER.__slots__} | missing)
    quality = assess([header, part("a"), part("b"), needs("a", "b")])
    assert quality.gaps == (Gap(element, ""),)
    assert quality.score == round(100 / 11, 1)


@pytest.mark.parametrize("member", ["manufacturer", "publisher"])
def test_another_maker_stands_for_the_supplier(member):
    quality = assess([HEADER, part("a", supplier=None, **{member: "x"})])
    assert counts(quality)[Element.SUPPLIER] == (1, 1)


def test_a_cpe_identifies_too():
    quality = assess([part("a", purl=None, cpe="cpe:/a:b:c")])
    assert counts(quality)[Element.IDENTIFIER] == (1, 1)


def test_relations_name_either_end_wherever_they_stand_and_description_is_none():
    items = [needs("a", "b"), HEADER, part("a"), part("b"), part("c"),
             needs("c", "document", EdgeKind.DESCRIBES)]  # fmt: skip
    quality = assess(items)
    assert counts(quality)[Element.DEPENDENCY] == (2, 3)
    assert quality.gaps == (Gap(Element.DEPENDENCY, "/c"),)


def test_a_component_without_a_reference_has_no_relation():
    quality = assess([HEADER, part("a", bom_ref=None), needs("x", "y")])
    assert counts(quality)[Element.DEPENDENCY] == (0, 1)


def test_the_subject_counts_once():
    header = BomHeader(spec_version="1.6", subject=part("a"))
    assert assess([header, part("b")]).components == 2
    assert assess([header, part("b"), part("a")]).components == 2


def test_an_empty_document_has_none():
    quality = assess([BomHeader(spec_version="1.6")])
    assert (quality.components, quality.ntia_score, quality.score) == (0, 0.0, 0.0)


def test_what_was_left_out_is_counted():
    assert assess([HEADER, ComponentError("/x", "wrong")]).left_out == 1


def test_the_list_of_gaps_is_bounded_and_their_count_is_not(monkeypatch):
    monkeypatch.setattr(bom_quality, "MOST_GAPS", 5)
    quality = assess([HEADER, *(part(f"p{n}", version=None) for n in range(50))])
    assert len(quality.gaps) == 5
    assert quality.gap_count == 100  # no version, no relation
