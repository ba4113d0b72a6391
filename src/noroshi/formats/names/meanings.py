"""What a record means where the schema's algorithm would make its statements say nothing.

Authors write one line a branch and leave the other bound away: `before 14.1.0.14`, `before
14.2.0.10`. By the algorithm the second swallows the first. What would make another affected
statement of the same product say nothing is not meant so:

- Several ranges from the beginning are one a branch: each ends its own, and the next begins where
  that branch ends; the branch is what the bound shares with the next one and one part more, at
  least two parts (of 7.8.11 and 8.0.3: 7.8).
- A range from the beginning and one without end, which together are everything, are a pair.
- A range without end that runs over others ends where the next of them begins.
- A range from a version to below the same version, which is empty, is from the beginning.
- `affected` for all else, where all statements are of what is affected, is not meant.

Packages of a registry (those with a package URL) are read by the algorithm alone."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

import msgspec

from noroshi.formats.names.coverings import BEGINNING, END, Cut, Layer, cut, stretches
from noroshi.formats.names.ranges import (
    AFFECTED,
    Flattened,
    Product,
    VersionEntry,
    affected_intervals,
    between,
    own_ranges,
    scheme_of,
)
from noroshi.formats.names.versions import Scheme

_PART = re.compile(r"[0-9]+|[^\W\d_]+")
_SERIES = re.compile(r"[0-9]+\.[0-9]+(?:-[A-Za-z]+)?")
_BUILD = re.compile(r"[0-9]+\.[0-9]+")
_SHORTEST_BRANCH = 2  # parts: 7.8.11 ends the branch 7.8, not all of 7
_MOST_BRANCHES = 6  # a longer list is of models, whose versions say nothing of each other
_LATER = re.compile(r"[0-9]-(?:gr|h|hf|hotfix|p|patch|r|s|sp|u|update)[0-9]", re.IGNORECASE)


def affected_as_meant(
    entries: Sequence[VersionEntry], *, default_status: str, purl_type: str | None = None
) -> Flattened:
    """The versions that are affected as people mean it. default_status: the schema's `unknown`.

    Raises: nothing."""
    types = frozenset([entry.version_type for entry in entries])
    scheme, left_out = scheme_of(types, purl_type)
    if purl_type or scheme is None:
        return affected_intervals(entries, default_status=default_status, purl_type=purl_type)
    if len(entries) == 1 and (alone := _alone(entries[0], scheme)):
        return alone
    product = Product(_meant_scheme(entries, scheme), own_ranges(entries, purl_type))
    for entry in entries:
        if entry.version_type not in left_out:
            product.add(entry if entry.version_type != "patch" else _whole(entry))
    told = product.layers
    product.layers = _bounded(_filled(told), product)
    is_told = bool(told) and all(layer.is_affected for layer in told) and not product.unresolved
    if default_status == AFFECTED and not is_told:
        product.layers.append(Layer(BEGINNING, END, is_affected=True))
    return Flattened(tuple(product.intervals()), tuple(dict.fromkeys(product.unresolved)))


def _alone(entry: VersionEntry, scheme: Scheme) -> Flattened | None:
    """Of the one affected entry that most products have, where it is one stretch: what all the
    steps would come to. None: it takes them."""
    if entry.status != AFFECTED or entry.changes or entry.is_exact or entry.version_type == "patch":
        return None
    scheme = _meant_scheme((entry,), scheme)
    bounds = (entry.version, entry.less_than, entry.less_than_or_equal)
    found = stretches(*bounds, scheme, own_ranges((entry,), None))
    if len(found) != 1:
        return None
    start, end, low, high = found[0].start, found[0].end, found[0].low, found[0].high
    if start.key == end.key:
        high = low
        if start == end:
            start = BEGINNING
    intervals = (between(start, end, low, high, scheme),) if start < end else ()
    return Flattened(intervals, ())


def _meant_scheme(entries: Sequence[VersionEntry], scheme: Scheme) -> Scheme:
    """Not that of Semantic Versioning where `5.2.1-P9` is a patch and no pre-release."""
    if scheme is Scheme.SEMVER:
        for entry in entries:
            bounds = (entry.version, entry.less_than, entry.less_than_or_equal)
            if any(bound and _LATER.search(bound) for bound in bounds):
                return Scheme.GENERIC
    return scheme


def _whole(entry: VersionEntry) -> VersionEntry:
    """NetScaler's `13.1`, below the patch `49.13`, is below 13.1-49.13."""
    low, high = entry.version.strip(), (entry.less_than or "").strip()
    if not (_SERIES.fullmatch(low) and _BUILD.fullmatch(high)):
        return entry
    return msgspec.structs.replace(entry, version=low, less_than=f"{low}-{high}")


