"""From a path or a stream to documents: layers are taken off, folders and tars walked, JSON
Lines cut. Everything is recognised by content, never by suffix."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO

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


@dataclass(frozen=True, slots=True)
class Document:
    """One document. source: the path as given, with `!member` for a file in a tar;
    place: empty for the whole file, `line 17` in JSON Lines."""

    source: str
    place: str
    data: bytes


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
    tally = Tally(limits or Limits())
    named = source or _label(what if isinstance(what, Path) else getattr(what, "name", "-"))
    try:
        if isinstance(what, Path):
            yield from _path(named, what, tally)
        else:
            yield from _source(named, _chunks(named, what, tally), tally, 0)
    except RefusedError as error:
        yield Refusal(named, "", error.detail)


def _label(name: object) -> str:
    return os.fsencode(str(name)).decode(errors="replace")


def _path(source: str, path: Path, tally: Tally) -> Iterator[Document | Refusal]:
    try:
        is_folder = stat.S_ISDIR(path.stat().st_mode)
    except OSError as error:
        yield _unopened(source, error)
        return
    yield from _folder(source, path, tally) if is_folder else _file(source, path, tally)


def _folder(source: str, folder: Path, tally: Tally) -> Iterator[Document | Refusal]:
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
            tally.add_member()
            yield from _file(name, path, tally)
        elif not stat.S_ISDIR(mode):
            yield Refusal(name, "", "a link, pipe or device in a folder, which is not followed")


def _file(source: str, path: Path, tally: Tally) -> Iterator[Document | Refusal]:
    try:
        stream = path.open("rb")
    except OSError as error:
        yield _unopened(source, error)
        return
    with stream:
        yield from _source(source, _chunks(source, stream, tally), tally, 0)


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
    source: str, chunks: Iterator[bytes], tally: Tally, depth: int
) -> Iterator[Document | Refusal]:
    try:
        yield from _unpacked(source, chunks, tally, depth)
    except MalformedError as error:
        if error.at is None or error.at.source != source:
            raise  # the fault of what holds this source
        yield Refusal(source, error.at.place, error.detail)


def _unpacked(
    source: str, chunks: Iterator[bytes], tally: Tally, depth: int
) -> Iterator[Document | Refusal]:
    start, chunks = _peeked(chunks)
    layer = layer_of(start)
    if (layer or is_tar(start)) and depth == tally.limits.max_depth:
        raise MalformedError(f"packed more than {depth} deep", at=Location(source))
    if layer:
        yield from _unpacked(source, layer(chunks, Gauge(source, tally)), tally, depth + 1)
    elif is_tar(start):
        for member in members(source, chunks, tally):
            inside = f"{source}!{member.name}"
            if member.refusal:
                yield Refusal(inside, "", member.refusal)
            else:
                yield from _source(inside, member.chunks, tally, depth + 1)
    else:
        _refuse_unread(source, start)
        for place, data in cut(source, chunks, tally.limits):
            yield Document(source, place, data)


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
