"""Sheets: comma-separated values (RFC 4180) as spreadsheets write them and may safely open them.

Reading takes UTF-8 with or without a byte order mark, UTF-16 with one, and Shift_JIS (code page
932) where the first MiB is no UTF-8; commas, semicolons or tabs; columns in any order. A cell that
a spreadsheet would take for a formula is refused, unless an apostrophe before it says that it is
text; a minus may stand alone, or begin what is otherwise a number or a version. Writing puts that
apostrophe there, so that what is written reads as it was. Source: OWASP, CSV Injection."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, count, zip_longest
from typing import Any, BinaryIO, Final, NoReturn

from noroshi.kernel.errors import Location, MalformedError

MIB: Final = 1024 * 1024
DELIMITERS: Final = ",;\t"
# East Asian spreadsheets take the full-width signs for the others.
DANGEROUS: Final = re.compile(r"'*(?:\s*[=+@＝＋＠\-－]|[\t\r\n])")
FORMULA: Final = re.compile(r"[=+@＝＋＠]|[-－](?!\d[\w.-]*\Z|\Z)", re.ASCII)
ESCAPED: Final = re.compile(rf"'{DANGEROUS.pattern}")
CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# What Python gives for single octets that code page 932 does not have.
NO_CP932: Final = re.compile(r"[\x80\xa0\uf8f0-\uf8f3]")
QUOTED: Final = re.compile(r"""[,;"\t\r\n]|\A\s|\s\Z""")


@dataclass(frozen=True, slots=True)
class Column:
    """filled: the header must name it and no cell of it may be empty; longest: in characters."""

    name: str
    filled: bool = False
    longest: int = 1024


@dataclass(frozen=True, slots=True)
class SheetLimits:
    """What is read at most. row: characters, however many lines it takes."""

    rows: int = 1_000_000
    row: int = MIB


@dataclass(frozen=True, slots=True)
class Row:
    """line: where it begins, from 1; cells: by column, empty where the sheet has nothing.

    Of a list in JSON, line is the number of the item, from 1, and pointer says where it is."""

    line: int
    cells: Mapping[str, str]
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class RowError:
    """A cell that is wrong, or with an empty column a whole row; the row is left out.

    line, pointer: as in Row."""

    line: int
    column: str
    reason: str
    pointer: str = ""

    @property
    def place(self) -> str:
        """`line 4, column version`, or the JSON pointer."""
        column = f", column {self.column}" if self.column else ""
        return self.pointer or f"line {self.line}{column}"


def read_rows(
    stream: BinaryIO, *, source: str, columns: Sequence[Column], limits: SheetLimits | None = None
) -> Iterator[Row | RowError]:
    """The rows of a sheet; a row gives a RowError for each of its cells that is wrong.

    Raises: MalformedError for what is no sheet with these columns, or is above the limits."""
    limits = limits or SheetLimits()
    lines = _Lines(stream, source, limits.row)
    header, delimiter = _header(lines, columns)
    records = csv.reader(lines, delimiter=delimiter, strict=True)
    for rows in count(1):
        lines.begin_row()
        found = _next(records, lines)
        if found is None:
            return
        if rows > limits.rows:
            lines.refuse(f"more than {limits.rows} rows")
        if isinstance(found, RowError):
            yield found
        elif any(map(str.strip, found)):
            yield from _row(lines.row, found, header, columns)


def _next(records: Iterator[list[str]], lines: "_Lines") -> list[str] | RowError | None:
    """The cells of the next row, or why it is none; None at the end."""
    try:
        return next(records, None)
    except csv.Error as error:
        if lines.number > lines.row:
            lines.refuse("a quoted cell does not end")
        return RowError(lines.row, "", str(error))


def converted(
    row: Row, readers: Mapping[str, Callable[[str], Any]]
) -> tuple[dict[str, Any], list[RowError]]:
    """What the readers make of a row's cells. Theirs to raise: MalformedError with a reason."""
    values, faults = {}, []
    for name, reader in readers.items():
        try:
            values[name] = reader(row.cells[name])
        except MalformedError as error:
            pointer = row.pointer and f"{row.pointer}/{name}"
            faults.append(RowError(row.line, name, error.detail, pointer))
    return values, faults


def read_lines(stream: BinaryIO, *, source: str, longest: int = MIB) -> Iterator[str]:
    """The lines of any text in one of the encodings of sheets, with their ends.

    Raises: MalformedError for another encoding, a NUL, or a line of more than `longest` characters."""
    lines = _Lines(stream, source, longest)
    while line := next(lines, ""):
        yield line
        lines.begin_row()


def one_line(text: str) -> str:
    """The text with single spaces in place of other white space."""
    return " ".join(text.split())


