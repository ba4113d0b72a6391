"""Workbooks (ISO/IEC 29500, .xlsx) from strangers: the texts of their cells and nothing else.

Bounded before it is unpacked; formulas, macros, links to elsewhere and embedded things are refused."""

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Final
from xml.etree.ElementTree import Element

from noroshi.formats.xml_limits import XmlLimits, read_xml
from noroshi.kernel.errors import Location, MalformedError

MAGIC: Final = b"PK\x03\x04"
MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
PACKED: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others may ask for any memory
REFUSED: Final = (
    (re.compile(r"(?i)vbaProject|macrosheets"), "macros"),
    (re.compile(r"(?i)externalLinks/"), "links to other workbooks"),
    (re.compile(r"(?i)embeddings/|activeX/|oleObject"), "embedded objects"),
    (re.compile(r"(?i)connections\.xml|queryTables/|customData/"), "connections to data elsewhere"),
)
ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
REFERENCE: Final = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}")


@dataclass(frozen=True, slots=True)
class WorkbookLimits:
    """octets: packed; unpacked: of all parts together; parts: files in it; cells: in all sheets;
    elements: of one part."""

    octets: int = 4 << 20
    unpacked: int = 32 << 20
    parts: int = 200
    cells: int = 50_000
    elements: int = 500_000


Sheets = Mapping[str, Mapping[str, str]]


def read_workbook(octets: bytes, source: str, *, limits: WorkbookLimits | None = None) -> Sheets:
    """The texts of the cells, by sheet's name and reference (`B4`); empty cells are left out.

    Raises: MalformedError with the part, or the sheet and cell."""
    reading = _Reading(octets, source, limits or WorkbookLimits())
    strings = [_text(one) for one in reading.part("xl/sharedStrings.xml", optional=True)]
    found: dict[str, dict[str, str]] = {}
    for name, part in reading.sheets():
        if name in found:
            raise MalformedError("two sheets of one name", at=Location(source, f"sheet {name}"))
        found[name] = {}
        for cell in reading.part(part).iter(f"{MAIN}c"):
            reference = cell.get("r", "")
            at = Location(source, f"sheet {name}, cell {reference[:10]}")
            if value := reading.value(cell, strings, at):
                found[name][reference] = value
    return found


class _Reading:
    """One workbook's parts, watched."""

    def __init__(self, octets: bytes, source: str, limits: WorkbookLimits) -> None:
        self._source = source
        self._limits = limits
        self._cells = limits.cells
        if len(octets) > limits.octets:
            raise self._refused(f"longer than {limits.octets} octets")
        try:
            self._archive = zipfile.ZipFile(BytesIO(octets))
        except (zipfile.BadZipFile, ValueError, OSError) as error:
            raise self._refused("no workbook") from error
        self._check_parts()

    def _check_parts(self) -> None:
        parts = self._archive.infolist()
        if len(parts) > self._limits.parts:
            raise self._refused(f"holds more than {self._limits.parts} parts")
        if sum(part.file_size for part in parts) > self._limits.unpacked:
            raise self._refused(f"unpacks to more than {self._limits.unpacked} octets")
        if len({part.filename for part in parts}) != len(parts):
            raise self._refused("holds a part twice")
        for part in parts:
            if part.compress_type not in PACKED:
                raise self._refused("is packed in an uncommon way", part.filename)
            for pattern, what in REFUSED:
                if pattern.search(part.filename):
                    raise self._refused(f"holds {what}", part.filename)

    def _refused(self, reason: str, place: str = "") -> MalformedError:
        return MalformedError(reason, at=Location(self._source, place[:100]))

    def part(self, name: str, *, optional: bool = False) -> Element:
        """A part's root; of an optional one that is missing, an empty element."""
        if name not in self._archive.namelist():
            if optional:
                return Element("none")
            raise self._refused("is missing", name)
        info = self._archive.getinfo(name)
        try:
            with self._archive.open(info) as stream:
                octets = stream.read(info.file_size + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            ValueError,
            RuntimeError,
            EOFError,
            OSError,
        ) as error:
            raise self._refused("cannot be unpacked", name) from error
        if len(octets) != info.file_size:
            raise self._refused("has another size than it says", name)
        limits = XmlLimits(octets=self._limits.unpacked, elements=self._limits.elements)
        return read_xml(octets, limits=limits, at=Location(self._source, name))

    def sheets(self) -> Iterator[tuple[str, str]]:
        """Names of the sheets, each with its part."""
        relations = self.part("xl/_rels/workbook.xml.rels")
        if any(one.get("TargetMode") == "External" for one in relations):
            raise self._refused("holds links to elsewhere", "xl/_rels/workbook.xml.rels")
        targets = {one.get("Id"): one.get("Target", "") for one in relations}
        for sheet in self.part("xl/workbook.xml").iter(f"{MAIN}sheet"):
            target = targets.get(sheet.get(RELATION), "").removeprefix("/xl/")
            yield sheet.get("name", "")[:100], f"xl/{target}"

    def value(self, cell: Element, strings: list[str], at: Location) -> str:
        """A cell's text. Raises: MalformedError for a formula, or what is no cell."""
        self._cells -= 1
        if self._cells < 0:
            raise MalformedError(f"more than {self._limits.cells} cells", at=at)
        if not REFERENCE.fullmatch(cell.get("r", "")):
            raise MalformedError("a cell without a place", at=at)
        if cell.find(f"{MAIN}f") is not None:
            raise MalformedError("holds a formula; write its value", at=at)
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return _text(cell.find(f"{MAIN}is"))
        raw = cell.findtext(f"{MAIN}v") or ""
        if kind == "s":
            if not raw.isdecimal() or len(raw) > 9 or int(raw) >= len(strings):
                raise MalformedError("points to a text that is not there", at=at)
            return strings[int(raw)]
        if kind == "e":
            raise MalformedError("holds an error", at=at)
        return _unescaped(raw)


def _text(element: Element | None) -> str:
    """The text of a string, without what is said beside it for reading aloud."""
    if element is None:
        return ""
    plain = element.findtext(f"{MAIN}t")
    if plain is not None:
        return _unescaped(plain)
    return "".join(_unescaped(run.findtext(f"{MAIN}t") or "") for run in element.iter(f"{MAIN}r"))


def _unescaped(text: str) -> str:
    """`_x000D_` and its like are characters that XML cannot carry (ST_Xstring)."""
    return ESCAPED.sub(_character, text) if "_x" in text else text


def _character(match: re.Match[str]) -> str:
    point = int(match[1], 16)
    return "\ufffd" if 0xD800 <= point < 0xE000 else chr(point)
