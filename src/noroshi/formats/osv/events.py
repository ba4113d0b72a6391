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
    Commits, and versions that cannot be compared, are taken in the order given.

    Raises: nothing. Source: OSV schema, evaluation."""
    version_type = stated.type.lower()
    low: str | None = None
    for event in _limited(_ordered(stated.events, version_type, purl_type)):
        if event.introduced:
            low = low or event.introduced
        elif low:
            yield _stretch(low, event, version_type)
            low = None
    if low:
        yield _stretch(low, Event(limit=WITHOUT_END), version_type)


def _ordered(events: Sequence[Event], version_type: str, purl_type: str | None) -> Sequence[Event]:
    scheme = scheme_for(version_type=version_type, purl_type=purl_type)
    if scheme is None or version_type == "git":
        return events
    keyed = []
    for event in events:
        text = event.introduced or event.fixed or event.last_affected or event.limit or ""
        key = b"" if text == BEGINNING else version_key(text, scheme)
        if key is None:
            return events
        keyed.append((key, event))
    return [event for _, event in sorted(keyed, key=lambda pair: pair[0])]


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
