from hypothesis import given
from hypothesis import strategies as st

from noroshi.formats.bom import BomHeader, Component
from noroshi.formats.bom_difference import difference


def part(name, version=None, **members):
    whole = {"place": f"/{name}", "bom_ref": None, "type": "library"} | members
    return Component(name=name, version=version, **whole)


def texts(listed):
    return [f"{one.name} {one.version}".strip() for one in listed]


def told(found):
    changed = [f"{a.name} {a.version} > {b.version}" for a, b in found.changed]
    return texts(found.added), texts(found.removed), changed


def test_added_removed_and_changed():
    before = [part("a", "1"), part("b", "1"), part("c", "1")]
    after = [part("b", "2"), part("c", "1"), part("d", "1")]
    assert told(difference(before, after)) == (["d 1"], ["a 1"], ["b 1 > 2"])


def test_other_items_are_no_components():
    assert told(difference([BomHeader("1.6")], [])) == ([], [], [])


def test_a_purl_goes_before_the_name():
    before = [part("old name", "1", purl="pkg:npm/x@1")]
    after = [part("new name", "2", purl="pkg:npm/x@2")]
    assert told(difference(before, after)) == ([], [], ["old name 1 > 2"])


def test_qualifiers_of_a_purl_change_with_the_version():
    before = [part("a", "1", purl="pkg:deb/debian/a@1?distro=debian-11")]
    after = [part("a", "2", purl="pkg:deb/debian/a@2?distro=debian-12")]
    assert told(difference(before, after)) == ([], [], ["a 1 > 2"])


def test_another_type_is_another_package():
    before, after = [part("a", "1", purl="pkg:npm/a@1")], [part("a", "1", purl="pkg:pypi/a@1")]
    assert told(difference(before, after)) == (["a 1"], ["a 1"], [])


def test_the_group_is_part_of_the_name():
    before, after = [part("a", "1", group="g")], [part("a", "1", group="h")]
    assert told(difference(before, after)) == (["h/a 1"], ["g/a 1"], [])


def test_a_purl_that_is_none_is_no_name():
    before, after = [part("a", "1", purl="pkg:y")], [part("a", "2", purl="pkg:x")]
    assert told(difference(before, after))[2] == ["a 1 > 2"]


def test_equal_versions_of_several_cancel_out_first():
    before = [part("a", "1"), part("a", "2"), part("a", "2")]
    after = [part("a", "2"), part("a", "3")]
    assert told(difference(before, after)) == ([], ["a 2"], ["a 1 > 3"])


PARTS = st.lists(st.builds(part, st.sampled_from("abc"), st.sampled_from([None, "1", "2", "3"])))


@given(PARTS, PARTS)
def test_what_was_with_what_changed_is_what_is(before, after):
    found = difference(before, after)
    count = len(before) - len(found.removed) + len(found.added)
    assert count == len(after)
    assert all(a.version != b.version for a, b in found.changed)


@given(PARTS, st.randoms())
def test_order_is_no_difference(parts, random):
    shuffled = random.sample(parts, len(parts))
    assert told(difference(parts, shuffled)) == ([], [], [])
