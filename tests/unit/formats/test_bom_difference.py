import msgspec
from hypothesis import given
from hypothesis import strategies as st

from noroshi.formats.bom import BomHeader, Component
from noroshi.formats.bom_difference import difference, other_hashes


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


def test_another_licence_or_supplier_is_told_in_whatever_version():
    before = [part("a", "1", licences=("MIT",)), part("b", "1", supplier="X"), part("c", "1")]
    after = [
        part("a", "2", licences=("BUSL-1.1",)), part("b", "1", publisher="Y"), part("c", "1"),
    ]  # fmt: skip
    found = difference(before, after)
    assert [(a.licences, b.licences) for a, b in found.relicensed] == [(("MIT",), ("BUSL-1.1",))]
    assert [(a.supplier, b.supplier) for a, b in found.resupplied] == [("X", "Y")]
    assert (found.rehashed, told(found)) == ((), ([], [], ["a 1 > 2"]))


def hashed(version, **hashes):
    pairs = tuple((name.replace("_", "-"), digits) for name, digits in hashes.items())
    return part("a", version, hashes=pairs)


def test_another_hash_of_the_same_version_is_another_file():
    old = hashed("1", SHA_1="aa", SHA_256="bb")
    found = difference([old], [hashed("1", SHA_256="cc")])
    assert [other_hashes(*pair) for pair in found.rehashed] == [(("SHA-256:bb",), ("SHA-256:cc",))]
    for other in (hashed("2", SHA_256="cc"), hashed("1", MD5="cc"), hashed("1"), old):
        assert difference([old], [other]).rehashed == ()


def test_of_several_files_of_one_version_those_that_are_the_same_are_no_difference():
    wheels = [hashed("1", SHA_256=digits) for digits in ("aa", "bb", "cc")]
    found = difference(wheels, [*reversed(wheels[:2]), hashed("1", SHA_256="dd")])
    assert [other_hashes(*pair)[1] for pair in found.rehashed] == [("SHA-256:dd",)]
    builds = [part("a", "1", purl=f"pkg:deb/debian/a@1?arch={arch}", hashes=(("MD5", arch),))
              for arch in ("amd64", "arm64")]  # fmt: skip
    relicensed = [msgspec.structs.replace(one, licences=("MIT",)) for one in reversed(builds)]
    assert difference(builds, relicensed).rehashed == ()


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
