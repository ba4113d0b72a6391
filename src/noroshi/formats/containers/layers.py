"""gzip (RFC 1952) and zstd (RFC 8878), unpacked forward in pieces of bounded size."""

import zlib
from collections.abc import Callable, Iterator

import zstandard

from noroshi.formats.containers.limits import MIB, Gauge

GZIP_MAGIC = b"\x1f\x8b"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
ZSTD_SKIPPABLE = tuple(bytes([low]) + b"\x2a\x4d\x18" for low in range(0x50, 0x60))
ZSTD_WINDOW_OCTETS = 128 * MIB  # what `zstd` itself unpacks without being told to

# A run of 128 KiB takes 4 octets in a zstd frame (RFC 8878 section 3.1.1.2), so that one slice
# unpacks to 32 MiB at most.
ZSTD_SLICE_OCTETS = 1024

Layer = Callable[[Iterator[bytes], Gauge], Iterator[bytes]]


def layer_of(start: bytes) -> Layer | None:
    """How to unpack what starts like this, or None when it is not packed."""
    if start.startswith(GZIP_MAGIC):
        return gunzip
    if start.startswith((ZSTD_MAGIC, *ZSTD_SKIPPABLE)):
        return unzstd
    return None


def gunzip(packed: Iterator[bytes], gauge: Gauge) -> Iterator[bytes]:
    """The members of a gzip file, one after another; zeros may pad the end.

    Raises: MalformedError with the octet where it is damaged or cut short, or for a bomb."""
    member = zlib.decompressobj(wbits=31)
    is_open = False
    for chunk in packed:
        rest = chunk
        while rest := rest if is_open else rest.lstrip(b"\0"):
            try:
                unpacked = member.decompress(rest, MIB)
            except zlib.error as error:
                raise gauge.broken("damaged gzip") from error
            unread = member.unused_data if member.eof else member.unconsumed_tail
            gauge.packed += len(rest) - len(unread)
            gauge.unpacked(len(unpacked))
            yield unpacked
            rest = unread
            is_open = not member.eof
            if member.eof:
                member = zlib.decompressobj(wbits=31)
    if is_open:
        raise gauge.broken("gzip cut short")


def unzstd(packed: Iterator[bytes], gauge: Gauge) -> Iterator[bytes]:
    """The frames of a zstd file, one after another.

    Raises: MalformedError with the octet where it is damaged or cut short, or for a bomb."""
    decompressor = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW_OCTETS)
    frame = decompressor.decompressobj()
    is_open = False
    for piece in _slices(packed):
        rest = piece
        while rest:
            try:
                unpacked = frame.decompress(rest)
            except zstandard.ZstdError as error:
                raise gauge.broken("damaged zstd") from error
            gauge.packed += len(rest) - len(frame.unused_data)
            gauge.unpacked(len(unpacked))
            yield unpacked
            is_open = not frame.eof
            rest = frame.unused_data
            if frame.eof:
                frame = decompressor.decompressobj()
    if is_open:
        raise gauge.broken("zstd cut short")


def _slices(chunks: Iterator[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        for start in range(0, len(chunk), ZSTD_SLICE_OCTETS):
            yield chunk[start : start + ZSTD_SLICE_OCTETS]
