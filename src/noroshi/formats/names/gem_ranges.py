"""Requirements as RubyGems writes them: `~> 2.1`, `>= 1, < 2`, `!= 1.5`.

All that are listed hold together. `~> 2.1` is from 2.1 to the end of the series 2, so that
pre-releases of 3 are not in it (Gem::Requirement: `v >= r && v.release < r.bump`)."""

import re
from collections.abc import Iterator

from noroshi.formats.names.coverings import in_all
from noroshi.formats.names.version_texts import ANY_HIGH, ANY_LOW, Span
from noroshi.formats.names.versions import LONGEST, Scheme

_REQUIREMENT = re.compile(
    r"\s*(~>|>=|<=|!=|>|<|=|)\s*([0-9]+(?:\.[0-9A-Za-z]+)*(?:-[0-9A-Za-z.-]+)?)\s*"
)
_SIGNS = frozenset("~>=<!")
EVERYTHING = Span(ANY_LOW, low_inclusive=False, high=ANY_HIGH, high_inclusive=False)


def gem_spans(text: str) -> tuple[Span, ...] | None:
    """The spans of a list of requirements; None: not one, or a version by itself.

    Raises: nothing. Source: RubyGems, Gem::Requirement."""
    if len(text) > LONGEST or not _SIGNS.intersection(text):
        return None
    spans = [EVERYTHING]
    for part in text.split(","):
        found = _REQUIREMENT.fullmatch(part)
        if found is None:
            return None
        spans = [
            both
            for span in spans
            for told in _spans(found[1], found[2])
            if (both := in_all([span, told], Scheme.GEM))
        ]
    return tuple(spans) or None


def _spans(sign: str, version: str) -> Iterator[Span]:
    if sign in {"", "="}:
        yield Span(version, low_inclusive=True, high=version, high_inclusive=True)
    elif sign == "~>":
        yield Span(version, low_inclusive=True, high=_series(version), high_inclusive=True)
    if sign in {">", ">=", "!="}:
        yield Span(version, sign == ">=", ANY_HIGH, high_inclusive=False)
    if sign in {"<", "<=", "!="}:
        yield Span(ANY_LOW, low_inclusive=False, high=version, high_inclusive=sign == "<=")


def _series(version: str) -> str:
    """`2.*` of 2.1, of 2.1.beta and of 2: what its last number but one leaves open."""
    segments = re.findall(r"[0-9]+|[A-Za-z-]+", version)
    numbers = next(
        (segments[:place] for place, segment in enumerate(segments) if not segment.isdecimal()),
        segments,
    )
    return ".".join([*(numbers[:-1] or numbers), "*"])
