"""From a path or a stream to documents: layers are taken off, folders and tars walked, JSON
Lines cut. Everything is recognised by content, never by suffix."""

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Generic, TypeVar

import msgspec

from noroshi.formats.containers.layers import layer_of
from noroshi.formats.containers.limits import MIB, Gauge, Limits, Tally
from noroshi.formats.containers.lines import cut
from noroshi.formats.containers.tar import is_tar, members
from noroshi.kernel.errors import Location, MalformedError, RefusedError
from noroshi.kernel.imports import Refusal

MAGIC_OCTETS = 512
UNREAD = {
    b"PK\x03\x04": "ZIP",
    b"PK\x05\x06": "ZIP",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"7z\xbc\xaf\x27\x1c": "7z",
}


Item = TypeVar("Item")


class Document(msgspec.Struct, frozen=True, gc=False):
    """One document. source: the path as given, with `!member` for a file in a tar;
    place: empty for the whole file, `line 17` in JSON Lines."""

    source: str
    place: str
    data: bytes


class Content:
    """What one file holds, its layers taken off, to be read forward and once. source: as of a
    Document. Raises: MalformedError where a layer is damaged, cut short or beyond a limit."""

    def __init__(self, source: str, chunks: Iterator[bytes]) -> None:
        self.source = source
        self._chunks = chunks
        self._rest = b""

    def read(self, size: int) -> bytes:
        """Some octets, `size` at most; none at the end."""
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return b""
            self._rest = chunk
        given, self._rest = self._rest[:size], self._rest[size:]
        return given


def read_documents(
    what: Path | BinaryIO, *, source: str | None = None, limits: Limits | None = None
) -> Iterator[Document | Refusal]:
    """Every document in a file, folder or stream: plain, gzip, zstd, tar, JSON Lines, nested.

    Folders are walked in the order of their names; links in them are refused, not followed.
    JSON Lines give one document a line that is not blank; any other content is one document.

    What is damaged, cut short or beyond a limit gives one Refusal, and its source no further
    document: but those before it were given already, so a caller that wants all or nothing of a
    source must hold them back until the source ends. The next source is read on, except after a
    limit of the whole. Memory stays within a few times `max_document_octets`.

    source: the name of a stream; a path names itself. Raises: nothing but for a caller's own
    stream."""
    yield from _read(what, source, _Walk(Tally(limits or Limits()), _documents))


def read_contents(
    what: Path | BinaryIO, *, source: str | None = None, limits: Limits | None = None
) -> Iterator[Content | Refusal]:
    """The same files, each as a stream of octets that is to be read before the next is asked for, or
    left. JSON Lines are not cut, and only the limits of the whole hold."""
    yield from _read(what, source, _Walk(Tally(limits or Limits()), _contents))


def _documents(source: str, chunks: Iterator[bytes], limits: Limits) -> Iterator[Document]:
    for place, data in cut(source, chunks, limits):
        yield Document(source, place, data)


def _contents(source: str, chunks: Iterator[bytes], _: Limits) -> Iterator[Content]:
    yield Content(source, chunks)


@dataclass(frozen=True, slots=True)
class _Walk(Generic[Item]):
    """What has been read so far, and what is made of each file."""

    tally: Tally
    give: Callable[[str, Iterator[bytes], Limits], Iterator[Item]]


def _read(what: Path | BinaryIO, source: str | None, walk: _Walk[Item]) -> Iterator[Item | Refusal]:
    named = source or _label(what if isinstance(what, Path) else getattr(what, "name", "-"))
    try:
        if isinstance(what, Path):
            yield from _path(named, what, walk)
        else:
            yield from _source(named, _chunks(named, what, walk.tally), walk, 0)
    except RefusedError as error:
        yield Refusal(named, "", error.detail)


def _label(name: object) -> str:
    return os.fsencode(str(name)).decode(errors="replace")


def _path(source: str, path: Path, walk: _Walk[Item]) -> Iterator[Item | Refusal]:
    try:
        is_folder = stat.S_ISDIR(path.stat().st_mode)
    except OSError as error:
        yield _unopened(source, error)
        return
    if is_folder:
        yield from _folder(source, path, walk)
    else:
        yield from _file(source, path, walk)


def _folder(source: str, folder: Path, walk: _Walk[Item]) -> Iterator[Item | Refusal]:
    waiting = [(source, folder)]
    while waiting:
        name, path = waiting.pop()
        try:
            mode = path.stat(follow_symlinks=path == folder).st_mode
            entries = sorted(path.iterdir(), reverse=True) if stat.S_ISDIR(mode) else []
        except OSError as error:
            yield _unopened(name, error)
            continue
        waiting += [(f"{name}/{_label(entry.name)}", entry) for entry in entries]
        if stat.S_ISREG(mode):
            walk.tally.add_member()
            yield from _file(name, path, walk)
        elif not stat.S_ISDIR(mode):
            yield Refusal(name, "", "a link, pipe or device in a folder, which is not followed")


def _file(source: str, path: Path, walk: _Walk[Item]) -> Iterator[Item | Refusal]:
    try:
        stream = path.open("rb")
    except OSError as error:
        yield _unopened(source, error)
        return
    with stream:
        yield from _source(source, _chunks(source, stream, walk.tally), walk, 0)


def _unopened(source: str, error: OSError) -> Refusal:
    return Refusal(source, "", f"cannot be opened: {error.strerror}")


def _chunks(source: str, stream: BinaryIO, tally: Tally) -> Iterator[bytes]:
    position = 0
    try:
        while chunk := stream.read(MIB):
            position += len(chunk)
            tally.add_octets(len(chunk))
            yield chunk
    except OSError as error:
        place = Location(source, f"octet {position}")
        raise MalformedError(f"cannot be read: {error.strerror}", at=place) from error


def _source(
    source: str, chunks: Iterator[bytes], walk: _Walk[Item], depth: int
) -> Iterator[Item | Refusal]:
    try:
        yield from _unpacked(source, chunks, walk, depth)
    except MalformedError as error:
        if error.at is None or error.at.source != source:
            raise  # the fault of what holds this source
        yield Refusal(source, error.at.place, error.detail)


def _unpacked(
    source: str, chunks: Iterator[bytes], walk: _Walk[Item], depth: int
) -> Iterator[Item | Refusal]:
    start, chunks = _peeked(chunks)
    layer = layer_of(start)
    if (layer or is_tar(start)) and depth == walk.tally.limits.max_depth:
        raise MalformedError(f"packed more than {depth} deep", at=Location(source))
    if layer:
        yield from _unpacked(source, layer(chunks, Gauge(source, walk.tally)), walk, depth + 1)
    elif is_tar(start):
        for member in members(source, chunks, walk.tally):
            inside = f"{source}!{member.name}"
            if member.refusal:
                yield Refusal(inside, "", member.refusal)
            else:
                yield from _source(inside, member.chunks, walk, depth + 1)
    else:
        _refuse_unread(source, start)
        yield from walk.give(source, chunks, walk.tally.limits)


def _peeked(chunks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    start = b""
    for chunk in chunks:
        start += chunk
        if len(start) >= MAGIC_OCTETS:
            break
    return start, chain([start], chunks)


def _refuse_unread(source: str, start: bytes) -> None:
    for magic, name in UNREAD.items():
        if start.startswith(magic):
            raise MalformedError(f"{name} is not read: unpack it first", at=Location(source))
