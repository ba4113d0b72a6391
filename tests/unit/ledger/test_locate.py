"""Long logs: windows, gaps wider than a window, and giving up with a number."""

import pytest

from noroshi.ledger import locate
from noroshi.ledger.export import Leaf
from noroshi.ledger.locate import Change, differences


def leaves(numbers):
    return [Leaf(at, b"", number.to_bytes(32)) for at, number in enumerate(numbers)]


def compare(listed, found):
    result = differences(iter(leaves(listed)), iter(leaves(found)))
    items = [(item.change, int.from_bytes(item.leaf.hash)) for item in result.items]
    return items, result.stopped_at


def test_a_gap_wider_than_the_near_window_is_found():
    numbers = list(range(20_000))
    gap = range(5_000, 5_000 + locate.NEAR * 3)
    items, stopped_at = compare(numbers, [n for n in numbers if n not in gap])
    assert items == [(Change.MISSING, number) for number in gap]
    assert stopped_at is None


def test_entries_exchanged_across_the_whole_log_are_both_named():
    found = list(range(100_000))
    found[10], found[99_000] = found[99_000], found[10]
    items, _ = compare(range(100_000), found)
    assert items == [(Change.REORDERED, 99_000), (Change.REORDERED, 10)]


def test_changes_at_every_edge_of_a_window_are_named():
    numbers = list(range(5_000))
    for at in range(locate.NEAR - 3, locate.NEAR + 3):
        found = numbers.copy()
        found[0] = 10_000
        found[at], found[at + 1] = found[at + 1], found[at]
        items, _ = compare(numbers, found)
        assert sorted(number for change, number in items if change is Change.REORDERED) == [
            at,
            at + 1,
        ]


@pytest.mark.parametrize("count", [locate.FAR * 2])
def test_two_unrelated_logs_are_given_up_with_a_number(count):
    items, stopped_at = compare([7, *range(1000, count)], [7, *range(count, 2 * count)])
    assert (items, stopped_at) == ([], 1)


def test_too_many_differences_stop_the_search():
    count = locate.MAX_DIFFERENCES * 2
    found = [number if number % 2 else number + count for number in range(count)]
    items, stopped_at = compare(range(count), found)
    assert len(items) >= locate.MAX_DIFFERENCES / 2
    assert stopped_at is not None


def test_a_long_added_end_is_all_inserted():
    items, stopped_at = compare(range(10), range(locate.NEAR * 4))
    assert {change for change, _ in items} == {Change.INSERTED}
    assert len(items) == locate.NEAR * 4 - 10
    assert stopped_at is None
