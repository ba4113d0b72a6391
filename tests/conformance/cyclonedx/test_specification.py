"""The cases of the CycloneDX specification, its examples, and bills of real containers."""

import io
import json
import tarfile

import pytest
import zstandard

from noroshi.formats.bom import (
    BomHeader,
    Component,
    ComponentError,
    Edge,
    EdgeKind,
    Enumeration,
    Service,
)
from noroshi.formats.cyclonedx import is_cyclonedx, read_bom
from noroshi.kernel.errors import MalformedError

# Parts that are not read: only the full schema, or the list of SPDX licences, finds these.
NOT_LOOKED_AT = {
    "issue-type",
    "license-encoding",
    "license-id-count",
    "license-name-count",
    "metadata-distribution",
    "metadata-license",
}
# In XML a choice between licences and an expression; an empty bom-ref is taken for none.
NOT_LOOKED_AT_IN = {("license-choice", "xml"), ("component-ref", "json")}


def members(data, name):
    path = data / "sbom" / f"{name}.tar.zst"
    octets = zstandard.ZstdDecompressor().stream_reader(path.open("rb"), closefd=True)
    with octets, tarfile.open(fileobj=octets, mode="r|") as archive:
        for member in archive:
            if member.isfile() and member.name.endswith((".json", ".xml")):
                yield member.name, archive.extractfile(member).read()


def read(name, octets):
    return list(read_bom(io.BytesIO(octets), source=name))


@pytest.fixture(scope="module")
def cases(data):
    found = dict(members(data, "cyclonedx_spec_testcases"))
    assert len(found) > 350
    return found


def test_valid_cases_are_read_without_a_fault(cases):
    valid = {name: octets for name, octets in cases.items() if "/valid-" in name}
    for name, octets in valid.items():
        assert is_cyclonedx(octets[:4096]), name
        first, *items = read(name, octets)
        assert isinstance(first, BomHeader), name
        assert all(isinstance(item, Component | Service | Edge | Enumeration) for item in items), (
            name
        )
    assert len(valid) > 200


def test_invalid_cases_are_found_where_the_fault_is_in_what_is_read(cases):
    for name, octets in cases.items():
        case, _, suffix = name.rpartition("/")[2].rpartition(".")
        if not case.startswith("invalid-"):
            continue
        kind, _, version = case.removeprefix("invalid-").rpartition("-")
        expected = kind not in NOT_LOOKED_AT and (kind, suffix) not in NOT_LOOKED_AT_IN
        if (kind, suffix) == ("component-ref", "json"):
            expected = version < "1.6"  # until then the case was a duplicate
        assert is_found(name, octets) == expected, name


def is_found(name, octets):
    try:
        return any(isinstance(item, ComponentError) for item in read(name, octets))
    except MalformedError:
        return True


@pytest.mark.parametrize(
    ("archive", "documents"), [("cyclonedx_bom_examples", 40), ("syft_container_sboms", 10)]
)
def test_real_bills_are_read_whole_and_without_a_fault(data, archive, documents):
    found = {n: octets for n, octets in members(data, archive) if is_cyclonedx(octets[:4096])}
    assert len(found) == documents
    for name, octets in found.items():
        first, *items = read(name, octets)
        assert isinstance(first, BomHeader)
        if name.endswith(".json"):
            document = json.loads(octets)
            components = [item for item in items if isinstance(item, Component)]
            expected = list(plainly(document))
            assert sorted((c.name, c.version, c.purl) for c in components) == sorted(expected), name
            assert relations(items) == sorted(dependencies(document)), name


def plainly(holder):
    for component in holder.get("components", []):
        yield component["name"], component.get("version") or None, component.get("purl") or None
        yield from plainly(component)


def dependencies(document):
    for dependency in document.get("dependencies", []):
        for ref in dependency.get("dependsOn", []):
            yield dependency["ref"], ref


def relations(items):
    edges = [item for item in items if isinstance(item, Edge)]
    return sorted((e.from_ref, e.to_ref) for e in edges if e.kind is EdgeKind.DEPENDS_ON)


def test_the_same_bill_says_the_same_in_both_spellings(data):
    found = dict(members(data, "cyclonedx_bom_examples"))
    pairs = [name for name in found if name.endswith(".json") and name[:-4] + "xml" in found]
    assert len(pairs) > 2
    for name in pairs:
        in_json, in_xml = read(name, found[name]), read(name, found[name[:-4] + "xml"])
        same = [
            sorted(
                (c.type, c.group or "", c.name, c.version, c.purl, c.hashes)
                for c in items
                if isinstance(c, Component)
            )
            for items in (in_json, in_xml)
        ]
        assert same[0] == same[1], name
