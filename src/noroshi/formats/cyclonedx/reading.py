"""Which spelling a bill of materials has, and the way to its reader."""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from noroshi.formats.bom import BomLimits, Item
from noroshi.formats.cyclonedx.json_bom import read_json_bom
from noroshi.formats.cyclonedx.xml_bom import read_xml_bom
from noroshi.formats.rewinding import beginning, rewindable
from noroshi.kernel.errors import Location, MalformedError

BOM_FORMAT: Final = re.compile(r'"bomFormat"\s*:\s*"CycloneDX"')
ROOT: Final = re.compile(r"<(?:[\w.-]+:)?bom\s[^>]*http://cyclonedx\.org/schema/bom/")


def is_cyclonedx(prefix: bytes) -> bool:
    """Whether a document that begins so means to be CycloneDX. prefix: some 4 KiB or more."""
    text = beginning(prefix)
    if text.startswith("{"):
        return BOM_FORMAT.search(text) is not None
    return text.startswith("<") and ROOT.search(text) is not None


def read_bom(stream: BinaryIO, *, source: str, limits: BomLimits | None = None) -> Iterator[Item]:
    """A bill of materials, item by item, in memory that does not grow with the document.

    First the BomHeader, then every Component, nested ones too, each with its place; a component
    that holds others may come before or after them. Edges (what depends on what, what provides or
    contains what, components and services) stand among them where the document has them. What is
    left out is a ComponentError. Of a stream that cannot be rewound a temporary file is made.

    Raises: MalformedError for what is not CycloneDX 1.2 to 1.7, is cut off, or is above the limits;
    what was yielded before is then not to be kept. Source: ECMA-424."""
    limits = limits or BomLimits()
    with rewindable(stream, source=source, octets=limits.octets) as document:
        start = document.tell()
        first = document.read(4096).lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:2].strip(b"\0")
        document.seek(start)
        if first.startswith(b"<"):
            yield from read_xml_bom(document, source=source, limits=limits)
        elif first.startswith(b"{"):
            yield from read_json_bom(document, source=source, limits=limits)
        else:
            reason = "no CycloneDX document: neither a JSON object nor XML"
            raise MalformedError(reason, at=Location(source))
