"""Which version and spelling an SPDX document has, and the way to its reader."""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from noroshi.formats.bom import BomLimits, Item
from noroshi.formats.json_text import JsonText
from noroshi.formats.rewinding import beginning, rewindable
from noroshi.formats.spdx.checks import Checker
from noroshi.formats.spdx.json_ld import read_json_ld
from noroshi.formats.spdx.json_parts import json_parts
from noroshi.formats.spdx.parts import Part, Parts, read_parts
from noroshi.formats.spdx.rdf_parts import rdf_parts
from noroshi.formats.spdx.tag_value import tag_value_parts

IN_JSON: Final = re.compile(
    r'"spdxVersion"\s*:\s*"SPDX-|"SPDXID"\s*:\s*"SPDXRef-|"https?://spdx\.org/rdf/3\.'
)
IN_RDF: Final = re.compile(r"<(?:[\w.-]+:)?RDF\s[^>]*http://spdx\.org/rdf/terms#")
IN_TAGS: Final = re.compile(r"(?:\s*#.*\n|\s*\n)*\s*SPDXVersion\s*:\s*SPDX-")


def is_spdx(prefix: bytes) -> bool:
    """Whether a document that begins so means to be SPDX. prefix: some 4 KiB or more."""
    text = beginning(prefix)
    if text.startswith("{"):
        return IN_JSON.search(text) is not None
    if text.startswith("<"):
        return IN_RDF.search(text) is not None
    return IN_TAGS.match(text) is not None


def read_bom(stream: BinaryIO, *, source: str, limits: BomLimits | None = None) -> Iterator[Item]:
    """An SPDX document, item by item. JSON of SPDX 2 and tags with values are read in memory that
    does not grow with the document; RDF/XML and JSON-LD, whose parts may stand in any order and
    refer to each other, need an index, and above `indexed_octets` are refused.

    First the BomHeader, then a Component for every package and an Edge for every relationship that
    says what is needed, held or described, in the order of the document. Files and snippets are no
    components; edges may name them. What is left out is a ComponentError. Of a stream that cannot
    be rewound a temporary file is made.

    Raises: MalformedError for what is not SPDX 2.2, 2.3 or 3.0, is cut off, or is above the limits;
    what was yielded before is then not to be kept. Source: SPDX 2.3; SPDX 3.0.1."""
    limits = limits or BomLimits()
    with rewindable(stream, source=source, octets=limits.octets) as document:
        start = document.tell()
        text = beginning(document.read(4096))
        document.seek(start)
        if text.startswith("{") and _is_json_ld(document, source, limits):
            yield from read_json_ld(document, source=source, limits=limits)
            return
        parts = _parts(document, text, source, limits)
        yield from read_parts(parts, Checker(source=source, limits=limits))


def _parts(document: BinaryIO, text: str, source: str, limits: BomLimits) -> Parts:
    """A way to go through the parts of a document of SPDX 2. text: how it begins."""
    if text.startswith("<"):
        return rdf_parts(document, source=source, limits=limits)
    start = document.tell()
    reader = json_parts if text.startswith("{") else tag_value_parts

    def again() -> Iterator[Part]:
        document.seek(start)
        return reader(document, source=source, limits=limits)

    return again


def _is_json_ld(document: BinaryIO, source: str, limits: BomLimits) -> bool:
    """Told by whichever of either version's own members comes first."""
    start = document.tell()
    text = JsonText(document, source=source, limits=limits)
    for name in text.members():
        if name.startswith("@") or name in ("spdxVersion", "SPDXID"):
            document.seek(start)
            return name.startswith("@")
        text.skip()
    return text.refuse("no SPDX document: neither spdxVersion nor @graph")
