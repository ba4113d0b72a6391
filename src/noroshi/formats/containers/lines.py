"""One document, or JSON Lines: told apart by the first two lines, and cut."""

from collections.abc import Iterator
from itertools import chain

import msgspec

from noroshi.formats.containers.limits import Limits
from noroshi.kernel.errors import Location, MalformedError

CHUNK_OCTETS = 1 << 18
BOM = b"\xef\xbb\xbf"


def cut(source: str, chunks: Iterator[bytes], limits: Limits) -> Iterator[tuple[str, bytes]]:
    """(place, document): the whole with an empty place, or each line that is not blank.

    Raises: MalformedError for a document or a line beyond the limits."""
    gathered = _gathered(chunks)
    head = _head(gathered, limits)
    if not _is_json_lines(head):
        yield "", _whole(source, chain([head], gathered), limits)
        return
    pieces = (head[start : start + CHUNK_OCTETS] for start in range(0, len(head), CHUNK_OCTETS))
    yield from _lines(source, chain(pieces, gathered), limits)


def _gathered(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same octets in chunks of at least 256 KiB, so that joining them stays linear."""
    waiting: list[bytes] = []
    size = 0
    for chunk in chunks:
        waiting.append(chunk)
        size += len(chunk)
        if size >= CHUNK_OCTETS:
            yield b"".join(waiting)
            waiting, size = [], 0
    yield b"".join(waiting)


def _head(chunks: Iterator[bytes], limits: Limits) -> bytes:
    """The start: its first two lines, where they are no longer than a line may be."""
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) > limits.max_line_octets or head.lstrip().count(b"\n") >= 2:
            break
    return head


def _is_json_lines(head: bytes) -> bool:
    """Whether there are two lines, and one of the first two is a JSON object by itself while the
    first cannot be the start of a longer JSON text. One of the two may be bad."""
    first, _, rest = head.removeprefix(BOM).lstrip().partition(b"\n")
    second = rest.lstrip().partition(b"\n")[0]
    if not second or first.startswith(b"[") or first.rstrip().endswith((b"{", b"[", b":", b",")):
        return False
    return _is_object(first) or _is_object(second)


def _is_object(line: bytes) -> bool:
    if not line.startswith(b"{"):
        return False
    try:
        msgspec.json.decode(line, type=msgspec.Raw)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True


def _whole(source: str, chunks: Iterator[bytes], limits: Limits) -> bytes:
    waiting: list[bytes] = []
    room = limits.max_document_octets
    for chunk in chunks:
        waiting.append(chunk)
        room -= len(chunk)
        if room < 0:
            reason = f"a document longer than {limits.max_document_octets} octets"
            raise MalformedError(reason, at=Location(source))
    return b"".join(waiting)


def _lines(source: str, chunks: Iterator[bytes], limits: Limits) -> Iterator[tuple[str, bytes]]:
    number = 0
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        for line in [*lines, rest] if len(rest) > limits.max_line_octets else lines:
            number += 1
            if len(line) > limits.max_line_octets:
                reason = f"a line longer than {limits.max_line_octets} octets"
                raise MalformedError(reason, at=Location(source, f"line {number}"))
            if line and not line.isspace():
                yield f"line {number}", line
    if rest and not rest.isspace():
        yield f"line {number + 1}", rest
