"""Which kind a document is of, and its passages."""

import io
import re
from pathlib import PurePath
from typing import Final

from noroshi.formats.documents.child import READERS, in_child
from noroshi.formats.documents.openioc import is_openioc, read_openioc
from noroshi.formats.documents.passages import (
    MOST_CHARACTERS,
    MOST_OCTETS,
    MOST_PASSAGES,
    Document,
    Kind,
    Passage,
)
from noroshi.formats.documents.table import read_table
from noroshi.formats.sheets import read_lines
from noroshi.kernel.errors import Location, MalformedError

SUFFIXES: Final = {
    ".csv": Kind.SHEET,
    ".tsv": Kind.SHEET,
    ".htm": Kind.HTML,
    ".html": Kind.HTML,
    ".eml": Kind.MAIL,
    ".ioc": Kind.OPENIOC,
    ".pdf": Kind.PDF,
}
PEEK_OCTETS: Final = 4096
HEADER_OCTETS: Final = 1024  # in which readers of PDF look for its header
PAGE: Final = re.compile(rb"\A\s*(?:<!doctype html|<html)", re.IGNORECASE)
# A header field at the beginning, and further on the one that says how to read the body (RFC 2045).
FIELD: Final = re.compile(rb"\A[A-Za-z][A-Za-z0-9-]{1,70}: ")
MIME: Final = re.compile(rb"^mime-version:", re.IGNORECASE | re.MULTILINE)


def read(octets: bytes, *, source: str, kind: Kind | None = None) -> Document:
    """The passages of a document. source: its name; kind: what it is, else it is told by its content
    and by the end of its name.

    Raises: MalformedError for what is too long, empty, or cannot be read as that."""
    if len(octets) > MOST_OCTETS:
        raise MalformedError(f"longer than {MOST_OCTETS} octets", at=Location(source))
    known = kind or kind_of(octets, source)
    if known is Kind.OPENIOC:
        return read_openioc(octets, source=source)
    if known in READERS:
        return Document(known, in_child(known, octets, source=source))
    lines = _lines(octets, source)
    if known is Kind.SHEET:
        return read_table(lines, source=source)
    said = (
        Passage(f"line {number}", line.rstrip("\r\n"))
        for number, line in enumerate(lines, start=1)
        if line.strip()
    )
    return Document(known, tuple(said))


def kind_of(octets: bytes, source: str) -> Kind:
    """What a document is, as far as it shows."""
    beginning = octets[:PEEK_OCTETS]
    if b"%PDF-" in beginning[:HEADER_OCTETS]:
        return Kind.PDF
    if is_openioc(beginning):
        return Kind.OPENIOC
    if PAGE.match(beginning.removeprefix(b"\xef\xbb\xbf")):
        return Kind.HTML
    if FIELD.match(beginning) and MIME.search(beginning):
        return Kind.MAIL
    return SUFFIXES.get(PurePath(source).suffix.lower(), Kind.TEXT)


def _lines(octets: bytes, source: str) -> list[str]:
    lines: list[str] = []
    left = MOST_CHARACTERS
    for line in read_lines(io.BytesIO(octets), source=source):
        left -= len(line)
        if left < 0 or len(lines) == MOST_PASSAGES:
            reason = f"more than {MOST_CHARACTERS} characters or {MOST_PASSAGES} lines"
            raise MalformedError(reason, at=Location(source, f"line {len(lines) + 1}"))
        lines.append(line)
    if not any(map(str.strip, lines)):
        raise MalformedError("it is empty", at=Location(source))
    return lines
