"""A quality checker's small documents, many of them faulty on purpose, and a bill of cryptography."""

import io
import re
import tarfile

import pytest
import zstandard

from noroshi.formats.bom import BomHeader, Component, ComponentError
from noroshi.formats.cyclonedx import is_cyclonedx, read_bom

# Every fault that is found, by its place: all are against the standard.
FAULTS = (
    (r"/serialNumber", "expected urn:uuid: and a UUID"),
    (r"(/metadata/component|/components/\d+)", "name is missing"),
    (r"/components/\d+/name", "the name is empty"),
    (r"(/metadata/component|/components/\d+)/hashes/\d+/content", "expected hexadecimal digits"),
    (r"/components/\d+/licenses/\d+/license", "a licence has either an id or a name"),
    (r"/components/\d+/purl", "'pkg:/' is no purl"),
)
# archive: documents, of them with a fault
ARCHIVES = {"sbomqs_samples": (164, 28), "cbom_cbomkit": (1, 0)}


def documents(data, archive):
    path = data / "sbom" / f"{archive}.tar.zst"
    octets = zstandard.ZstdDecompressor().stream_reader(path.open("rb"), closefd=True)
    with octets, tarfile.open(fileobj=octets, mode="r|") as members:
        for member in members:
            content = members.extractfile(member).read() if member.isfile() else b""
            if is_cyclonedx(content[:4096]):
                yield member.name, content


@pytest.mark.parametrize("archive", ARCHIVES)
def test_every_document_is_read_and_every_fault_is_one(data, archive):
    found = faulty = components = 0
    for name, octets in documents(data, archive):
        header, *items = read_bom(io.BytesIO(octets), source=name)
        assert isinstance(header, BomHeader)
        faults = [item for item in items if isinstance(item, ComponentError)]
        assert [fault for fault in faults if not is_known(fault)] == [], name
        found += 1
        faulty += bool(faults)
        components += sum(isinstance(item, Component) for item in items)
    assert (found, faulty) == ARCHIVES[archive]
    assert components > 50


def is_known(fault):
    return any(
        re.fullmatch(place, fault.place) and fault.reason == reason for place, reason in FAULTS
    )
