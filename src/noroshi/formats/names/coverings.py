"""Stretches of a version order, and what is left affected when they lie over each other."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

import msgspec

from noroshi.formats.names.schemes.generic import LAST_BUILD
from noroshi.formats.names.version_texts import (
    ANY_HIGH,
    ANY_LOW,
    Span,
    from_to,
    spans_of,
)
from noroshi.formats.names.versions import Scheme, version_key

# "an asterisk indicating an arbitrarily large number in the version ordering" (CVE schema)
_ARBITRARILY_LARGE = "9" * 64
# Reads a text in a way of writing ranges that the kind of package has of its own.
Reader = Callable[[str], tuple[Span, ...] | None]
_WITH_BUILDS = frozenset((Scheme.GENERIC, Scheme.SEMVER))


class Cut(msgspec.Struct, frozen=True, order=True, gc=False):
    """A place between versions: just before that of the key, or just after it."""

    key: bytes
    is_after: bool


class Stretch(msgspec.Struct, frozen=True, gc=False):
    """The versions between two cuts, and how the two are written."""

    start: Cut
    end: Cut
    low: str
    high: str


class Layer(msgspec.Struct, frozen=True, gc=False):
    """A stretch of versions with one status."""

    start: Cut
    end: Cut
    is_affected: bool


BEGINNING = Cut(b"", is_after=False)
END = Cut(b"\xff", is_after=False)


@lru_cache(maxsize=1 << 14)
def stretches(
    version: str,
    less_than: str | None,
    less_than_or_equal: str | None,
    scheme: Scheme,
    own: Reader | None = None,
) -> tuple[Stretch, ...]:
    """What one entry's version, or the range between its bounds, covers; empty: unreadable."""
    if less_than:
        spans: tuple[Span, ...] | None = (from_to(version, less_than, is_inclusive=False),)
    elif less_than_or_equal:
        spans = (from_to(version, less_than_or_equal, is_inclusive=True),)
    else:
        spans = (own(version) if own else None) or spans_of(version)
    found = []
    for span in spans or ():
        start = cut(span.low, scheme, is_after=not span.low_inclusive)
        end = cut(span.high, scheme, is_after=span.high_inclusive)
        if start is None or end is None:
            return ()
        found.append(Stretch(start, end, span.low, span.high))
    return tuple(found)


@lru_cache(maxsize=1 << 14)
def exactly(version: str, scheme: Scheme) -> tuple[Stretch, ...]:
    """A version by itself, whatever people would mean by its text: `1!0.5`, `2.0-july`."""
    key = version_key(version, scheme)
    if key is None:
        return ()
    start, end = Cut(key, is_after=False), cut(version, scheme, is_after=True)
    return (Stretch(start, end, version, version),) if end else ()


def cut(text: str, scheme: Scheme, *, is_after: bool) -> Cut | None:
    """The place just before or after a version, its builds with it, or the series `6.6.*`; None:
    not comparable."""
    if text == ANY_LOW:
        return BEGINNING
    if text == ANY_HIGH:
        return END
    if text.endswith("*"):
        text = text[:-1] + _ARBITRARILY_LARGE
    key = version_key(text, scheme)
    if key and is_after and scheme in _WITH_BUILDS:
        key = key[:-1] + LAST_BUILD
    return None if key is None else Cut(key, is_after)


def in_all(spans: Sequence[Span], scheme: Scheme) -> Span | None:
    """What lies in each of them; None: nothing does, or they cannot be compared."""
    starts = [cut(span.low, scheme, is_after=not span.low_inclusive) for span in spans]
    ends = [cut(span.high, scheme, is_after=span.high_inclusive) for span in spans]
    lows = [start for start in starts if start is not None]
    highs = [end for end in ends if end is not None]
    if len(lows) + len(highs) < 2 * len(spans) or not spans or max(lows) >= min(highs):
        return None
    low, high = spans[lows.index(max(lows))], spans[highs.index(min(highs))]
    return Span(low.low, low.low_inclusive, high.high, high.high_inclusive)


def affected(layers: Sequence[Layer]) -> Iterator[tuple[Cut, Cut]]:
    """The affected stretches, ascending and joined, where earlier layers cover later ones."""
    if len(layers) == 1:
        only = layers[0]
        if only.is_affected and only.start < only.end:
            yield only.start, only.end
        return
    cuts = sorted({place for layer in layers for place in (layer.start, layer.end)})
    start: Cut | None = None
    for place, status in zip(cuts, _statuses(layers, cuts), strict=True):
        if status and start is None:
            start = place
        elif not status and start is not None:
            yield start, place
            start = None


def _statuses(layers: Sequence[Layer], cuts: Sequence[Cut]) -> bytearray:
    """For each segment that begins with a cut, 1 if it is affected; the last is beyond all."""
    places = {place: index for index, place in enumerate(cuts)}
    status = bytearray(len(cuts))
    uncovered = list(range(len(cuts)))  # from each segment, the way to the next uncovered one
    for layer in layers:
        end = places[layer.end]
        index = _next(uncovered, places[layer.start])
        while index < end:
            status[index] = layer.is_affected
            uncovered[index] = index + 1
            index = _next(uncovered, index)
    return status


def _next(uncovered: list[int], index: int) -> int:
    while uncovered[index] != index:
        uncovered[index] = uncovered[uncovered[index]]
        index = uncovered[index]
    return index
