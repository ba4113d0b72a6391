"""Tiles: how the tree is stored, 256 hashes to a tile. Source: c2sp.org/tlog-tiles.

A tile at (level, index) is the concatenation of up to 256 hashes, each the root of 256^level
leaves; a tile of level 0 holds leaf hashes. Only the last tile of a level may be partial, and
only a full tile has a hash at the level above."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from noroshi.kernel.errors import MalformedError
from noroshi.ledger.merkle import (
    HASH_OCTETS,
    Range,
    consistency_ranges,
    full_root,
    inclusion_ranges,
    join,
    split,
)

TILE_HEIGHT: Final = 8
TILE_HASHES: Final = 1 << TILE_HEIGHT

TileKey = tuple[int, int]
# (level, index) to the tile as stored; it may be wider than the tree that is asked about,
# since a tile only grows.
ReadTile = Callable[[int, int], bytes]


def append(leaf_hashes: Sequence[bytes], *, size: int, read: ReadTile) -> dict[TileKey, bytes]:
    """The tiles that change when leaves are appended to a tree of `size`, in their new form.

    Raises: MalformedError when a stored tile is too short."""
    changed: dict[TileKey, bytes] = {}
    level, row, start = 0, list(leaf_hashes), size
    while row:
        index, held = divmod(start, TILE_HASHES)
        if held:
            row = split(_hashes(read, (level, index), 0, held)) + row
        full: list[bytes] = []
        for offset in range(0, len(row), TILE_HASHES):
            tile = row[offset : offset + TILE_HASHES]
            changed[level, index + offset // TILE_HASHES] = b"".join(tile)
            if len(tile) == TILE_HASHES:
                full.append(full_root(b"".join(tile)))
        level, row, start = level + 1, full, start >> TILE_HEIGHT
    return changed


def root(size: int, read: ReadTile) -> bytes:
    """The root of the first `size` leaves."""
    return range_root((0, size), read)


def inclusion_proof(index: int, size: int, read: ReadTile) -> list[bytes]:
    """Proof that leaf `index` is in the tree of `size` leaves (RFC 9162 section 2.1.3)."""
    return [range_root(part, read) for part in inclusion_ranges(index, size)]


def consistency_proof(old_size: int, size: int, read: ReadTile) -> list[bytes]:
    """Proof that the tree of `old_size` leaves begins that of `size` (RFC 9162 section 2.1.4)."""
    return [range_root(part, read) for part in consistency_ranges(old_size, size)]


def range_root(part: Range, read: ReadTile) -> bytes:
    """The root of the leaves [start, end), where start is a multiple of the largest power of
    two that is not above end - start, as it is for every part of a proof.

    Raises: MalformedError when a stored tile is too short."""
    return join([_full_root(start, height, read) for start, height in _full_subtrees(part)])


def keys_of(parts: Iterable[Range]) -> set[TileKey]:
    """The tiles that the roots of these ranges take: so that they can be read at once."""
    return {_place(start, height)[0] for part in parts for start, height in _full_subtrees(part)}


def _full_subtrees(part: Range) -> list[tuple[int, int]]:
    start, end = part
    subtrees = []
    while start < end:
        height = (end - start).bit_length() - 1
        subtrees.append((start, height))
        start += 1 << height
    return subtrees


def _place(start: int, height: int) -> tuple[TileKey, int, int]:
    """The tile that holds the subtree of 2^height leaves from `start` on, and where in it."""
    level, within = divmod(height, TILE_HEIGHT)
    index, first = divmod(start >> (level * TILE_HEIGHT), TILE_HASHES)
    return (level, index), first, first + (1 << within)


def _full_root(start: int, height: int, read: ReadTile) -> bytes:
    return full_root(_hashes(read, *_place(start, height)))


def _hashes(read: ReadTile, key: TileKey, start: int, end: int) -> bytes:
    tile = read(*key)
    if len(tile) < end * HASH_OCTETS:
        raise MalformedError(f"tile {key[0]}/{key[1]} is shorter than the tree")
    return tile[start * HASH_OCTETS : end * HASH_OCTETS]
