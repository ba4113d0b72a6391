"""Pure decisions about exchange with partners: where to go on, what goes together, when to try again."""

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Final

LONGEST_PARTNER: Final = 100
LONGEST_REASON: Final = 300
LONGEST_CURSOR: Final = 4000
NAME: Final = re.compile(r"[^\s,:/][^\x00-\x1f\x7f]{0,98}[^\s]|[^\s,:/]")
# An instant as a server writes it; kept as it was written, for it is given back to that server.
INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,20})?Z", re.ASCII)
FIRST_PAUSE: Final = timedelta(seconds=30)
LONGEST_PAUSE: Final = timedelta(hours=1)
LONGEST_ASKED: Final = timedelta(days=1)  # a partner may ask for no longer peace than that
SHORTEST: Final = 1  # minutes between two exchanges
SLOWEST: Final = 7 * 24 * 60


class Direction(StrEnum):
    """Which way objects go, as the house sees it."""

    PULL = "pull"
    PUSH = "push"
    BOTH = "both"


class Kind(StrEnum):
    """What a partner serves."""

    TAXII = "taxii"
    MISP_FEED = "misp-feed"


class ExchangeError(Exception):
    """The exchange did not succeed. reason: a code, or `status` and a number; asked: for how long the
    other side wants peace."""

    def __init__(self, reason: str, *, asked: timedelta | None = None) -> None:
        super().__init__(reason)
        self.reason, self.asked = reason, asked


@dataclass(frozen=True, slots=True)
class Walk:
    """How far a collection has been read. added_after: what the walk asks for, the same on every page;
    cursor: the `next` to go on with, empty at a walk's beginning; seen_until: when what was last
    read came into the collection (the server's X-TAXII-Date-Added-Last)."""

    added_after: str = ""
    cursor: str = ""
    seen_until: str = ""


@dataclass(frozen=True, slots=True)
class Turned:
    """What a page says of those after it (TAXII 2.1, sections 3.4 to 3.7)."""

    more: bool = False
    cursor: str = ""
    last: str = ""


def direction(pull_from: str, push_to: str) -> Direction:
    """By the collections that are named, of which there is one at least."""
    if pull_from and push_to:
        return Direction.BOTH
    return Direction.PULL if pull_from else Direction.PUSH


def followed(walk: Walk, page: Turned) -> Walk:
    """The walk behind a page.

    Within a walk the server's `next` leads on, beside the same `added_after`; one that gives none is
    asked for what came after the last it gave. Behind the last page the next walk begins there.
    Raises: ExchangeError where there is more and no way to it, also where the way leads in a circle."""
    until = page.last or walk.seen_until
    if not page.more:
        until = until or walk.added_after
        return Walk(until, "", until)
    if page.cursor and page.cursor != walk.cursor:
        return Walk(walk.added_after, page.cursor, until)
    if page.cursor or page.last in ("", walk.added_after):
        raise ExchangeError("no next")
    return Walk(page.last, "", page.last)


def begun_again(walk: Walk) -> Walk:
    """The walk from its beginning, for a server that no longer knows its own `next`: what was read of
    it is read again, and known."""
    return Walk(walk.added_after, "", "")


def pause(failures: int, *, asked: timedelta | None, chance: random.Random) -> timedelta:
    """How long to wait after so many failures in a row, at least one: twice as long each time, half of
    it or half more by chance, and no less than the other side asks for."""
    whole = min(FIRST_PAUSE * 2.0 ** min(failures - 1, 20), LONGEST_PAUSE)
    return max(whole * chance.uniform(0.5, 1.5), min(asked or timedelta(), LONGEST_ASKED))


def peace(text: str | None, *, now: datetime) -> timedelta | None:
    """What `Retry-After` asks for (RFC 9110 section 10.2.3), in either form; None where it says
    nothing."""
    if not text:
        return None
    if re.fullmatch(r"[0-9]{1,9}", text.strip()):
        return timedelta(seconds=int(text))
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(until - now, timedelta())


def batches(contents: Iterable[str], *, most: int, octets: int) -> Iterator[list[str]]:
    """The contents in their order, in batches of `most` and of so many octets; one that is larger by
    itself goes alone."""
    batch: list[str] = []
    size = 0
    for content in contents:
        length = len(content.encode()) + 1
        if batch and (len(batch) == most or size + length > octets):
            yield batch
            batch, size = [], 0
        batch.append(content)
        size += length
    if batch:
        yield batch
