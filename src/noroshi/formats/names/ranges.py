"""Version ranges of CVE JSON 5 (schema, `product.versions`) as disjoint intervals of keys.

The schema's algorithm: the first entry that holds a version gives its status, within a range the
last of its `changes` that is not above the version; no entry, then `defaultStatus`. Entries are
laid over each other in that order, so precedence is the schema's: the first match wins.

One product has one scheme: its purl type's, else the one that its entries declare, GENERIC if
they declare none or several; untyped and `custom` entries beside typed ones are read under it.
Entries whose type has no order (git) are left out, and if there are no others, nothing can be
said. Text that cannot be understood is left out too and returned as unresolved."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter

import msgspec

from noroshi.formats.names.coverings import (
    BEGINNING,
    END,
    Cut,
    Layer,
    Reader,
    affected,
    cut,
    exactly,
    stretches,
)
from noroshi.formats.names.gem_ranges import gem_spans
from noroshi.formats.names.npm_ranges import npm_signed, npm_spans
from noroshi.formats.names.versions import Scheme, scheme_for

AFFECTED = "affected"

# By the type of package URL, and where there is none by the one type of version that is told.
_OWN_RANGES: Mapping[str, Reader] = {
    "cargo": npm_signed,
    "gem": gem_spans,
    "npm": npm_spans,
    "rubygems": gem_spans,
    "semver": npm_signed,
}


class VersionEntry(msgspec.Struct, frozen=True, gc=False):
    """One item of `versions`, as published. status: `affected`, `unaffected` or `unknown`;
    changes: pairs of `at` and `status`; is_exact: the version is no text that may mean several."""

    version: str
    status: str
    version_type: str | None = None
    less_than: str | None = None
    less_than_or_equal: str | None = None
    changes: tuple[tuple[str, str], ...] = ()
    is_exact: bool = False


class Interval(msgspec.Struct, frozen=True, gc=False):
    """Versions from low to high. None as low: from the beginning (low_key is empty); None as
    high: without end. Keys are those of `version_key` under the scheme, but for a high that is in
    the interval with its builds."""

    low: str | None
    low_inclusive: bool
    high: str | None
    high_inclusive: bool
    scheme: Scheme
    low_key: bytes
    high_key: bytes | None

    def text(self) -> str:
        """`[7.2.0, 7.2.5)`, `(-∞, 7.2.5)`, `[1.0, ∞)`, `= 7.2.3`."""
        if self.low is not None and self.low == self.high:
            return f"= {self.low}"
        low = "(-∞" if self.low is None else f"{'[' if self.low_inclusive else '('}{self.low}"
        high = "∞)" if self.high is None else f"{self.high}{']' if self.high_inclusive else ')'}"
        return f"{low}, {high}"


class Flattened(msgspec.Struct, frozen=True, gc=False):
    """intervals: disjoint, ascending; unresolved: texts that could not be understood."""

    intervals: tuple[Interval, ...]
    unresolved: tuple[str, ...]


def contains(interval: Interval, key: bytes) -> bool:
    """Whether the version of that key, made under the interval's scheme, lies inside."""
    if key < interval.low_key or (key == interval.low_key and not interval.low_inclusive):
        return False
    if interval.high_key is None:
        return True
    return key < interval.high_key or (key == interval.high_key and interval.high_inclusive)


def affected_intervals(
    entries: Sequence[VersionEntry], *, default_status: str, purl_type: str | None = None
) -> Flattened:
    """The versions whose status is `affected`. default_status: the schema's own is `unknown`.

    Raises: nothing. Source: CVE Record Format 5.1, `product.versions`."""
    scheme, left_out = scheme_of(frozenset([entry.version_type for entry in entries]), purl_type)
    if scheme is None:
        return Flattened((), ())
    product = Product(scheme, own_ranges(entries, purl_type))
    for entry in entries:
        if entry.version_type not in left_out:
            product.add(entry)
    if default_status == AFFECTED:
        product.layers.append(Layer(BEGINNING, END, is_affected=True))
    return Flattened(tuple(product.intervals()), tuple(dict.fromkeys(product.unresolved)))


