"""Sheets: comma-separated values (RFC 4180) as spreadsheets write them and may safely open them.

Reading takes UTF-8 with or without a byte order mark, UTF-16 with one, and Shift_JIS (code page
932) where the first MiB is no UTF-8; commas, semicolons or tabs; columns in any order. A cell that
a spreadsheet would take for a formula is refused, unless an apostrophe before it says that it is
text; a minus may stand alone or begin what else looks like a number or version. Writing puts that
apostrophe there. Source: OWASP, CSV Injection."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from noroshi.kernel.errors import Location, MalformedError

MIB: Final = 1024 * 1024
DELIMITERS: Final = ",;\t"
# Spreadsheets in East Asian locales take the full-width signs for the others.
FORMULA: Final = re.compile(r"[=+@\t\r\n＝＋＠]|[-－](?!\d[\w.+-]*$|$)")
ESCAPED: Final = re.compile(r"'+[=+@\t\r\n＝＋＠－-]")
DANGEROUS: Final = re.compile(r"'*[=+@\t\r\n＝＋＠－-]")
CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Column:
    """required: the header must name it; filled: no cell of it may be empty.

    longest: characters in a cell."""

    name: str
    required: bool = False
    filled: bool = False
    longest: int = 1024


@dataclass(frozen=True, slots=True)
class SheetLimits:
    """What is read at most. line: characters of a row; field: characters of a cell, whatever its
    column allows."""

    rows: int = 1_000_000
    line: int = MIB
    field: int = 64 * 1024


@dataclass(frozen=True, slots=True)
class Row:
    """line: where it begins, from 1; cells: every column by name, empty where there is nothing."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RowError:
    """A cell that is wrong, or with an empty column the whole row, which is then left out.

    line: as of the row; in JSON the number of the item, from 1, and pointer says where."""

    line: int
    column: str
    reason: str
    pointer: str = ""

    @property
    def place(self) -> str:
        """As errors name it: `line 4, column version`."""
        column = f", column {self.column}" if self.column else ""
        return self.pointer or f"line {self.line}{column}"


def read_rows(
    stream: BinaryIO,
    *,
    source: str,
    columns: Sequence[Column],
    limits: SheetLimits | None = None,
) -> Iterator[Row | RowError]:
    """The rows of a sheet; a row with anything wrong gives one RowError for each wrong cell.

    Raises: MalformedError for what is no sheet with these columns or is above the limits."""
    limits = limits or SheetLimits()
    lines = _Lines(stream, source, limits)
    header, delimiter = _header(lines, columns)
    records = csv.reader(lines, delimiter=delimiter, strict=True)
    rows = 0
    while True:
        lines.begin_row()
        try:
            cells = next(records)
        except StopIteration:
            return
        except csv.Error as error:
            if lines.number > lines.row:
                lines.refuse("a quoted cell that does not end", lines.row)
            yield RowError(lines.row, "", str(error))
            continue
        if not any(cell.strip() for cell in cells):
            continue
        rows += 1
        if rows > limits.rows:
            lines.refuse(f"more than {limits.rows} rows", lines.row)
        yield from _row(cells, header, lines.row, limits)


def write_rows(
    columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> Iterator[str]:
    """A sheet, line by line: None as an empty cell, text so that no spreadsheet computes it.

    For spreadsheets encode it as UTF-8 with a byte order mark (`utf-8-sig`)."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in (columns, *rows) if isinstance(rows, Sequence) else _with_header(columns, rows):
        writer.writerow([_harmless(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
