"""The documents that SPDX publishes, those of a quality checker, and bills of real containers."""

import io
import json
import tarfile

import pytest
import zstandard

from noroshi.formats.bom import BomHeader, Component, ComponentError, Edge, EdgeKind
from noroshi.formats.spdx import is_spdx, read_bom
from noroshi.kernel.errors import MalformedError

# What may be refused, and why that is right.
REFUSED = {
    "spdx-old-version.json": "SPDX 2.1, before there was JSON",
    "v2.1.0-doc-missing-spec-version.json": "of no version",
}
# Documents with a part that is wrong, which is left out.
FAULTY = {
    "spdx-perfect-score.json": "a SHA-256 with letters that are no digits",
    "spdx3-with-SBOM-invalid-timestamp.json": "an instant that is none",
}
ARCHIVES = {
    # archive: documents that are SPDX, of them refused
    "spdx_examples": (30, 0),
    "sbomqs_samples": (138, 2),
    "syft_container_sboms": (3, 0),
}


def documents(data, archive):
    path = data / "sbom" / f"{archive}.tar.zst"
    octets = zstandard.ZstdDecompressor().stream_reader(path.open("rb"), closefd=True)
    with octets, tarfile.open(fileobj=octets, mode="r|") as members:
        for member in members:
            content = members.extractfile(member).read() if member.isfile() else b""
            if is_spdx(content[:4096]):
                yield member.name, content


def read(name, octets):
    return list(read_bom(io.BytesIO(octets), source=name))


@pytest.mark.parametrize("archive", ARCHIVES)
def test_every_document_is_read_or_refused_for_a_reason(data, archive):
    found = refused = 0
    for name, octets in documents(data, archive):
        found += 1
        short = name.rpartition("/")[2]
        try:
            header, *items = read(name, octets)
        except MalformedError:
            assert short in REFUSED, name
            refused += 1
            continue
        assert isinstance(header, BomHeader)
        assert short not in REFUSED
        faults = [item for item in items if isinstance(item, ComponentError)]
        assert bool(faults) == (short in FAULTY), (name, faults[:3])
    assert (found, refused) == ARCHIVES[archive]


@pytest.mark.parametrize("archive", ARCHIVES)
def test_every_package_of_json_is_there_with_what_it_is_known_by(data, archive):
    checked = 0
    for name, octets in documents(data, archive):
        if not name.endswith(".json") or name.rpartition("/")[2] in REFUSED:
            continue
        document = json.loads(octets)
        plainly = plainly_3 if "@graph" in document else plainly_2
        components = [item for item in read(name, octets) if isinstance(item, Component)]
        found = [(c.bom_ref, c.name, c.version, c.purl) for c in components]
        assert sorted(found, key=str) == sorted(plainly(document), key=str), name
        checked += len(components)
    assert (
        checked > {"spdx_examples": 30, "sbomqs_samples": 250, "syft_container_sboms": 200}[archive]
    )


def plainly_2(document):
    for package in document.get("packages", []):
        refs = package.get("externalRefs", [])
        purls = [ref["referenceLocator"] for ref in refs if ref["referenceType"] == "purl"]
        version = package.get("versionInfo")
        version = None if version in ("", "NOASSERTION") else version
        yield package["SPDXID"], package["name"], version, purls[0] if purls else None


def plainly_3(document):
    for element in document["@graph"]:
        if element["type"] in ("software_Package", "ai_AIPackage", "dataset_DatasetPackage"):
            purls = [element[key] for key in ("software_packageUrl",) if element.get(key)] + [
                part["identifier"]
                for member in ("externalIdentifier", "externalIdentifiers")
                for part in element.get(member, [])
                if part["externalIdentifierType"] == "packageUrl"
            ]
            version = element.get("software_packageVersion") or None
            yield element["spdxId"], element["name"], version, purls[0] if purls else None


def test_the_relations_of_a_real_container_are_all_there(data):
    found = dict(documents(data, "syft_container_sboms"))
    [(name, octets)] = [item for item in found.items() if item[0].endswith("spdx_vuln.json")]
    document = json.loads(octets)
    expected = [r for r in document["relationships"] if r["relationshipType"] != "OTHER"]
    edges = [item for item in read(name, octets) if isinstance(item, Edge)]
    assert len(edges) == len(expected) > 3000
    assert {edge.kind for edge in edges} == {EdgeKind.CONTAINS}


def test_a_document_says_the_same_in_version_2_and_in_version_3(data):
    found = dict(documents(data, "spdx_examples"))
    pairs = [("software/example9/spdx2.2/appbomination.spdx.json",
              "software/example9/spdx3.0/appbomination.spdx3.json"),
             ("software/example4/spdx2.2/example4-bin.spdx",
              "software/example4/spdx3.0/example4-bin.json")]  # fmt: skip
    for older, newer in pairs:
        same = [
            sorted(
                (str((c.name, c.version, c.supplier)))
                for c in read(name, found[name])
                if isinstance(c, Component)
            )
            for name in (older, newer)
        ]
        assert same[0] == same[1]
