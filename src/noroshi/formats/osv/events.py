"""Events of a range (OSV schema, `affected[].ranges[].events`) as stretches of versions."""

from collections.abc import Iterator, Sequence

from noroshi.formats.names.ranges import VersionEntry
from noroshi.formats.names.versions import scheme_for, version_key
from noroshi.formats.osv.wire import Event, Range

BEGINNING = "0"
WITHOUT_END = "*"


def entries_of(stated: Range, *, purl_type: str | None) -> Iterator[VersionEntry]:
    """In the order of versions, `introduced` begins a stretch, the next `fixed`, itself not in it,
    or `last_affected`, itself in it, ends it; from the highest `limit` on nothing is affected.
    Events that are written in pairs are such pairs, which may overlap: by the schema the first end
    would end all. Commits, and versions that cannot be compared, are taken in the order given.

    Raises: nothing. Source: OSV schema, evaluation."""
    version_type = stated.type.lower()
    low: str | None = None
    events: Sequence[Event] = stated.events
    if not _are_pairs(events, version_type, purl_type):
        events = _limited(_ordered(events, version_type, purl_type))
    for event in events:
        if event.introduced:
            low = low or event.introduced
        elif low:
            yield _stretch(low, event, version_type)
            low = None
    if low:
        yield _stretch(low, Event(limit=WITHOUT_END), version_type)


def _are_pairs(events: Sequence[Event], version_type: str, purl_type: str | None) -> bool:
    """Whether each `introduced` stands before its own end."""
    keys = _keys(events, version_type, purl_type)
    return all(event.introduced for event in events[::2]) and (
        all(event.fixed or event.last_affected for event in events[1::2])
        and keys is not None
        and len(events) % 2 == 0
        and all(low <= high for low, high in zip(keys[::2], keys[1::2], strict=True))
    )


def _ordered(events: Sequence[Event], version_type: str, purl_type: str | None) -> Sequence[Event]:
    keys = _keys(events, version_type, purl_type)
    if keys is None:
        return events
    order = sorted(range(len(events)), key=keys.__getitem__)
    return [events[place] for place in order]


def _keys(
    events: Sequence[Event], version_type: str, purl_type: str | None
) -> Sequence[bytes] | None:
    """None where they have no order, or one of them cannot be read."""
    scheme = scheme_for(version_type=version_type, purl_type=purl_type)
    if scheme is None:
        return None
    keys = []
    for event in events:
        text = event.introduced or event.fixed or event.last_affected or event.limit or ""
        key = b"" if text == BEGINNING else version_key(text, scheme)
        if key is None:
            return None
        keys.append(key)
    return keys


def _limited(events: Sequence[Event]) -> Sequence[Event]:
    """Up to the last limit, and without those before it."""
    limits = [index for index, event in enumerate(events) if event.limit]
    if not limits or any(events[index].limit == WITHOUT_END for index in limits):
        return [event for event in events if not event.limit]
    end = limits[-1]
    return [event for event in events[:end] if not event.limit] + [events[end]]


def _stretch(low: str, end: Event, version_type: str) -> VersionEntry:
    return VersionEntry(
        version=low,
        status="affected",
        version_type=version_type,
        less_than=end.fixed or end.limit,
        less_than_or_equal=end.last_affected,
    )
