"""Which files may be attached to a report, and what they are called. Pure."""

import unicodedata
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO, Final

from noroshi.kernel.errors import ConflictError, MalformedError

MIB: Final = 1 << 20
MOST_OCTETS: Final = 64 * MIB
MOST_FILES: Final = 50
MOST_IN_ALL: Final = 256 * MIB
LONGEST_NAME: Final = 200
LONGEST_SUFFIX: Final = 20
GROUP: Final = "attachments"  # of sharing.toml
NAMELESS: Final = "file"
PURPOSE: Final = "attachments"  # of the installation's secret


@dataclass(frozen=True, slots=True)
class File:
    """What is to be attached. stream: seekable; name: as its sender says it."""

    name: str
    stream: BinaryIO


def file_name(said: str) -> str:
    """A name as it may be stored and shown: without folders, what is invisible or turns the direction
    of writing, and reserved signs; at most 200 characters with its suffix."""
    last = unicodedata.normalize("NFC", said).replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join("_" if sign in '<>:"|?*' else sign for sign in last if _is_visible(sign))
    name = " ".join(visible.split()).strip(". ") or NAMELESS
    if len(name) <= LONGEST_NAME:
        return name
    suffix = PurePath(name).suffix[:LONGEST_SUFFIX]
    return name[: LONGEST_NAME - len(suffix)] + suffix


def _is_visible(sign: str) -> bool:
    return sign == " " or unicodedata.category(sign)[0] not in "CZ"


def check_room(size: int, *, held: int, in_all: int) -> None:
    """Whether one more file of a size goes beside some. held: how many there are; in_all: their octets.

    Raises: MalformedError, ConflictError."""
    if not 0 < size <= MOST_OCTETS:
        raise MalformedError("file: between 1 octet and 64 MiB")
    if held >= MOST_FILES or in_all + size > MOST_IN_ALL:
        raise ConflictError("a report has at most 50 files, together of 256 MiB")
