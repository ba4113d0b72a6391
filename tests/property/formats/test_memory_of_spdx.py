"""A million packages, and hostile documents of a gigabyte, made as they are read: how much memory
they take."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from noroshi.formats.bom import BomLimits, Component, Edge
from noroshi.formats.spdx import read_bom
from noroshi.kernel.errors import MalformedError
from tests.property.formats.test_memory_of_sheets_and_bills import Made, grown, highest

MIB = 1024 * 1024
TIMES = {"json": 499_999, "json: relationships": 200_000, "tags": 200_000, "json-ld": 200_000}
JSON = b'{"SPDXID":"SPDXRef-DOCUMENT","spdxVersion":"SPDX-2.3","name":"x",'
LD = b'{"@context":"x","@graph":[{"type":"SpdxDocument","spdxId":"d","creationInfo":{"specVersion":"3.0.1"}},'
RDF = (
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    b'xmlns:spdx="http://spdx.org/rdf/terms#">'
)
TAGS = b"SPDXVersion: SPDX-2.3\n"
LARGE = {
    "json": (
        JSON + b'"packages":[',
        b'{"SPDXID":"SPDXRef-%07d","name":"x","versionInfo":"1"},',
        b"0]}",
    ),
    "json: relationships": (
        JSON + b'"relationships":[',
        b'{"spdxElementId":"SPDXRef-%07d","relationshipType":"DEPENDS_ON","relatedSpdxElement":"SPDXRef-a"},',
        b"0]}",
    ),
    "tags": (TAGS, b"PackageName: x\nSPDXID: SPDXRef-%07d\nPackageVersion: 1\n\n", b""),
    "json-ld": (LD, b'{"type":"software_Package","spdxId":"SPDXRef-%07d","name":"x"},', b"0]}"),
}
HOSTILE = {
    "json: a text": (JSON + b'"x":"', b"x" * 1024),
    "json: nesting": (JSON + b'"packages":', b"[" * 1024),
    "json: creators": (JSON + b'"creationInfo":{"creators":[', b'"Tool: x",' * 100),
    "tags: a line": (TAGS, b"x" * 1024),
    "tags: a text": (TAGS + b"PackageComment: <text>", b"x\n" * 512),
    "rdf: nodes": (RDF, b"<spdx:Package/>" * 70),
    "rdf: names": (RDF + b"<spdx:Package>", b"<spdx:name>xxxx</spdx:name>" * 40),
    "rdf: a text": (RDF + b"<spdx:Package><spdx:name>", b"x" * 1024),
    "rdf: a comment": (RDF + b"<!--", b"x" * 1024),
    "rdf: an attribute": (RDF + b'<spdx:Package x="', b"x" * 1024),
    "rdf: nesting": (RDF, b"<spdx:Package><spdx:x>" * 50),
    "json-ld: agents": (LD, b'{"type":"Person","spdxId":"%07d","name":"xxxx"},'),
    "json-ld: licences": (
        LD,
        b'{"type":"Relationship","from":"%07d","to":["a"],"relationshipType":"hasDeclaredLicense"},',
    ),
}


class Numbered(Made):
    """Like Made, but the unit's %07d counts up."""

    def __init__(self, beginning, unit, end=b"", *, times):
        super().__init__(beginning, unit % 0, end, size=len(unit % 0) * times)
        self.pattern = unit

    def readinto(self, buffer):
        behind = self.at - len(self.beginning)
        if not 0 <= behind < self.middle:
            return super().readinto(buffer)
        width = len(self.unit)
        first, shift = divmod(behind, width)
        count = min((len(buffer) + shift) // width + 1, self.middle // width - first)
        octets = b"".join(self.pattern % number for number in range(first, first + count))
        octets = octets[shift : shift + len(buffer)]
        buffer[: len(octets)] = octets
        self.at += len(octets)
        return len(octets)


def stream(parts, times):
    made = Numbered(*parts, times=times) if b"%07d" in parts[1] else Made(*parts)
    return io.BufferedReader(made, 1 << 18)


def outcome(name):
    parts = LARGE.get(name) or HOSTILE[name]
    limits = BomLimits(indexed_octets=32 * MIB)
    try:
        items = read_bom(stream(parts, TIMES.get(name, 8_000_000)), source=name, limits=limits)
        return sum(isinstance(item, Component | Edge) for item in items)
    except MalformedError as error:
        return str(error)


def measure():
    found = {}
    for name in (*HOSTILE, *LARGE):
        before = highest()
        found[name] = [outcome(name), grown(before)]
    return found


@pytest.fixture(scope="module")
def measured():
    root = Path(__file__).parents[3]
    command = [sys.executable, "-m", "tests.property.formats.test_memory_of_spdx"]
    done = subprocess.run(command, capture_output=True, check=True, timeout=300, cwd=root)
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", LARGE)
def test_very_many_packages_take_little_memory(measured, name):
    found, mebibytes = measured[name]
    assert found == TIMES[name]
    assert mebibytes < 160


@pytest.mark.parametrize("name", HOSTILE)
def test_a_gigabyte_of_hostility_is_refused_in_little_memory(measured, name):
    reason, mebibytes = measured[name]
    assert str(reason).startswith(f"{name}: ")
    assert mebibytes < 100


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure()))
