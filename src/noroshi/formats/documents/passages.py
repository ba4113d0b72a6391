"""A document as passages, and how much of it is read."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MIB: Final = 1 << 20
MOST_OCTETS: Final = 32 * MIB
MOST_CHARACTERS: Final = 4 * MIB  # of text, in the whole document
MOST_PASSAGES: Final = 200_000


class Kind(StrEnum):
    """What a document is read as."""

    TEXT = "text"
    SHEET = "sheet"
    HTML = "html"
    MAIL = "mail"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class Passage:
    """A line, a cell, a header field. place: `line 3`; column: of a sheet, from 0."""

    place: str
    text: str
    column: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """columns: the names of a sheet's, numbers where it names none; of other kinds none."""

    kind: Kind
    passages: tuple[Passage, ...]
    columns: tuple[str, ...] = ()