@lru_cache(maxsize=1024)
def scheme_of(
    version_types: frozenset[str | None], purl_type: str | None
) -> tuple[Scheme | None, frozenset[str | None]]:
    """The one scheme of a product, None if nothing in it has an order; the types without."""
    schemes = {name: scheme_for(version_type=name, purl_type=purl_type) for name in version_types}
    left_out = frozenset(name for name, scheme in schemes.items() if scheme is None)
    if schemes and len(left_out) == len(schemes):
        return None, left_out
    specific = set(schemes.values()) - {None, Scheme.GENERIC}
    only = specific.pop() if len(specific) == 1 else None
    return only or scheme_for(version_type=None, purl_type=purl_type), left_out


def own_ranges(entries: Sequence[VersionEntry], purl_type: str | None) -> Reader | None:
    """How texts of this product are read before the common way; None: in no way of its own."""
    if purl_type:
        return _OWN_RANGES.get(purl_type)
    types = {entry.version_type.lower() for entry in entries if entry.version_type}
    return _OWN_RANGES.get(types.pop()) if len(types) == 1 else None


class Product:
    """What the entries of one product say, read under its scheme, in their order."""

    def __init__(self, scheme: Scheme, own: Reader | None = None) -> None:
        self.scheme = scheme
        self.own = own
        self.layers: list[Layer] = []
        self.unresolved: list[str] = []
        self.texts: dict[bytes, str] = {}

    def add(self, entry: VersionEntry) -> None:
        """Lay an entry beneath those before it."""
        if entry.is_exact:
            found = exactly(entry.version, self.scheme)
        else:
            bounds = (entry.version, entry.less_than, entry.less_than_or_equal)
            found = stretches(*bounds, self.scheme, self.own)
        if not found:
            self.unresolved.append(_as_published(entry))
        for stretch in found:
            start, end = stretch.start, stretch.end
            self.texts.setdefault(start.key, stretch.low)
            self.texts.setdefault(end.key, stretch.high)
            if entry.changes and (entry.less_than or entry.less_than_or_equal):
                self.layers.extend(self._changing(entry, start, end))
            else:
                self.layers.append(Layer(start, end, entry.status == AFFECTED))

    def _changing(self, entry: VersionEntry, start: Cut, end: Cut) -> Iterator[Layer]:
        status = entry.status
        for place, next_status in sorted(self._changes(entry), key=itemgetter(0)):
            if place >= end:
                break
            if place > start:
                yield Layer(start, place, status == AFFECTED)
                start = place
            status = next_status
        yield Layer(start, end, status == AFFECTED)

    def _changes(self, entry: VersionEntry) -> Iterator[tuple[Cut, str]]:
        for text, status in entry.changes:
            place = cut(text, self.scheme, is_after=False)
            if place is None:
                self.unresolved.append(text)
            else:
                self.texts.setdefault(place.key, text)
                yield place, status

    def intervals(self) -> Iterator[Interval]:
        """What its layers leave affected."""
        for start, end in affected(self.layers):
            low, high = self.texts.get(start.key, ""), self.texts.get(end.key, "")
            yield between(start, end, low, high, self.scheme)


def between(start: Cut, end: Cut, low: str, high: str, scheme: Scheme) -> Interval:
    """What lies between two cuts, which are written as low and high."""
    return Interval(
        None if start is BEGINNING else low,
        start is not BEGINNING and not start.is_after,
        None if end is END else high,
        end.is_after,
        scheme,
        start.key,
        None if end is END else end.key,
    )


def _as_published(entry: VersionEntry) -> str:
    if entry.less_than:
        return f"{entry.version} < {entry.less_than}"
    if entry.less_than_or_equal:
        return f"{entry.version} <= {entry.less_than_or_equal}"
    return entry.version
