import msgspec
import pytest

from noroshi.formats.bom import BomHeader, Component, Edge, EdgeKind, Enumeration
from noroshi.formats.bom_fields import Field
from noroshi.formats.bom_guideline import OF_COMPONENTS, SECTIONS, allowed_by
from noroshi.formats.bom_quality import assess

HEADER = BomHeader("1.6", told=frozenset({Field.SBOM_CREATOR, Field.TIMESTAMP, Field.SBOM_URI}))
ALL = frozenset(OF_COMPONENTS)


def part(name, **members):
    whole = {"place": f"/{name}", "bom_ref": name, "type": "library", "name": name,
             "version": "1", "told": ALL}  # fmt: skip
    return Component(**whole | members)


WHOLE = (
    HEADER, part("a"), part("b"), Edge("a", "b", EdgeKind.DEPENDS_ON),
    Enumeration("b", is_listed=True), Enumeration("a", is_graded=True),
    Enumeration("b", is_graded=True),
)  # fmt: skip


def counts(items):
    guideline = assess(items).guideline
    return {one.field: one for one in guideline.fields if one.present < one.total}, guideline


def test_a_document_that_says_all_meets_it():
    lacking, guideline = counts(WHOLE)
    assert (lacking, guideline.is_met, guideline.edition) == ({}, True, "2.1.0")
    assert [one.field for one in guideline.fields] == list(Field)
    assert {one.section for one in guideline.fields} == set(SECTIONS)


@pytest.mark.parametrize("field", [one for one in OF_COMPONENTS if one is not Field.DEPENDENCIES])
def test_what_one_component_lacks_is_counted_and_placed(field):
    members = {"told": ALL - {field}}
    members |= {"version": None} if field is Field.VERSION else {}
    lacking, guideline = counts([*WHOLE[:2], part("b", **members), *WHOLE[3:]])
    if field is Field.NAME:
        assert lacking == {}
        return
    [(found, one)] = lacking.items()
    assert (found, one.present, one.total, one.lacking) == (field, 1, 2, "/b")
    assert guideline.is_met == (one.section == "5.2.4")


@pytest.mark.parametrize("left_out", [3, 4, 5, 6])
def test_needs_are_told_when_they_are_listed_and_it_is_said_how_completely(left_out):
    lacking, _ = counts([*WHOLE[:left_out], *WHOLE[left_out + 1 :]])
    assert lacking[Field.DEPENDENCIES].lacking == ("/a" if left_out in (3, 5) else "/b")


def test_what_another_document_describes_is_only_to_be_named_here():
    elsewhere = part("c", told=frozenset({Field.CREATOR}), is_elsewhere=True)
    lacking, guideline = counts([*WHOLE, elsewhere])
    assert (lacking, guideline.is_met) == ({}, True)
    subject = msgspec.structs.replace(elsewhere, place="/metadata/component")
    header = BomHeader("1.6", told=HEADER.told, subject=subject)
    assert Field.FILENAME in counts([header, *WHOLE[1:]])[0]


def test_an_edition_allows_versions_of_the_standards():
    found = [allowed_by(one) for one in ("1.7", "1.6", "1.5", "1.4", "3.0.1", "3.0", "2.3", "")]
    assert found == ["2.1.0", "2.1.0", "2.0.0", "", "2.1.0", "2.0.0", "2.0.0", ""]
    old = BomHeader("1.4", told=HEADER.told)
    assert not assess([old, *WHOLE[1:]]).guideline.is_met
