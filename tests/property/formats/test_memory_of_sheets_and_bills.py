"""Hostile and large inputs of a gigabyte, made as they are read: how much memory they take."""

import io
import json
import subprocess
import sys
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import pytest

from noroshi.formats.bom import BomHeader, Component, Edge, EdgeKind
from noroshi.formats.cyclonedx import read_bom
from noroshi.formats.cyclonedx import writing as cyclonedx_writing
from noroshi.formats.organisation_sheets import read_organisations
from noroshi.formats.spdx import writing as spdx_writing
from noroshi.kernel.errors import MalformedError

GIB = 1024**3
WRITERS = {"write: cyclonedx": cyclonedx_writing, "write: spdx": spdx_writing}
WRITTEN = 60_000
SHEET = b"code,name,kind\n"
JSON = b'{"bomFormat":"CycloneDX","specVersion":"1.6",'
XML = b'<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components>'
INNER = b'<component type="library"><name>x</name>'
LIBRARY = b'{"type":"library","name":"x","purl":"pkg:npm/x@1","hashes":[]}'
ENTITY = b'<!DOCTYPE bom [<!ENTITY a "' + b"a" * 1000 + b'">'
HOSTILE = {
    "sheet: a line": (SHEET + b"A,", b"x" * 1024),
    "sheet: a quoted cell": (SHEET + b'A,"', b"x\n" * 512),
    "sheet: a header": (b"", b"code," * 200),
    "sheet: Shift_JIS": (SHEET + b"A,", b"\x8c\x8b" * 512),
    "organisations: JSON": (b"[", b"[]," * 300),
    "json: a text": (JSON + b'"x":"', b"x" * 1024),
    "json: a name": (JSON + b'"', b"x" * 1024),
    "json: a number": (JSON + b'"x":', b"1" * 1024),
    "json: a text in a component": (JSON + b'"components":[{"name":"', b"x" * 1024),
    "json: nesting": (JSON + b'"x":', b"[" * 1024),
    "json: nested components": (JSON + b'"components":[', b'{"components":['),
    "json: metadata": (JSON + b'"metadata":{"x":[', b'"xxxxxxxxx",' * 99),
    "xml: a text": (XML + INNER + b"<group>", b"x" * 1024),
    "xml: a text outside": (XML + b"</components><x>", b"x" * 1024),
    "xml: CDATA": (XML + INNER + b"<group><![CDATA[", b"<a>" * 300),
    "xml: an attribute": (XML + b'<component x="', b"x" * 1024),
    "xml: a name": (XML + b"<", b"x" * 1024),
    "xml: a comment": (XML + b"<!--", b"x" * 1024),
    "xml: a comment first": (b"<!--", b"x" * 1024),
    "xml: white space first": (b"<?xml version='1.0'?>", b" " * 1024),
    "xml: an instruction": (XML + b"<?x ", b"x" * 1024),
    "xml: elements in a component": (XML + INNER, b"<a/>" * 256),
    "xml: attributes in a component": (XML + INNER, b"<a b='0123456789'/>" * 50),
    "xml: nesting": (XML + INNER, b"<a>" * 300),
    "xml: nesting outside": (XML + b"</components>", b"<a>" * 300),
    "xml: nested components": (XML, INNER + b"<components>"),
    "xml: nesting in a dependency": (
        XML + b"</components><dependencies><dependency ref='a'>",
        b"<a>" * 300,
    ),
    "xml: services": (XML + b"</components><services>", b"<service bom-ref='a'><services>" * 30),
    "xml: entities": (ENTITY, b"<!ENTITY b '&a;&a;'>" * 50),
}
LARGE = {
    "json": (JSON + b'"components":[', (LIBRARY + b",") * 100, LIBRARY + b"]}"),
    "json: vulnerabilities": (JSON + b'"x":[[', b'{"id":"CVE"},' * 100, b"0]]}"),
    "json: a component of many": (
        JSON + b'"components":[{"type":"library","name":"x","components":[',
        (LIBRARY + b",") * 100,
        LIBRARY + b"]}]}",
    ),
    "json: a dependency on many": (
        JSON + b'"dependencies":[{"ref":"a","dependsOn":[',
        b'"pkg:npm/x@1",' * 100,
        b'"b"]}]}',
    ),
    "xml: a dependency on many": (
        XML + b"</components><dependencies><dependency ref='a'>",
        b"<dependency ref='pkg:npm/x@1'/>" * 100,
        b"</dependency></dependencies></bom>",
    ),
    "xml": (XML, (INNER + b"</component>") * 100, b"</components></bom>"),
    "xml: vulnerabilities": (XML + b"</components><x><y>", b"<z>a</z>" * 100, b"</y></x></bom>"),
    "xml: a component of many": (
        XML + INNER + b"<components>",
        (INNER + b"</component>") * 100,
        b"</components></component></components></bom>",
    ),
}


