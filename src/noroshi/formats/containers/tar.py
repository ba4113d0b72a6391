"""tar (POSIX.1-2017 pax interchange format, and GNU long names), read forward. Names are labels
only: nothing is ever written to a disk."""

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from noroshi.formats.containers.limits import Tally
from noroshi.kernel.errors import Location, MalformedError

BLOCK = 512
NAME_OCTETS = 4096
EXTENSION_OCTETS = 1 << 16

EXTENSIONS = {tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME}
KEEPING_EXTENSIONS = {tarfile.XGLTYPE, tarfile.GNUTYPE_LONGLINK}
REGULAR = {tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE}
UNREAD = {
    tarfile.LNKTYPE: "a hard link",
    tarfile.SYMTYPE: "a symbolic link",
    tarfile.CHRTYPE: "a device",
    tarfile.BLKTYPE: "a device",
    tarfile.FIFOTYPE: "a pipe",
    tarfile.GNUTYPE_SPARSE: "a sparse file",
}
WITHOUT_CONTENT = {*UNREAD, tarfile.DIRTYPE} - {tarfile.GNUTYPE_SPARSE}


def is_tar(start: bytes) -> bool:
    """Whether the first block carries the magic of ustar, pax and GNU tar."""
    return start[257:262] == b"ustar"


@dataclass(frozen=True, slots=True)
class Member:
    """One regular file. refusal: why it must not be read, or empty.
    chunks: its octets, to be taken before the next member is asked for, or left."""

    name: str
    refusal: str
    chunks: Iterator[bytes]


class Cursor:
    """Chunks of octets as one stream that is read forward."""

    def __init__(self, source: str, chunks: Iterator[bytes]) -> None:
        self._source = source
        self._chunks = chunks
        self._chunk = b""
        self._start = 0
        self.position = 0

    def pieces(self, size: int) -> Iterator[bytes]:
        """The next `size` octets, as they come. Raises: MalformedError when there are fewer."""
        wanted = size
        while wanted:
            if self._start == len(self._chunk):
                self._chunk, self._start = self._next(), 0
            piece = self._chunk[self._start : self._start + wanted]
            self._start += len(piece)
            self.position += len(piece)
            wanted -= len(piece)
            yield piece

    def read(self, size: int) -> bytes:
        return b"".join(self.pieces(size))

    def skip_to(self, position: int) -> None:
        for _ in self.pieces(position - self.position):
            pass

    def broken(self, reason: str) -> MalformedError:
        return MalformedError(reason, at=Location(self._source, f"octet {self.position}"))

    def _next(self) -> bytes:
        chunk = next(self._chunks, None)
        if chunk is None:
            raise self.broken("tar cut short")
        return chunk


def members(source: str, chunks: Iterator[bytes], tally: Tally) -> Iterator[Member]:
    """The files of a tar in its order; folders are passed over.

    Raises: MalformedError with the octet where it is damaged or cut short."""
    cursor = Cursor(source, chunks)
    extended: dict[str, str] = {}
    while any(block := cursor.read(BLOCK)):  # a block of zeros ends it
        tally.add_member()
        entry = _entry(block, cursor)
        if entry.type in EXTENSIONS:
            extended |= _extension(entry, cursor)
            continue
        size = _size(entry, extended, cursor)
        end = cursor.position + size + -size % BLOCK
        if entry.type in REGULAR or entry.type in UNREAD:
            name = extended.get("path", entry.name).replace("\0", "\ufffd")
            refusal = _refusal(entry, name, extended)
            yield Member(name[:NAME_OCTETS], refusal, cursor.pieces(size))
        cursor.skip_to(end)
        if entry.type not in KEEPING_EXTENSIONS:
            extended = {}
    for _ in chunks:
        pass  # so that the layers outside see their end, and their checksum


def _entry(block: bytes, cursor: Cursor) -> tarfile.TarInfo:
    try:
        return tarfile.TarInfo.frombuf(block, "utf-8", "replace")
    except tarfile.HeaderError as error:
        raise cursor.broken("damaged tar header") from error


def _extension(entry: tarfile.TarInfo, cursor: Cursor) -> dict[str, str]:
    if not 0 <= entry.size <= EXTENSION_OCTETS:
        raise cursor.broken(f"a tar header longer than {EXTENSION_OCTETS} octets")
    content = cursor.read(entry.size)
    cursor.skip_to(cursor.position + -entry.size % BLOCK)
    if entry.type == tarfile.GNUTYPE_LONGNAME:
        return {"path": content.rstrip(b"\0").decode(errors="replace")}
    return dict(_pax_records(content, cursor))


def _pax_records(content: bytes, cursor: Cursor) -> Iterator[tuple[str, str]]:
    while content:
        digits = content.partition(b" ")[0]
        if not (digits.isdigit() and len(digits) < 6 and len(digits) < int(digits)):
            raise cursor.broken("damaged pax header")
        record, content = content[: int(digits)], content[int(digits) :]
        key, _, value = record[len(digits) + 1 :].decode(errors="replace").partition("=")
        yield key, value.removesuffix("\n")


def _size(entry: tarfile.TarInfo, extended: dict[str, str], cursor: Cursor) -> int:
    text = extended.get("size", str(entry.size))
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise cursor.broken("damaged size in a tar header")
    return 0 if entry.type in WITHOUT_CONTENT else int(text)


def _refusal(entry: tarfile.TarInfo, name: str, extended: dict[str, str]) -> str:
    path = PurePosixPath(name)
    if entry.type in UNREAD:
        return f"{UNREAD[entry.type]} in a tar, which is not read"
    if any(key.startswith("GNU.sparse.") for key in extended):
        return "a sparse file in a tar, which is not read"
    if path.is_absolute() or ".." in path.parts:
        return "a name that leads out of its tar"
    if len(name) > NAME_OCTETS:
        return f"a name longer than {NAME_OCTETS} characters"
    return ""