def write_rows(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """A sheet, line by line; None is an empty cell, a number is left for one.

    For a spreadsheet, encode it as `utf-8-sig`."""
    for row in chain([columns], rows):
        yield ",".join(map(_written, row)) + "\r\n"


def _written(cell: object) -> str:
    if cell is None:
        return ""
    text = str(cell)
    if DANGEROUS.match(text) and not isinstance(cell, int | float | Decimal):
        text = f"'{text}"
    # Also where a spreadsheet of another country would see a delimiter.
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if QUOTED.search(text) else text


def _header(lines: "_Lines", columns: Sequence[Column]) -> tuple[list[str], str]:
    """The names of the columns as they stand, and what delimits them."""
    lines.begin_row()
    line = next((line for line in lines if line.strip()), "")
    known = {column.name for column in columns}
    candidates = [(_names(line, delimiter), delimiter) for delimiter in DELIMITERS]
    names, delimiter = max(candidates, key=lambda found: len(known.intersection(found[0])))
    for name in names:
        if name not in known:
            expected = ", ".join(column.name for column in columns)
            lines.refuse(f"unknown column {name[:80]!r}; known are {expected}")
        if names.count(name) > 1:
            lines.refuse(f"the column {name} stands twice")
    for column in columns:
        if column.filled and column.name not in names:
            lines.refuse(f"the column {column.name} is missing")
    return names, delimiter


def _names(line: str, delimiter: str) -> list[str]:
    try:
        cells = next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return [line]
    names = [cell.strip().casefold() for cell in cells]
    while len(names) > 1 and not names[-1]:
        names.pop()
    return names


def _row(
    line: int, cells: list[str], header: list[str], columns: Sequence[Column]
) -> Iterator[Row | RowError]:
    faults = []
    if any(map(str.strip, cells[len(header) :])):
        faults.append(RowError(line, "", f"{len(cells)} cells under {len(header)} columns"))
    given = dict(zip_longest(header, cells[: len(header)], fillvalue=""))
    values = {}
    for column in columns:
        text = given.get(column.name, "")
        values[column.name] = value = _value(text)
        if reason := _formula(text) or fault_of(value, column):
            faults.append(RowError(line, column.name, reason))
    if faults:
        yield from faults
    else:
        yield Row(line, values)


def _value(text: str) -> str:
    text = text.lstrip()
    return (text[1:] if ESCAPED.match(text) else text).strip()


def _formula(text: str) -> str:
    if text.startswith(("\t", "\r", "\n")) or FORMULA.match(text.strip()):
        sign = text.lstrip(" ")[0]
        return f"begins with {sign!r}, as a formula does; if it is text, put ' before it"
    return ""


def fault_of(value: str, column: Column) -> str:
    """What its column forbids of a value; empty if nothing."""
    if CONTROL.search(value):
        return "has control characters"
    if len(value) > column.longest:
        return f"longer than {column.longest} characters"
    if column.filled and not value:
        return "is empty"
    return ""


class _Lines:
    """The lines of a sheet as text, none held beyond its row."""

    def __init__(self, stream: BinaryIO, source: str, longest: int) -> None:
        self.number = 0
        self.row = 1
        self._source = source
        self._longest = longest
        self._length = 0
        sample = b""
        while len(sample) < MIB and (more := stream.read(MIB - len(sample))):
            sample += more
        self._encoding = self._encoding_of(sample, is_whole=len(sample) < MIB)
        octets = io.BufferedReader(Rejoined(sample, stream))
        self._text = io.TextIOWrapper(octets, encoding=self._encoding, newline="")

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        self.number += 1
        try:
            line = self._text.readline(self._longest + 1)
        except UnicodeError as error:
            self.refuse(f"not {self._encoding.removesuffix('-sig').upper()}", error)
        self._length += len(line)
        if self._length > self._longest:
            self.refuse(f"a row of more than {self._longest} characters")
        if "\0" in line:
            self.refuse("a NUL character")
        if not line:
            raise StopIteration
        return line

    def begin_row(self) -> None:
        """The next line begins a row."""
        self.row = self.number + 1
        self._length = 0

    def refuse(self, reason: str, cause: Exception | None = None) -> NoReturn:
        """Raises: MalformedError at the line where the row begins."""
        raise MalformedError(reason, at=Location(self._source, f"line {self.row}")) from cause

    def _encoding_of(self, sample: bytes, *, is_whole: bool) -> str:
        if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        try:
            codecs.getincrementaldecoder("utf-8")().decode(sample, is_whole)
            return "utf-8-sig"
        except UnicodeDecodeError as error:
            self.row = sample.count(b"\n", 0, error.start) + 1
            if _is_damaged_utf_8(sample):
                self.refuse("not UTF-8", error)
        try:
            text = codecs.getincrementaldecoder("cp932")().decode(sample, is_whole)
        except UnicodeDecodeError as error:
            self.refuse("neither UTF-8 nor Shift_JIS", error)
        if NO_CP932.search(text):
            self.refuse("neither UTF-8 nor Shift_JIS")
        return "cp932"


def _is_damaged_utf_8(sample: bytes) -> bool:
    """Whether more characters beyond ASCII are well-formed than not: read as Shift_JIS it would
    become another text rather than an error."""
    text = sample.decode(errors="replace")
    ill_formed = text.count("\N{REPLACEMENT CHARACTER}")
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    return beyond_ascii > 2 * ill_formed


class Rejoined(io.RawIOBase):
    """A stream whose beginning has been read already. Closing it leaves the stream open."""

    def __init__(self, beginning: bytes, rest: BinaryIO) -> None:
        self._beginning = io.BytesIO(beginning)
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer)
        octets = self._beginning.read(len(view)) or self._rest.read(len(view))
        view[: len(octets)] = octets
        return len(octets)
