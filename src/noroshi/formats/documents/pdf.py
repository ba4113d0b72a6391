"""A PDF (ISO 32000) as the text of its pages, line by line, read by pypdf. It knows no bounds of time, and
who wrote the PDF may have meant it to have none: it is read in a process of its own."""

import re
from collections.abc import Iterator, Sequence
from importlib import import_module
from io import BytesIO
from itertools import pairwise
from typing import Any, Final

from noroshi.formats.documents.passages import Passage
from noroshi.kernel.errors import MalformedError

MOST_PAGES: Final = 500
DIGESTS: Final = frozenset({32, 40, 64, 128})
# A digest that a narrow column breaks in two.
ENDS: Final = re.compile(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{4,127}$")
BEGINS: Final = re.compile(r"[0-9A-Fa-f]{1,127}(?![0-9A-Za-z])")


def pdf_passages(octets: bytes) -> list[Passage]:
    """The lines of its pages. Raises: MalformedError for what is encrypted, damaged, or longer than 500
    pages."""
    fault = import_module("pypdf.errors").PyPdfError
    try:
        pages = _pages(octets)
        return [one for number, page in pages for one in _lines(number, page.extract_text())]
    except fault as error:
        raise MalformedError(f"it cannot be read as PDF: {_said(error)}") from error


def _pages(octets: bytes) -> Iterator[tuple[int, Any]]:
    reader = import_module("pypdf").PdfReader(BytesIO(octets))
    if reader.is_encrypted and not reader.decrypt(""):
        raise MalformedError("it is encrypted with a password: store it without one")
    if len(reader.pages) > MOST_PAGES:
        raise MalformedError(f"more than {MOST_PAGES} pages")
    return enumerate(reader.pages, start=1)


def _lines(page: int, text: str) -> Iterator[Passage]:
    lines = [line.strip() for line in text.splitlines()]
    for number, line in enumerate(lines, start=1):
        yield Passage(f"page {page}, line {number}", line)
    yield from _joined(page, lines)


def _joined(page: int, lines: Sequence[str]) -> Iterator[Passage]:
    """Digests that go on in the next line, neither part being one by itself."""
    for number, (one, other) in enumerate(pairwise(lines), start=1):
        head, tail = ENDS.search(one), BEGINS.match(other)
        if head and tail and not DIGESTS.intersection((len(head[0]), len(tail[0]))):
            whole = head[0] + tail[0]
            if len(whole) in DIGESTS:
                yield Passage(f"page {page}, lines {number} and {number + 1}", whole)


def _said(error: Exception) -> str:
    return str(error).partition("\n")[0][:100] or type(error).__name__