def _filled(layers: Sequence[Layer]) -> list[Layer]:
    return [
        Layer(BEGINNING, layer.end, is_affected=True)
        if layer.is_affected and layer.start == layer.end
        else layer
        for layer in layers
    ]


def _bounded(layers: list[Layer], product: Product) -> list[Layer]:
    """With the bounds that open ranges are meant to have, in the place of the first of them."""
    places = [place for place, layer in enumerate(layers) if _is_open(layer)]
    if not places or len(layers) == 1:
        return layers
    found = [layers[place] for place in places]
    highs = sorted({layer.end for layer in found} - {END})
    lows = sorted({layer.start for layer in found} - {BEGINNING})
    others = set(places)
    closed = [layer for place, layer in enumerate(layers) if place not in others]
    ranges = sorted(
        layer.start for layer in closed if layer.is_affected and layer.start.key != layer.end.key
    )
    meant = [*_ending(highs, lows, product), *_beginning(lows, highs, ranges)]
    return [*closed[: places[0]], *meant, *closed[places[0] :]]


def _is_open(layer: Layer) -> bool:
    return layer.is_affected and (layer.start == BEGINNING) != (layer.end == END)


def _ending(highs: Sequence[Cut], lows: Sequence[Cut], product: Product) -> Iterator[Layer]:
    """The ranges that end: from the open beginning that is their pair, else from their branch."""
    before = start = BEGINNING
    for high in highs:
        pair = _first_from(lows, before)
        if pair is not None and pair < high:
            start = pair
        elif before != BEGINNING and len(highs) <= _MOST_BRANCHES:
            start = _end_of_branch(before, high, product) or start
        yield Layer(start, high, is_affected=True)
        before = high


def _beginning(lows: Sequence[Cut], highs: Sequence[Cut], ranges: Sequence[Cut]) -> Iterator[Layer]:
    """The ranges without end that have no pair; ranges: where the others begin."""
    for low in lows:
        if not highs or highs[-1] <= low:
            place = bisect_right(ranges, low)
            end = ranges[place] if place < len(ranges) else END
            yield Layer(low, end, is_affected=True)


def _first_from(cuts: Sequence[Cut], place: Cut) -> Cut | None:
    at = bisect_left(cuts, place)
    return cuts[at] if at < len(cuts) else None


def _end_of_branch(bound: Cut, following: Cut, product: Product) -> Cut | None:
    """Where the branch of a bound ends, if the next bound is of another one."""
    text, other = product.texts[bound.key], product.texts[following.key]
    parts, others = list(_PART.finditer(text)), _PART.findall(other)
    same = 0
    while same < min(len(parts), len(others)) and parts[same][0] == others[same]:
        same += 1
    size = max(same + 1, _SHORTEST_BRANCH)
    if size >= len(parts):
        return None
    series = f"{text[: parts[size - 1].end()]}.*"
    found = cut(series, product.scheme, is_after=False)
    if found is None or not bound < found < following:
        return None
    product.texts.setdefault(found.key, series)
    return found
