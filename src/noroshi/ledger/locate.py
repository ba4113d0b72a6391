"""Where two sequences of leaves differ: what the log held, and what a file holds."""

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, islice, zip_longest
from typing import Final
from uuid import UUID

from noroshi.ledger.export import Leaf

# Both sequences are searched this far ahead for where they agree again: first the one, then,
# if nothing agrees, the other. Memory is bounded by it.
NEAR: Final = 1024
FAR: Final = 65_536
MAX_DIFFERENCES: Final = 10_000


class Change(StrEnum):
    """What happened to an entry."""

    ALTERED = "altered"
    MISSING = "missing"
    INSERTED = "inserted"
    REORDERED = "reordered"


@dataclass(frozen=True, slots=True)
class Difference:
    """leaf: the entry as the log held it, or as found if it was inserted; found: as it stands
    in the file, None when it is missing there."""

    change: Change
    leaf: Leaf
    found: Leaf | None


@dataclass(frozen=True, slots=True)
class Differences:
    """stopped_at: the number of the listed entry from which on nothing was compared any more,
    there being too many differences or no agreement within FAR entries; None if all was."""

    items: tuple[Difference, ...]
    stopped_at: int | None


@dataclass(slots=True)
class _Block:
    listed: list[Leaf]
    found: list[Leaf]


class _Window:
    """An iterator that can be looked ahead of."""

    def __init__(self, leaves: Iterator[Leaf]) -> None:
        self._leaves = leaves
        self.held: deque[Leaf] = deque()

    def fill(self, size: int) -> bool:
        """Hold `size` leaves; False when fewer are left."""
        self.held.extend(islice(self._leaves, max(size - len(self.held), 0)))
        return len(self.held) >= size

    def rest(self) -> Iterator[Leaf]:
        # A chain, not a generator: a generator would close the leaves when it is left.
        return chain(iter(self._popped, None), self._leaves)

    def put_back(self, leaf: Leaf | None) -> None:
        if leaf is not None:
            self.held.appendleft(leaf)

    def _popped(self) -> Leaf | None:
        return self.held.popleft() if self.held else None

    def take(self, count: int) -> list[Leaf]:
        return [self.held.popleft() for _ in range(count)]


def differences(listed: Iterator[Leaf], found: Iterator[Leaf]) -> Differences:
    """Name what was altered, removed, inserted and moved, with as few names as do.

    Of two neighbours that changed places both are named, of a longer move what moved."""
    left, right = _Window(listed), _Window(found)
    blocks: list[_Block] = []
    count = 0
    while _skip_equal(left, right):
        anchors = _agreement(left, right)
        if anchors is None or count > MAX_DIFFERENCES:
            return Differences(tuple(_classify(blocks)), left.held[0].number if left.held else None)
        new = _cut(left, right, anchors)
        count += sum(len(block.listed) + len(block.found) for block in new)
        blocks += new
    return Differences(tuple(_classify(blocks)), None)


def _skip_equal(left: _Window, right: _Window) -> bool:
    """Pass over what agrees; False at the end of both."""
    for listed, found in zip_longest(left.rest(), right.rest()):
        if listed is None or found is None or listed.hash != found.hash:
            left.put_back(listed)
            right.put_back(found)
            return True
    return False


def _agreement(left: _Window, right: _Window) -> list[tuple[int, int]] | None:
    """Pairs of positions in the windows that hold the same leaf, in order on both sides.

    None: nothing agrees, and there is more of both than can be held."""
    for size in (NEAR, FAR):
        has_more = left.fill(size), right.fill(size)
        anchors = _common(list(left.held), list(right.held))
        if anchors or not any(has_more):
            return anchors
    return None if all(has_more) else []


def _cut(left: _Window, right: _Window, anchors: Sequence[tuple[int, int]]) -> list[_Block]:
    """Take the windows up to their last agreement, keeping what lies between agreements."""
    ends = anchors or [(len(left.held), len(right.held))]
    blocks: list[_Block] = []
    i = j = 0
    for next_i, next_j in ends:
        blocks.append(_Block(left.take(next_i - i), right.take(next_j - j)))
        i, j = next_i, next_j
        if anchors:
            left.take(1)
            right.take(1)
            i, j = i + 1, j + 1
    return [block for block in blocks if block.listed or block.found]


def _common(left: Sequence[Leaf], right: Sequence[Leaf]) -> list[tuple[int, int]]:
    """The longest run of pairs (i, j) of equal leaves in which both rise."""
    at = {leaf.hash: i for i, leaf in enumerate(left)}
    pairs = [(at[leaf.hash], j) for j, leaf in enumerate(right) if leaf.hash in at]
    exchanged = _exchanged(left, right, pairs)
    return _longest_rising([pair for pair in pairs if pair not in exchanged])


def _exchanged(
    left: Sequence[Leaf], right: Sequence[Leaf], pairs: Sequence[tuple[int, int]]
) -> set[tuple[int, int]]:
    """Pairs of two leaves that took each other's place: neither of them stayed.

    Two such have one sum of positions, and something that agrees before or after them."""

    def is_frame(i: int, j: int) -> bool:
        if i in {-1, len(left)} or j in {-1, len(right)}:
            return (i, j) in {(-1, -1), (len(left), len(right))}
        return left[i].hash == right[j].hash

    by_sum: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for i, j in pairs:
        by_sum[i + j].append((i, j))
    return {
        pair
        for group in by_sum.values()
        for late, early in zip(group[: len(group) // 2], reversed(group), strict=False)
        if is_frame(early[0] - 1, late[1] - 1) or is_frame(late[0] + 1, early[1] + 1)
        for pair in (early, late)
    }


def _longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest subsequence of pairs whose first members rise (patience sorting)."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, (i, _) in enumerate(pairs):
        length = bisect_left(tails, i)
        before.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [i]
        ends[length : length + 1] = [at]
    longest: list[tuple[int, int]] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        longest.append(pairs[at])
        at = before[at]
    return longest[::-1]


def _classify(blocks: Sequence[_Block]) -> Iterator[Difference]:
    """The same content elsewhere was moved; the same id, or alone in the same place, altered."""
    moved = _paired(blocks, lambda leaf: leaf.hash)
    yield from (Difference(Change.REORDERED, listed, found) for listed, found in moved)
    altered = _paired(blocks, lambda leaf: leaf.id)
    yield from (Difference(Change.ALTERED, listed, found) for listed, found in altered)
    for block in blocks:
        if len(block.listed) == len(block.found):
            pairs = zip(block.listed, block.found, strict=True)
            yield from (Difference(Change.ALTERED, listed, found) for listed, found in pairs)
        else:
            yield from (Difference(Change.MISSING, listed, None) for listed in block.listed)
            yield from (Difference(Change.INSERTED, found, found) for found in block.found)


def _paired(
    blocks: Sequence[_Block], key: Callable[[Leaf], bytes | UUID | None]
) -> list[tuple[Leaf, Leaf]]:
    """Take out of the blocks what has the same key on both sides."""
    listed = {key(leaf): leaf for block in blocks for leaf in block.listed if key(leaf)}
    pairs = [
        (listed.pop(key(leaf)), leaf)
        for block in blocks
        for leaf in block.found
        if key(leaf) in listed
    ]
    gone = {leaf.number for leaf, _ in pairs}, {leaf.number for _, leaf in pairs}
    for block in blocks:
        block.listed = [leaf for leaf in block.listed if leaf.number not in gone[0]]
        block.found = [leaf for leaf in block.found if leaf.number not in gone[1]]
    return pairs
