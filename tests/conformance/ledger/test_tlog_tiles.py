"""c2sp.org/tlog-tiles: which tiles there are, and how wide."""

import pytest

from noroshi.ledger import tiles


def stored(size):
    tree = {}
    leaves = [number.to_bytes(32) for number in range(size)]
    tree.update(tiles.append(leaves, size=0, read=lambda level, index: tree[level, index]))
    return {key: len(tile) // 32 for key, tile in tree.items()}


def test_the_standards_example_of_70000_leaves():
    widths = stored(70_000)
    assert [widths[0, index] for index in range(274)] == [256] * 273 + [112]
    assert (widths[1, 0], widths[1, 1], widths[2, 0]) == (256, 17, 1)
    assert len(widths) == 274 + 2 + 1


@pytest.mark.parametrize(
    ("size", "widths"),
    [
        (0, {}),
        (1, {(0, 0): 1}),
        (256, {(0, 0): 256, (1, 0): 1}),
        (257, {(0, 0): 256, (0, 1): 1, (1, 0): 1}),
    ],
)
def test_small_trees(size, widths):
    assert stored(size) == widths
