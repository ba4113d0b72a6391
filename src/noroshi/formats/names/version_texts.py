"""What people write where a version belongs: `before 7.2`, `All versions < V4.1.4`, `6.6.*`.

Read are the forms that are common in published CVE records; what is not surely understood is
None, never a guess."""

import re
from collections.abc import Callable, Iterable

import msgspec

from noroshi.formats.names.versions import LONGEST, Scheme, version_key

ANY_LOW = ""
"""A lower bound that is none: from the beginning."""
ANY_HIGH = "*"
"""An upper bound that is none: without end."""


class Span(msgspec.Struct, frozen=True, gc=False):
    """The versions between two texts; ANY_LOW and ANY_HIGH are open ends."""

    low: str
    low_inclusive: bool
    high: str
    high_inclusive: bool


def _closed(low: str, high: str) -> Span:
    return Span(low, low_inclusive=True, high=high, high_inclusive=True)


def _up_to(high: str) -> Span:
    return Span(ANY_LOW, low_inclusive=False, high=high, high_inclusive=True)


def _below(high: str) -> Span:
    return Span(ANY_LOW, low_inclusive=False, high=high, high_inclusive=False)


def _from(low: str) -> Span:
    return Span(low, low_inclusive=True, high=ANY_HIGH, high_inclusive=False)


_ALL = frozenset(("*", "all", "any", "all versions", "all version", "any version"))
# The converter of CVE JSON 4 wrote ">= X" as lessThan "unspecified".
_WITHOUT_END = frozenset((ANY_HIGH, "unspecified"))

_DIGIT = re.compile(r"[0-9]")
_DOTTED = re.compile(r"[0-9]+(?:\.[0-9]+)*")
_WILDCARD = re.compile(r"(.*[0-9])(?:\.?\*|(?:\.[xX*])+)")
_LOW_SIGN = re.compile(r"(?:>=|=|≥)\s*")
_HIGH_SIGN = re.compile(r"(?:<=|<|=|≤)\s*")

