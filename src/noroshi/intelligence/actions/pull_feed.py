"""Take the events of a MISP feed into the store that are new or were changed; which were read commits
with them."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from django.db import connection, transaction

from noroshi.formats.containers import Content
from noroshi.formats.misp_feed import Entry
from noroshi.intelligence import partners_sql as sql
from noroshi.intelligence.actions.import_objects import Terms, import_objects
from noroshi.intelligence.actions.pull_objects import note_declined
from noroshi.intelligence.exchanging import ExchangeError
from noroshi.intelligence.misp_feed import Feed
from noroshi.intelligence.models import Partner
from noroshi.intelligence.partners import source_of
from noroshi.kernel.actors import Actor
from noroshi.kernel.clock import rfc3339
from noroshi.kernel.errors import MalformedError
from noroshi.kernel.imports import ImportResult
from noroshi.kernel.markings import Tlp

BATCH: Final = 20  # events that are stored together
BATCH_OCTETS: Final = 16 << 20
SHRUNK: Final = 0.9  # of what the feed had


@dataclass(frozen=True, slots=True)
class Reading:
    """A feed under way. waiting: events that are new or were changed, the oldest first; failures: what
    ends it, once what was fetched before is taken."""

    feed: Feed
    waiting: deque[Entry]
    failures: list[ExchangeError] = field(default_factory=list)


@dataclass(slots=True)
class _Batch:
    """read: events that were fetched, whatever became of them; refused: with the reason."""

    read: list[Entry] = field(default_factory=list)
    contents: list[Content] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    octets: int = 0


def begin_feed(partner: Partner, feed: Feed, *, may_shrink: bool, at: datetime) -> Reading:
    """See what there is in a feed. Raises: ExchangeError, also where it has lost more than a tenth of
    its events, unless it may shrink."""
    manifest = feed.manifest()
    if len(manifest.entries) < SHRUNK * partner.entries and not may_shrink:
        raise ExchangeError("shrunk")
    note_declined(partner, manifest.refused, at=at)
    partner.entries = len(manifest.entries)
    partner.save(update_fields=["entries"])
    with connection.cursor() as cursor:
        cursor.execute(sql.CHANGED_EVENTS, _named(partner, manifest.entries))
        return Reading(feed, deque(Entry(*row) for row in cursor.fetchall()))


def pull_events(
    partner: Partner, reading: Reading, *, by: Actor, at: datetime
) -> tuple[ImportResult, bool]:
    """What became of the next events' objects; is there more? As the worker, one at a time a partner.

    A broken event is named and gone past until it is changed again. Raises: ExchangeError."""
    batch = _fetched(reading)
    result = ImportResult()
    if batch.read:
        with transaction.atomic():
            result = _taken(partner, batch, by=by, at=at)
            _note_read(partner, batch.read)
            partner.seen_until = rfc3339(datetime.fromtimestamp(batch.read[-1].stamp, UTC))
            partner.taken += result.accepted
            partner.save(update_fields=["seen_until", "taken"])
    elif reading.failures:
        raise reading.failures[0]
    return result, bool(reading.waiting)


def _fetched(reading: Reading) -> _Batch:
    batch = _Batch()
    while (
        reading.waiting
        and not reading.failures
        and len(batch.read) < BATCH
        and batch.octets < BATCH_OCTETS
    ):
        entry = reading.waiting[0]
        try:
            body = reading.feed.event(entry)
        except MalformedError as error:
            batch.refused.append((entry.uuid, error.detail))
        except ExchangeError as error:
            reading.failures.append(error)
            break
        else:
            batch.contents.append(Content(entry.uuid, iter([body])))
            batch.octets += len(body)
        batch.read.append(reading.waiting.popleft())
    return batch


def _taken(partner: Partner, batch: _Batch, *, by: Actor, at: datetime) -> ImportResult:
    result = ImportResult()
    if batch.contents:
        terms = Terms(source_of(partner), Tlp(partner.unmarked), events=True, partner=partner.id)
        result = import_objects(batch.contents, by=by, at=at, terms=terms)
    refused = [(one.source, one.reason) for one in result.refused]
    note_declined(partner, [*batch.refused, *refused], at=at)
    for name, reason in batch.refused:
        result.refuse(name, "", reason)
    return result


def _note_read(partner: Partner, read: list[Entry]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.NOTE_EVENTS, _named(partner, read))


def _named(partner: Partner, entries: Sequence[Entry]) -> dict[str, Any]:
    return {
        "partner": partner.id,
        "organisation": partner.organisation_id,
        "uuids": [one.uuid for one in entries],
        "stamps": [one.stamp for one in entries],
    }