class Made(io.RawIOBase):
    """beginning, unit as often as it takes to reach a size, end; octets are made when read."""

    def __init__(self, beginning, unit, end=b"", size=GIB):
        self.beginning, self.unit, self.end = beginning, unit, end
        self.middle = size // len(unit) * len(unit)
        self.at = 0

    def readable(self):
        return True

    def seekable(self):
        return True

    def seek(self, offset, _whence=0):
        self.at = offset
        return offset

    def tell(self):
        return self.at

    def readinto(self, buffer):
        behind = self.at - len(self.beginning)
        if behind < 0:
            octets = self.beginning[self.at :]
        elif behind < self.middle:
            shift = behind % len(self.unit)
            octets = self.unit[shift:] + self.unit * (len(buffer) // len(self.unit))
            octets = octets[: self.middle - behind]
        else:
            octets = self.end[behind - self.middle :]
        octets = octets[: len(buffer)]
        buffer[: len(octets)] = octets
        self.at += len(octets)
        return len(octets)


def refused(name):
    stream = Made(*HOSTILE[name])
    reader = read_bom if name.startswith(("json", "xml")) else read_organisations
    try:
        sum(1 for _ in reader(stream, source=name))
    except MalformedError as error:
        return str(error)
    return ""


def counted(name):
    is_long = name in ("json", "xml") or "dependency" in name
    stream = Made(*LARGE[name], size=8_000_000 if is_long else 2_000_000)
    return sum(isinstance(item, Component | Edge) for item in read_bom(stream, source=name))


class Nowhere(io.RawIOBase):
    """Counts the octets that are written, and forgets them."""

    count = 0

    def write(self, octets):
        self.count += len(octets)


def written(name):
    """Components whose parts nobody holds, each with an edge from the subject and one to the next."""
    components = (
        Component(place=f"/{n}", bom_ref=f"ref-{n}", type="library", name=f"part-{n}", version="1")
        for n in range(WRITTEN)
    )
    edges = (Edge("ref-0", f"ref-{n}", EdgeKind.DEPENDS_ON) for n in range(WRITTEN))
    others = (Edge(f"ref-{n}", f"ref-{n + 1}", EdgeKind.DEPENDS_ON) for n in range(1, WRITTEN - 1))
    subject = Component(place="/s", bom_ref="s", type="application", name="app")
    at = datetime(2026, 4, 1, tzinfo=UTC)
    header = BomHeader("1.6", serial_number="urn:x", timestamp=at, subject=subject)
    out = Nowhere()
    WRITERS[name].write_bom(out, header, components, chain(edges, others))
    return out.count


def highest():
    """Highest resident size so far, KiB. Not ru_maxrss: that remembers the process that this one was
    forked from."""
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])


def grown(before):
    """Highest resident size since, MiB."""
    return (highest() - before) // 1024


def measure():
    found = {}
    for name in (*LARGE, *HOSTILE):
        before = highest()
        outcome = refused(name) if name in HOSTILE else counted(name)
        found[name] = [outcome, grown(before)]
    for name in WRITERS:
        before = highest()
        found[name] = [written(name), grown(before)]
    return found


@pytest.fixture(scope="module")
def measured():
    done = subprocess.run([sys.executable, __file__], capture_output=True, check=True, timeout=300)
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_gigabyte_of_hostility_is_refused_in_little_memory(measured, name):
    reason, mebibytes = measured[name]
    assert reason.startswith(f"{name}: ")
    assert mebibytes < 100


@pytest.mark.parametrize("name", LARGE)
def test_a_large_bill_takes_little_memory(measured, name):
    components, mebibytes = measured[name]
    assert components > 30_000 or "vulnerabilities" in name
    assert mebibytes < 40


@pytest.mark.parametrize("name", WRITERS)
def test_a_large_bill_is_written_in_little_memory(measured, name):
    octets, mebibytes = measured[name]
    assert octets > 100 * WRITTEN
    assert mebibytes < 8


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure()))