# A version within a sentence: `V4.5 SP2 HF1`, `1.1.3 Build 20221125`.
_VERSION = (
    r"((?:sv|v)?[0-9][^\s,;<>=≤≥&|]*"
    r"(?: (?:update|upd|build|patch) ?[0-9][\w.]*| (?!v[0-9])[a-z]{1,6}[0-9][\w.]*)*)"
)
# `Java SE: `, `All firmware versions `, `Ver.`
_INTRODUCTION = re.compile(
    r"(?:[a-z][\w .()-]*: *)?(?:all +)?(?:firmware +)?(?:versions?\b|ver\b\.?)?[: ]*",
    re.IGNORECASE,
)
_COMPARISON = re.compile(rf"\s*(<=|>=|<|>|==?|≤|≥)\s*{_VERSION}\s*(?:,|and\b|&&?)?", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*[,;]\s*(?:(?:and|or)\s+)?|\s+(?:and|or|&)\s+", re.IGNORECASE)


# Of `22.3R2-S2, 22.3R3`, each mended first in its own line, the first; `21.1*-EVO` is a series too.
_SEVERAL = re.compile(r"([0-9][^\s,]*), [0-9][^\s,]*|([0-9][^\s,]*\*)-EVO")

# `FortiOS 6.2.0 and below`, `exim 4.95`: a product's name, and no word that belongs to a version.
_NAME = re.compile(
    r"\A(?!(?:build|fix|hotfix|level|patch|release|revision|service|series|take|update|version)s?\b)"
    r"(?!(?:before|below|between|from|prior|through|until|up)\b)"
    r"[a-z]{3,} (?=[0-9]|before [0-9]|prior to [0-9]|up to [0-9])",
    re.IGNORECASE,
)
# `3.740 and earlier (included in another product)`
_ASIDE = re.compile(r" \((?:included|formerly|also)\b[^()]*(?:\([^()]*\)[^()]*)*\)$", re.IGNORECASE)


def _sentence(words: str) -> re.Pattern[str]:
    return re.compile(words.replace("V", rf"(?:versions? |ver\.? ?)?{_VERSION}"), re.IGNORECASE)


_SENTENCES: tuple[tuple[re.Pattern[str], Callable[..., Span]], ...] = (
    (
        _sentence(
            r"V,?(?: and| or| &)?(?: all)? (?:prior|earlier|below|lower|older|before|previous)"
            r"(?: versions?| releases?)?"
        ),
        _up_to,
    ),
    (_sentence(r"(?:up to|through|until|(?:prior|up) to and including) V"), _up_to),
    (_sentence(r"(?:before|prior to|(?:earlier|lower|older|less) than|below) V"), _below),
    (_sentence(r"V,?(?: and| or)?(?: all)? (?:later|above|newer|higher)(?: versions?)?"), _from),
    (_sentence(r"(?:from )?V(?: (?:to|through|thru|up to|-|–|—|~) |–|—|~)V"), _closed),
    (_sentence(r"between V and V"), _closed),
)


def from_to(low: str, high: str, *, is_inclusive: bool) -> Span:
    """The span from one bound, itself included, to another, as a range's entry gives them."""
    return Span(_low(low), low_inclusive=True, high=_high(high), high_inclusive=is_inclusive)


def _low(text: str) -> str:
    """ANY_LOW: for 0, which by the schema's convention is the earliest of all, for a text without
    a digit (`n/a`, `unspecified`, a component's name), for an upper bound in the wrong place."""
    if _DOTTED.fullmatch(text):
        return ANY_LOW if text == "0" else text
    text = _bare(text)
    if text == "0" or text.startswith("<") or not _DIGIT.search(text):
        return ANY_LOW
    text = _LOW_SIGN.sub("", text, count=1)
    wildcard = _wildcard(text)
    return wildcard[1] if wildcard else text


def _high(text: str) -> str:
    if _DOTTED.fullmatch(text):
        return text
    text = _HIGH_SIGN.sub("", _bare(text), count=1)
    if several := _SEVERAL.fullmatch(text):
        text = several[1] or several[2]
    if text.casefold() in _WITHOUT_END:
        return ANY_HIGH
    wildcard = _wildcard(text)
    return f"{wildcard[1]}.*" if wildcard else text


def _bare(text: str) -> str:
    """Without the backslashes that versions taken from CPE names still bear, and quotation marks."""
    return text.replace("\\", "").replace('"', "").strip()


def _wildcard(text: str) -> re.Match[str] | None:
    """The series of `6.6.*`, `9.1*` and `10.5.x.x`, as the first group."""
    return _WILDCARD.fullmatch(text) if text[-1:] in {"*", "x", "X"} else None


def spans_of(text: str) -> tuple[Span, ...] | None:
    """The versions that a text without bounds of its own stands for; None: not understood."""
    text = _bare(text)
    if text.casefold() in _ALL:
        return (Span(ANY_LOW, low_inclusive=False, high=ANY_HIGH, high_inclusive=False),)
    if len(text) > LONGEST:
        return None
    if _DOTTED.fullmatch(text):
        return (_closed(text, text),)  # most are so
    text = _NAME.sub("", _ASIDE.sub("", text.removesuffix(".")), count=1)
    text = _INTRODUCTION.sub("", text, count=1)
    return _part(text) or _list(text)


def _part(text: str) -> tuple[Span, ...] | None:
    return (_single(text) or _comparisons(text) or _told(text)) if text else None


def _single(text: str) -> tuple[Span, ...] | None:
    if wildcard := _wildcard(text):
        return _understood(_closed(wildcard[1], f"{wildcard[1]}.*"))
    return _understood(_closed(text, text))


def _comparisons(text: str) -> tuple[Span, ...] | None:
    signs: list[tuple[str, str]] = []
    place = 0
    while place < len(text):
        comparison = _COMPARISON.match(text, place)
        if comparison is None:
            return None
        signs.append((comparison[1], comparison[2]))
        place = comparison.end()
    return _understood(*_folded(signs))


def _folded(signs: Iterable[tuple[str, str]]) -> Iterable[Span]:
    """Each lower bound goes with the upper bound that follows it."""
    low: Span | None = None
    for sign, version in signs:
        if sign in {">", ">=", "≥"}:
            if low:
                yield low
            low = Span(version, sign != ">", ANY_HIGH, high_inclusive=False)
        elif sign in {"=", "=="}:
            yield _closed(version, version)
        else:
            start = low or _below(version)
            yield Span(start.low, start.low_inclusive, version, high_inclusive=sign != "<")
            low = None
    if low:
        yield low


def _told(text: str) -> tuple[Span, ...] | None:
    for sentence, span in _SENTENCES:
        if found := sentence.fullmatch(text):
            return _understood(span(*found.groups()))
    return None


def _list(text: str) -> tuple[Span, ...] | None:
    spans: list[Span] = []
    for part in filter(None, _SEPARATOR.split(text)):
        found = _part(part)
        if found is None:
            return None
        spans.extend(found)
    return tuple(spans) or None


def _understood(*spans: Span) -> tuple[Span, ...] | None:
    for span in spans:
        for bound in {span.low, span.high} - {ANY_LOW, ANY_HIGH}:
            if version_key(bound.removesuffix(".*"), Scheme.GENERIC) is None:
                return None
    return spans or None
