"""Lay down MISP's events, change, publish and delete them: of one's own organisation alone.

What is not published is for its organisation; until an event is published again, others see it as it
was. Under a stricter marking, what had been laid down under a wider one goes at once."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction

from noroshi.formats.containers import Content
from noroshi.formats.misp_records import (
    EVENT,
    Fields,
    Part,
    identifier,
    instant,
    marked,
    written,
)
from noroshi.formats.stix import bundle_of, canonical
from noroshi.intelligence import misp
from noroshi.intelligence import misp_sql as sql
from noroshi.intelligence.actions.import_objects import Terms, import_objects
from noroshi.intelligence.facts import IntelligenceDeleted
from noroshi.intelligence.misp import Event
from noroshi.kernel.actors import Actor
from noroshi.kernel.canonical import Json
from noroshi.kernel.errors import AbsentError, ConflictError, MalformedError, RefusedError
from noroshi.kernel.markings import STRICTNESS, Tlp, strictest
from noroshi.ledger.actions.record import record
from noroshi.ledger.entries import rows_root
from noroshi.parties.rules import Power, require

SOURCE: Final = "misp"
NOT_YOURS: Final = "You do not have permission to do that."
DRAFT: Final = Tlp.AMBER_STRICT


@transaction.atomic
def add_event(fields: Fields, *, by: Actor, at: datetime) -> None:
    """Lay down an event that `misp_records.read_event` has read.

    Raises: RefusedError, ConflictError where the organisation has it, MalformedError."""
    require(by, Power.KEEP_INTELLIGENCE)
    name = identifier(EVENT, fields["uuid"])
    _lock(name)
    held = _visible(name)
    if held and held.home.organisation == by.organisation:
        raise ConflictError("Event already exists, if you would like to edit it, use the edit.")
    _store(fields, None, by=by, at=at)


@transaction.atomic
def change_event(
    name: str,
    change: Callable[[Fields], None],
    *,
    by: Actor,
    at: datetime,
    furthest: Tlp = Tlp.CLEAR,
) -> None:
    """Change an event of one's own. name: the identifier of its object; change: what is done to its
    fields; furthest: what of it may travel further goes back. Raises: AbsentError, RefusedError for another's, MalformedError."""
    require(by, Power.KEEP_INTELLIGENCE)
    _lock(name)
    held = _own(name, by)
    change(held.fields)
    _store(held.fields, held, by=by, at=at, furthest=furthest)


@transaction.atomic
def sight(parts: list[Part], *, by: Actor, at: datetime) -> None:
    """Say of attributes that they were seen: for one's own organisation. Raises: MalformedError."""
    require(by, Power.KEEP_INTELLIGENCE)
    objects = [one for part in parts for one in written(part, DRAFT, created=instant(at), at=at)]
    _import(objects, by=by, at=at)


@transaction.atomic
def delete_records(event: str, ids: list[str], *, by: Actor, at: datetime) -> int:
    """Take records out of the store, in all their versions, with what is in them, is said of them and
    follows from them; how many. event: the identifier of the event; ids: of the records' objects.

    Raises: AbsentError, RefusedError for another's."""
    require(by, Power.KEEP_INTELLIGENCE)
    _lock(event)
    held = _own(event, by)
    return _delete(event, sql.DELETE, {"ids": ids, "source": held.home.source}, by=by, at=at)


@transaction.atomic
def delete_sighting(name: str, *, by: Actor, at: datetime) -> int:
    """Take a sighting of one's own back; how many versions. Raises: RefusedError."""
    require(by, Power.KEEP_INTELLIGENCE)
    return _delete(name, sql.DELETE, {"ids": [name], "source": SOURCE}, by=by, at=at)


def _own(name: str, by: Actor) -> Event:
    held = _visible(name)
    if held is None:
        raise AbsentError("Invalid event.")
    if held.home.organisation != by.organisation:
        raise RefusedError(NOT_YOURS)
    return held


def _visible(name: str) -> Event | None:
    try:
        return misp.event_at(name)
    except AbsentError:
        return None


def _lock(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.LOCK, {"event": name})


def _store(
    fields: Fields, held: Event | None, *, by: Actor, at: datetime, furthest: Tlp = Tlp.CLEAR
) -> None:
    """What is new or other than it was; then what is wider than it may be goes."""
    name = identifier(EVENT, fields["uuid"])
    parts = list(marked(fields, strictest(furthest, *misp.ceiling(name))))
    objects = list(_changed(parts, held, is_open=fields["published"], at=at))
    source = held.home.source if held else SOURCE
    _import(objects, by=by, at=at, source=source)
    if held is None:
        return
    ids, ranks = list[str](), list[int]()
    for part, tlp in parts:
        ids += [part.id, identifier("indicator", part.fields["uuid"])]
        ranks += [STRICTNESS[tlp]] * 2
    wider = {"ids": ids, "ranks": ranks, "source": source}
    _delete(name, sql.WITHDRAW, wider, by=by, at=at)


def _changed(
    parts: list[tuple[Part, Tlp]], held: Event | None, *, is_open: bool, at: datetime
) -> Iterator[Fields]:
    before = held.held if held else {}
    for place, (part, tlp) in enumerate(parts):
        old = before.get(part.id)
        is_same = old is not None and (old.part.fields, old.part.of) == (part.fields, part.of)
        if is_open:
            label = tlp
        elif old is not None and is_same:
            label = strictest(old.tlp, tlp)
        else:
            label = strictest(tlp, DRAFT)
        if old is None:
            # What came together stays in its order: by when it was made.
            made = instant(at + timedelta(microseconds=place))
            yield from written(part, label, created=made, at=at)
        elif not is_same or label != old.tlp:
            yield from written(part, label, created=old.created, at=at, had=old.part.fields)


def _import(objects: list[Fields], *, by: Actor, at: datetime, source: str = SOURCE) -> None:
    pieces = bundle_of(canonical(one).decode() for one in objects)
    result = import_objects(
        [Content(source, iter(pieces))], by=by, at=at, terms=Terms(source=source)
    )
    if result.refused:
        raise MalformedError(result.refused[0].reason)


def _delete(
    name: str, statement: str, parameters: dict[str, Any], *, by: Actor, at: datetime
) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        digests = sorted(bytes(digest) for (digest,) in cursor.fetchall())
    if digests:
        detail: Json = {"object": name, "versions": len(digests), "root": rows_root(digests).hex()}
        record(IntelligenceDeleted("intelligence", by.organisation, detail), by=by, at=at)
    return len(digests)
