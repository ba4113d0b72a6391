"""Merkle trees: roots, the shape of proofs, and their verification. Source: RFC 9162 section 2.1.

Hashes are SHA-256, 32 octets. A proof is a list of hashes, lowest first."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import islice
from typing import Final

HASH_OCTETS: Final = 32
EMPTY_ROOT: Final = sha256(b"").digest()
BATCH: Final = 1 << 16

Range = tuple[int, int]


def leaf_hash(data: bytes) -> bytes:
    """The hash of one entry (section 2.1.1)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees (section 2.1.1)."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of a growing tree: what its root takes, in memory of O(log size)."""

    def __init__(self) -> None:
        self.size = 0
        # The roots of the full subtrees of 2^height leaves, each with what is right of it
        # further down; empty where the size has a zero bit.
        self._full: list[bytes] = []

    def extend(self, leaf_hashes: Sequence[bytes]) -> None:
        """Append leaves; the cost per leaf is least when many come at once."""
        self.size += len(leaf_hashes)
        height, row = 0, list(leaf_hashes)
        while row:
            if height == len(self._full):
                self._full.append(b"")
            if self._full[height]:
                row.insert(0, self._full[height])
            self._full[height] = row.pop() if len(row) % 2 else b""
            row = parents(row)
            height += 1

    def root(self) -> bytes:
        """The root of all leaves so far."""
        return join([full for full in reversed(self._full) if full])


def parents(row: Sequence[bytes]) -> list[bytes]:
    """The hashes one level up; the row has an even length."""
    return [sha256(b"\x01" + a + b).digest() for a, b in zip(row[::2], row[1::2], strict=True)]


def full_root(row: bytes) -> bytes:
    """The root over hashes that stand side by side, 2^n of them (section 2.1.1)."""
    while len(row) > HASH_OCTETS:
        pairs = range(0, len(row), 2 * HASH_OCTETS)
        row = b"".join([sha256(b"\x01" + row[at : at + 2 * HASH_OCTETS]).digest() for at in pairs])
    return row


def split(row: bytes) -> list[bytes]:
    """Hashes that stand side by side, one by one."""
    return [row[at : at + HASH_OCTETS] for at in range(0, len(row), HASH_OCTETS)]


def join(subtrees: Sequence[bytes]) -> bytes:
    """The root over full subtrees, largest and leftmost first (section 2.1.1)."""
    if not subtrees:
        return EMPTY_ROOT
    *rest, root = subtrees
    for subtree in reversed(rest):
        root = node_hash(subtree, root)
    return root


def root_of(leaf_hashes: Iterable[bytes]) -> bytes:
    """The root of a list (section 2.1.1)."""
    frontier = Frontier()
    leaves = iter(leaf_hashes)
    while batch := list(islice(leaves, BATCH)):
        frontier.extend(batch)
    return frontier.root()


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """The ranges [start, end) of leaves whose roots are the inclusion proof (section 2.1.3.1)."""
    start, end = 0, size
    ranges: list[Range] = []
    while end - start > 1:
        middle = start + _left_size(end - start)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def consistency_ranges(old_size: int, size: int) -> list[Range]:
    """The ranges [start, end) of leaves whose roots are the consistency proof (section 2.1.4.1).

    Empty for an old size of 0 and for equal sizes: there is nothing to prove."""
    start, end = 0, size
    ranges: list[Range] = []
    if old_size == 0:
        return ranges
    while end != old_size:
        middle = start + _left_size(end - start)
        if old_size <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    if start:
        ranges.append((start, end))
    return ranges[::-1]


def _left_size(size: int) -> int:
    """The largest power of two smaller than `size` (section 2.1.1)."""
    return 1 << ((size - 1).bit_length() - 1)


def is_included(leaf: bytes, *, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof shows that the leaf hash stands at `index` (section 2.1.3.2)."""
    if not 0 <= index < size or len(leaf) != HASH_OCTETS:
        return False
    node, last, result = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if node & 1 or node == last:
            result = node_hash(sibling, result)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            result = node_hash(result, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and result == root


def is_consistent(
    *, old_size: int, old_root: bytes, size: int, root: bytes, path: Sequence[bytes]
) -> bool:
    """Whether the proof shows that the old tree is the new one's beginning (section 2.1.4.2).

    The RFC leaves an old size of 0 out; here the empty tree begins every tree, without a path."""
    if not 0 <= old_size <= size:
        return False
    if old_size == size:
        return not path and old_root == root
    if old_size == 0:
        return not path and old_root == EMPTY_ROOT
    if not path:
        return False
    if old_size & (old_size - 1) == 0:
        path = [old_root, *path]
    node, last = old_size - 1, size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    return _climb(path, node, last) == (old_root, root)


def _climb(path: Sequence[bytes], node: int, last: int) -> tuple[bytes, bytes] | None:
    """Steps 5 to 7 of section 2.1.4.2: the two roots that the path leads to."""
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if node & 1 or node == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        node, last = node >> 1, last >> 1
    return (old, new) if last == 0 else None
