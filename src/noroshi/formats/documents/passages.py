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
    OPENIOC = "openioc"


@dataclass(frozen=True, slots=True)
class Passage:
    """A line, a cell, a header field. place: `line 3`; column: of a sheet, from 0; is_part: does it say
    something only together with others?"""

    place: str
    text: str
    column: int = 0
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """columns: the names of a sheet's, numbers where it names none; of other kinds none; left: what was
    not read, and why."""

    kind: Kind
    passages: tuple[Passage, ...]
    columns: tuple[str, ...] = ()
    left: tuple[Passage, ...] = ()

    @property
    def has_cells(self) -> bool:
        """Is each passage to be a value, so that one without is told?"""
        return self.kind in (Kind.SHEET, Kind.OPENIOC)
