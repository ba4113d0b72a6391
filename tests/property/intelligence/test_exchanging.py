"""Where an exchange goes on: whatever the server's clock, pages and memory, nothing is passed over."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noroshi.intelligence.exchanging import (
    FIRST_PAUSE,
    LONGEST_ASKED,
    LONGEST_PAUSE,
    ExchangeError,
    Turned,
    Walk,
    batches,
    begun_again,
    followed,
    pause,
    peace,
)

AT = datetime(2026, 11, 1, tzinfo=UTC)


def instant(second):
    return f"2026-01-01T00:00:{second:02}.000000Z"


class Server:
    """A collection whose objects come in over time, several at one instant; of its pages it remembers
    where they end, until it forgets. has_next: else it is asked by time alone."""

    def __init__(self, size, *, has_next):
        self.size, self.has_next = size, has_next
        self.held, self.memory, self.second = [], {}, 0

    def take(self, many):
        """So many objects come in together, later than all before."""
        self.second += 1
        at = self.second
        self.held += [(at, f"{at}-{number}") for number in range(many)]

    def page(self, walk):
        """Raises: ExchangeError for a cursor that it has forgotten."""
        if walk.cursor and walk.cursor not in self.memory:
            raise ExchangeError("status 400")
        start = self.memory.get(walk.cursor, 0)
        behind = [one for one in self.held if instant(one[0]) > walk.added_after]
        found = behind[start:]
        size = self.size
        if not self.has_next:  # it ends no page within an instant, as it must
            while size < len(found) and found[size][0] == found[size - 1][0]:
                size += 1
        page, more = found[:size], len(found) > size
        cursor = ""
        if more and self.has_next:
            cursor = f"{walk.added_after}:{start + size}:{len(self.memory)}"
            self.memory[cursor] = start + size
        last = instant(page[-1][0]) if page else ""
        return [name for _, name in page], Turned(more, cursor, last)


EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("take"), st.integers(1, 5)),
        st.tuples(st.sampled_from(["read", "die", "forget"]), st.just(0)),
    ),
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 4), st.booleans(), EVENTS)
def test_every_object_is_read_whenever_either_side_is_killed(size, has_next, events):
    server, walk, got = Server(size, has_next=has_next), Walk(), []

    def read(*, is_kept):
        """A page, or one from the beginning of the walk; the page and the place are kept or neither."""
        nonlocal walk
        try:
            names, page = server.page(walk)
            began = walk
        except ExchangeError:
            began = begun_again(walk)
            names, page = server.page(began)
        following = followed(began, page)
        if is_kept:
            walk = following
            got.extend(names)
        return page.more

    for event, many in events:
        if event == "take":
            server.take(many)
        elif event == "forget":
            server.memory.clear()
        else:
            read(is_kept=event == "read")
    while read(is_kept=True):
        pass
    names = [name for _, name in server.held]
    assert set(got) == set(names)
    if not any(event == "forget" for event, _ in events):
        assert got == names, "each once, in order, where nothing is forgotten"
    before = len(got)
    read(is_kept=True)
    assert len(got) == before, "nothing is left to read"


def test_a_way_that_does_not_lead_on_is_an_error():
    walk = Walk(instant(1), "here", instant(1))
    for page in (
        Turned(more=True, cursor="here", last=instant(2)),
        Turned(more=True, last=instant(1)),
        Turned(more=True),
    ):
        with pytest.raises(ExchangeError, match="no next"):
            followed(walk, page)
    assert followed(walk, Turned()) == Walk(instant(1), "", instant(1)), "an empty page keeps it"


@given(st.lists(st.text(min_size=1, max_size=30)), st.integers(1, 5), st.integers(1, 60))
def test_batches_keep_order_and_bounds(contents, most, octets):
    found = list(batches(contents, most=most, octets=octets))
    assert [one for batch in found for one in batch] == contents
    for batch in found:
        assert 1 <= len(batch) <= most
        assert len(batch) == 1 or sum(len(one.encode()) + 1 for one in batch) <= octets


@given(st.integers(1, 10_000), st.one_of(st.none(), st.timedeltas(timedelta(), timedelta(30))))
def test_a_pause_grows_within_bounds_and_honours_what_is_asked(failures, asked):
    found = pause(failures, asked=asked, chance=random.Random(failures))
    assert found >= FIRST_PAUSE / 2
    assert found <= max(LONGEST_PAUSE * 1.5, LONGEST_ASKED)
    assert found >= min(asked or timedelta(), LONGEST_ASKED)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        (" 7 ", 7),
        ("Sun, 01 Nov 2026 00:02:00 GMT", 120),
        ("Sat, 31 Oct 2026 00:00:00 GMT", 0),
        ("Sun, 01 Nov 2026 00:02:00 -0000", 120),
        ("soon", None),
        ("-5", None),
        ("", None),
        (None, None),
        ("9" * 40, None),
        ("Sun, 99 Nov 2026 00:02:00 GMT", None),
    ],
)
def test_what_retry_after_asks_for(text, seconds):
    found = peace(text, now=AT)
    assert found == (None if seconds is None else timedelta(seconds=seconds))
