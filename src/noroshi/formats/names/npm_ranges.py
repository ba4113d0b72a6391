"""Ranges as npm writes them: `^1.2.3`, `~1.2`, `1.x || >=2.5.0`, `1.2 - 2.3`.

Read as node-semver's README desugars them, with its own notation: `1.x` is `>=1.0.0 <2.0.0-0`, where
`2.0.0-0` precedes every pre-release of 2.0.0. Pre-releases between two bounds are in the range, as
with `includePrerelease`: what is left out there is what one would not install unasked."""

import re
from collections.abc import Callable, Mapping

from noroshi.formats.names.coverings import in_all
from noroshi.formats.names.version_texts import ANY_HIGH, ANY_LOW, Span
from noroshi.formats.names.versions import LONGEST, Scheme

_MOST_COMPARATORS = 64
_X = r"0|[1-9][0-9]*|[xX*]"
_PARTIAL = (
    rf"[v=\s]*({_X})(?:\.({_X})(?:\.({_X})"
    r"(-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z.-]+)?)?)?"
)
_SIMPLE = re.compile(rf"\s*(<=|>=|<|>|~>|~|\^|)\s*{_PARTIAL}(?=\s|\Z)")
_HYPHEN = re.compile(rf"\s*{_PARTIAL}\s+-\s+{_PARTIAL}\s*")
# What no other way of writing a range has.
_OWN_SIGNS = re.compile(r"[~^]|\|\|")

_WHOLE = 3

Parts = tuple[str | None, ...]
Numbers = tuple[int, ...]
NOTHING = Span(ANY_LOW, low_inclusive=False, high=ANY_LOW, high_inclusive=False)


def npm_spans(text: str) -> tuple[Span, ...] | None:
    """The spans of a range set; None: not one. A version by itself is one, and no series.

    Raises: nothing. Source: node-semver, range grammar."""
    if len(text) > LONGEST or not re.search(r"[~^<>|]|\s-\s", text):
        return None
    found: list[Span] = []
    for part in text.split("||"):
        span = _span(part)
        if span is None:
            return None
        found.append(span)
    return tuple(found)


def npm_signed(text: str) -> tuple[Span, ...] | None:
    """The same for who says `semver` and means npm's syntax: only what none else would write so."""
    return npm_spans(text) if _OWN_SIGNS.search(text) else None


def _span(text: str) -> Span | None:
    if hyphen := _HYPHEN.fullmatch(text):
        low, high = hyphen.groups()[:4], hyphen.groups()[4:]
        return in_all([_since(low), _up_to(high)], Scheme.SEMVER)
    place = 0
    spans: list[Span] = []
    text = text.rstrip()
    while place < len(text):
        simple = _SIMPLE.match(text, place)
        if simple is None or len(spans) == _MOST_COMPARATORS:
            return None
        spans.append(_simple(simple[1], simple.groups()[1:]))
        place = simple.end()
    return in_all(spans, Scheme.SEMVER)


def _simple(sign: str, parts: Parts) -> Span:
    if sign in _COMPARED:
        return _COMPARED[sign](parts)
    numbers = _numbers(parts)
    if sign:
        return _series(parts, _caret(numbers) if sign == "^" else numbers[:2])
    if len(numbers) < _WHOLE:
        return _series(parts, numbers)
    version = _least(parts)
    return Span(version, low_inclusive=True, high=version, high_inclusive=True)


def _numbers(parts: Parts) -> Numbers:
    """Those before the first that is open."""
    found = []
    for part in parts[:_WHOLE]:
        if part is None or not part.isdecimal():
            break
        found.append(int(part))
    return tuple(found)


def _is_whole(parts: Parts) -> bool:
    return len(_numbers(parts)) == _WHOLE


def _least(parts: Parts) -> str:
    """`1.2` is 1.2.0; the earliest of all where every number is open."""
    numbers = _numbers(parts)
    if not numbers:
        return ANY_LOW
    pre_release = (parts[3] or "") if _is_whole(parts) else ""
    return ".".join(map(str, (*numbers, 0, 0)[:3])) + pre_release


def _after(numbers: Numbers) -> str:
    """Before every version, pre-releases too, that follows the series: of (1, 2) 1.3.0-0."""
    if not numbers:
        return ANY_HIGH
    following = (*numbers[:-1], numbers[-1] + 1, 0, 0)[:3]
    return ".".join(map(str, following)) + "-0"


def _caret(numbers: Numbers) -> Numbers:
    """What stays as it is: up to the first number that is not 0."""
    for place, value in enumerate(numbers):
        if value:
            return numbers[: place + 1]
    return numbers


def _series(parts: Parts, kept: Numbers) -> Span:
    low = _least(parts)
    return Span(low, low_inclusive=low != ANY_LOW, high=_after(kept), high_inclusive=False)


def _since(parts: Parts) -> Span:
    low = _least(parts)
    return Span(low, low_inclusive=low != ANY_LOW, high=ANY_HIGH, high_inclusive=False)


def _above(parts: Parts) -> Span:
    if _is_whole(parts):
        return Span(_least(parts), low_inclusive=False, high=ANY_HIGH, high_inclusive=False)
    numbers = _numbers(parts)
    low = _after(numbers).removesuffix("-0")
    if not numbers:
        return NOTHING
    return Span(low, low_inclusive=True, high=ANY_HIGH, high_inclusive=False)


def _below(parts: Parts) -> Span:
    if not _numbers(parts):
        return NOTHING
    high = _least(parts) if _is_whole(parts) else f"{_least(parts)}-0"
    return Span(ANY_LOW, low_inclusive=False, high=high, high_inclusive=False)


def _up_to(parts: Parts) -> Span:
    if _is_whole(parts):
        return Span(ANY_LOW, low_inclusive=False, high=_least(parts), high_inclusive=True)
    return Span(ANY_LOW, low_inclusive=False, high=_after(_numbers(parts)), high_inclusive=False)


_COMPARED: Mapping[str, Callable[[Parts], Span]] = {
    ">=": _since,
    ">": _above,
    "<": _below,
    "<=": _up_to,
}
