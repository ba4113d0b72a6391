"""A sheet of which nobody said how it is laid out: with or without a header, in any columns. Lines that
begin with `#` are remarks; the last one before the rows may be the header, as feeds write it."""

import csv
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from noroshi.formats.documents.passages import MOST_PASSAGES, Document, Kind, Passage
from noroshi.formats.names.observables import extract
from noroshi.formats.sheets import DELIMITERS, one_line
from noroshi.kernel.errors import Location, MalformedError

MOST_COLUMNS: Final = 200
LONGEST_NAME: Final = 60
SAMPLE: Final = 20  # lines that the delimiter is guessed from
REMARK: Final = "#"

Row = tuple[int, list[str]]


def read_table(lines: Sequence[str], *, source: str) -> Document:
    """The cells of a sheet, row by row. lines: with their ends.

    Raises: MalformedError for an unended quotation, no rows, or too many columns or cells."""
    delimiter = _delimiter(lines)
    remark, rows = _rows(lines, delimiter, source)
    if not rows:
        raise MalformedError("it has no rows", at=Location(source))
    width = max(len(cells) for _, cells in rows)
    if width > MOST_COLUMNS or width * len(rows) > MOST_PASSAGES:
        reason = f"more than {MOST_COLUMNS} columns or {MOST_PASSAGES} cells"
        raise MalformedError(reason, at=Location(source))
    header: list[str] = []
    if not any(map(extract, rows[0][1])):
        header = rows.pop(0)[1]
    elif len(remark) == width:
        header = remark
    names = tuple(
        one_line(name)[:LONGEST_NAME] or str(number)
        for number, name in enumerate([*header, *[""] * (width - len(header))], start=1)
    )
    return Document(Kind.SHEET, tuple(_cells(rows, names)), names)


def _cells(rows: list[Row], names: Sequence[str]) -> Iterator[Passage]:
    for line, cells in rows:
        for column, cell in enumerate(cells):
            if cell.strip():
                yield Passage(f"line {line}, column {names[column]}", cell.strip(), column)


def _delimiter(lines: Sequence[str]) -> str:
    """The one that parts the first lines the most often."""
    said = list(islice((line for line in lines if not line.startswith(REMARK)), SAMPLE))
    return max(DELIMITERS, key=lambda sign: sum(line.count(sign) for line in said))


def _rows(lines: Sequence[str], delimiter: str, source: str) -> tuple[list[str], list[Row]]:
    """What the last remark before the rows says, and the rows by their last lines."""
    remark: list[str] = []
    start = 0
    while start < len(lines) and (lines[start].startswith(REMARK) or not lines[start].strip()):
        if lines[start].strip():
            text = lines[start].removeprefix(REMARK).strip()
            remark = next(csv.reader([text], delimiter=delimiter, skipinitialspace=True), [])
        start += 1
    reader = csv.reader(lines[start:], delimiter=delimiter, skipinitialspace=True, strict=True)
    try:
        rows = [
            (start + reader.line_num, cells)
            for cells in reader
            if any(map(str.strip, cells)) and not cells[0].startswith(REMARK)
        ]
    except csv.Error as error:
        place = f"line {start + reader.line_num}"
        raise MalformedError(str(error), at=Location(source, place)) from error
    return remark, rows
