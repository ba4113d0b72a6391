"""The exported log: JSON Lines that can be verified without the house that wrote them.

One line per entry in order, exactly the leaf's content, so that anybody's RFC 9162 code can
recompute the root from the file alone. One last line, `{"checkpoint": …, "leaves": …}`:

checkpoint: the final checkpoint, a signed note; `leaves`: base64 of 48 octets per entry, its
id (nil when the record is gone) and its leaf hash as it was when it was sequenced.

A root says only that something differs; the leaf hashes say where. They need no signature of
their own: their root is the checkpoint's, or they are not believed. The ids are a courtesy, so
that a removed entry has a name: its number is proven, its id is not. Each entry is 64
characters of base64, hence the list is read as it comes, in bounded memory, however long.
Cheaper schemes fail: a hash or number within each line is rewritten with the line, and one
hash per 256 entries names a tile, not an entry."""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, Final, NamedTuple
from uuid import UUID

from noroshi.kernel.errors import Location, MalformedError
from noroshi.ledger.checkpoints import Checkpoint, read_checkpoint
from noroshi.ledger.merkle import HASH_OCTETS, leaf_hash
from noroshi.ledger.notes import MAX_NOTE_OCTETS, Note, read_note

MAX_LINE_OCTETS: Final = 64 * 1024
SOURCE: Final = "exported log"

_CHUNK: Final = 1 << 20
_LEAF_OCTETS: Final = 16 + HASH_OCTETS
_LEAF_CHARACTERS: Final = _LEAF_OCTETS * 4 // 3
_LEAVES_PER_READ: Final = 4096
# JSON writes a character in six at most.
_NOTE_WINDOW: Final = 6 * MAX_NOTE_OCTETS
_CHECKPOINT = re.compile(rb'\s{0,16}\{\s{0,16}"checkpoint"\s{0,16}:\s{0,16}(?=")')
_LEAVES = re.compile(r'\s{0,16},\s{0,16}"leaves"\s{0,16}:\s{0,16}"')
_ID = re.compile(rb'"id":"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"')


class Leaf(NamedTuple):
    """number: from 0, the index in the tree; name: the id's 16 octets, or its 36 characters as
    found, or empty: of a million leaves few are asked for theirs."""

    number: int
    name: bytes
    hash: bytes

    @property
    def id(self) -> UUID | None:
        if len(self.name) == 16:
            return UUID(bytes=self.name) if any(self.name) else None
        return UUID(self.name.decode()) if self.name else None


@dataclass(frozen=True, slots=True)
class Export:
    """An opened export. entries_end: octets of entries; leaves_at: where the base64 begins."""

    file: BinaryIO
    note: Note
    checkpoint: Checkpoint
    entries_end: int
    leaves_at: int | None


def write_export(
    stream: BinaryIO,
    *,
    lines: Iterable[bytes],
    leaves: Iterable[tuple[UUID | None, bytes]],
    checkpoint: str,
) -> int:
    """Write entries and the last line, and return how many entries.

    lines: as `entry_line` gives them; leaves: id and leaf hash of each, from the tiles and not
    from the lines, or an entry altered in the database would vouch for itself."""
    count = 0
    for line in lines:
        stream.write(line + b"\n")
        count += 1
    stream.write(b'{"checkpoint":' + json.dumps(checkpoint, ensure_ascii=False).encode())
    stream.write(b',"leaves":"')
    rest = iter(leaves)
    while part := b"".join((id_.bytes if id_ else bytes(16)) + leaf for id_, leaf in _some(rest)):
        stream.write(b64encode(part))
    stream.write(b'"}\n')
    return count


def _some(leaves: Iterator[tuple[UUID | None, bytes]]) -> Iterator[tuple[UUID | None, bytes]]:
    return islice(leaves, _LEAVES_PER_READ)


def open_export(file: BinaryIO) -> Export:
    """Find and read the last line. `file` can seek.

    Raises: MalformedError when the last line with its checkpoint is missing or cut."""
    start = _last_line_start(file)
    file.seek(start)
    head = file.read(_NOTE_WINDOW)
    prefix = _CHECKPOINT.match(head)
    if not prefix:
        raise _malformed("the last line, with the checkpoint, is missing")
    text = head[prefix.end() :].decode("utf-8", errors="replace")
    try:
        note_text, end = json.JSONDecoder().raw_decode(text)
    except ValueError:
        raise _malformed("the last line's checkpoint is cut or damaged") from None
    note = read_note(note_text, source="checkpoint")
    leaves = _LEAVES.match(text, end)
    used = len(text[: leaves.end()].encode()) if leaves else 0
    _require_closed(file)
    return Export(
        file=file,
        note=note,
        checkpoint=read_checkpoint(note.text),
        entries_end=start,
        leaves_at=start + prefix.end() + used if leaves else None,
    )


def read_lines(export: Export) -> Iterator[list[bytes]]:
    """The entries' lines, in batches, without their newlines.

    Raises: MalformedError for a line above MAX_LINE_OCTETS."""
    offset, number, rest = 0, 0, b""
    while offset < export.entries_end:
        export.file.seek(offset)
        chunk = export.file.read(min(_CHUNK, export.entries_end - offset))
        offset += len(chunk)
        *lines, rest = (rest + chunk).split(b"\n")
        if len(max(lines, key=len, default=rest)) > MAX_LINE_OCTETS or len(rest) > MAX_LINE_OCTETS:
            raise _malformed(
                f"a line is longer than {MAX_LINE_OCTETS} octets",
                f"lines {number + 1} to {number + len(lines) + 1}",
            )
        number += len(lines)
        yield lines


def found_leaves(export: Export) -> Iterator[Leaf]:
    """What the entries' lines amount to, one by one."""
    number = 0
    for lines in read_lines(export):
        for line in lines:
            match = _ID.search(line)
            yield Leaf(number, match[1] if match else b"", leaf_hash(line))
            number += 1


def listed_leaves(export: Export) -> Iterator[Leaf]:
    """What the last line lists, one by one. Raises: MalformedError where it is damaged."""
    if export.leaves_at is None:
        raise _malformed("the last line lists no leaf hashes")
    offset, number = export.leaves_at, 0
    while True:
        export.file.seek(offset)
        text, quote, _ = export.file.read(_LEAVES_PER_READ * _LEAF_CHARACTERS).partition(b'"')
        offset += len(text)
        whole = len(text) - len(text) % _LEAF_CHARACTERS
        for octets in _decoded(text[:whole], number):
            yield Leaf(number, octets[:16], octets[16:])
            number += 1
        if quote and whole == len(text):
            return
        if quote or not text or whole != len(text):
            raise _malformed("the list of leaf hashes is cut or damaged", f"entry {number}")


def _decoded(text: bytes, number: int) -> Iterator[bytes]:
    try:
        octets = b64decode(text, validate=True)
    except ValueError:
        raise _malformed("the list of leaf hashes is damaged", f"from entry {number} on") from None
    for at in range(0, len(octets) - len(octets) % _LEAF_OCTETS, _LEAF_OCTETS):
        yield octets[at : at + _LEAF_OCTETS]


def _last_line_start(file: BinaryIO) -> int:
    """The offset after the last newline that is not the file's last octet."""
    end = max(file.seek(0, 2) - 1, 0)
    while end:
        start = max(end - _CHUNK, 0)
        file.seek(start)
        at = file.read(end - start).rfind(b"\n")
        if at >= 0:
            return start + at + 1
        end = start
    return 0


def _require_closed(file: BinaryIO) -> None:
    file.seek(max(file.seek(0, 2) - 8, 0))
    if not file.read().rstrip().endswith(b"}"):
        raise _malformed("the last line is cut")


def _malformed(detail: str, place: str = "last line") -> MalformedError:
    return MalformedError(detail, at=Location(SOURCE, place))
