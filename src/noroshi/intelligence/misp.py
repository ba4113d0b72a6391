"""MISP's events in the store: found by what MISP's clients ask for, and read whole.

An event is told once: one's own where one has it, else that of who laid it down first. What is in it
is its owner's alone; everything is read as far as the requester may see."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple
from uuid import UUID

import orjson
from django.db import connection

from noroshi.formats.misp_records import CARRIED, KINDS, Fields, Part, assembled, identifier
from noroshi.intelligence import misp_sql as sql
from noroshi.kernel.errors import AbsentError
from noroshi.kernel.markings import Tlp

MOST: Final = 5000
MOST_FED: Final = 20_000  # events
# By what a search for these may be ordered.
ORDERS: Final[Mapping[str, Collection[str]]] = {
    "events": sql.ORDER_OF_EVENTS.keys(),
    "attributes": sql.ORDER_OF_ATTRIBUTES.keys(),
}
WITHIN: Final = [kind for name, kind in CARRIED.items() if name in ("object", "attribute")]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Values of one filter: any of some, all of some, none of some; empty ones do not narrow."""

    any_of: Sequence[Any] = ()
    all_of: Sequence[Any] = ()
    none_of: Sequence[Any] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A search. filters: by their names in misp_sql; offset, size: of the page; order: by its name there,
    empty for that in which they came."""

    filters: Mapping[str, Wanted] = field(default_factory=dict)
    offset: int = 0
    size: int = MOST
    order: str = ""
    is_descending: bool = False


class Home(NamedTuple):
    """Which event: as whose, from which source."""

    event: str
    organisation: UUID
    source: str


@dataclass(frozen=True, slots=True)
class Held:
    """A record as it is held. created: as it stands in the STIX object that carries it."""

    part: Part
    organisation: UUID
    tlp: Tlp
    created: str


@dataclass(frozen=True, slots=True)
class Event:
    """An event whole. held: its records by the identifiers of their objects; sighted_by: of each
    sighting's UUID, whose it is."""

    home: Home
    tlp: Tlp
    fields: Fields
    held: Mapping[str, Held]
    sighted_by: Mapping[str, UUID]


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of a search, and the event that it is of, that one's own fields alone."""

    id: str
    object_uuid: str
    fields: Fields
    home: Home
    event: Fields


@dataclass(frozen=True, slots=True)
class Seen:
    """A sighting, whose it is, and of what."""

    fields: Fields
    organisation: UUID
    attribute: Attribute


class Published(NamedTuple):
    """An event of a feed, its own fields alone."""

    organisation: UUID
    fields: Fields


def published_events() -> list[Published]:
    """What a feed tells of: published events, MOST_FED of them, those changed last first."""
    statement = sql.FEED.format(named=sql.ANY_EVENT)
    rows = _rows(statement, {"limit": MOST_FED})
    return [Published(organisation, orjson.loads(own)) for organisation, own in rows]


def published_values() -> list[tuple[str, str]]:
    """MD5 of each value in these, a composite one's parts apart, and the UUID of the event."""
    return _rows(sql.FEED_VALUES.format(named=sql.ANY_EVENT), {"limit": MOST_FED})


def find_events(asked: Asked) -> list[Home]:
    """Those that a search finds, in the order in which they came."""
    conditions, parameters = _conditions(asked.filters, of_events=True)
    order = _order(asked, sql.ORDER_OF_EVENTS)
    statement = sql.FIND_EVENTS.format(named=sql.ANY_EVENT, conditions=conditions, order=order)
    return [Home(*row) for row in _rows(statement, {**parameters, **_page(asked)})]


def find_attributes(asked: Asked) -> list[Attribute]:
    """The same of attributes."""
    conditions, parameters = _conditions(asked.filters, of_events=False)
    order = _order(asked, sql.ORDER_OF_ATTRIBUTES)
    statement = sql.FIND_ATTRIBUTES.format(named=sql.ANY_EVENT, conditions=conditions, order=order)
    return [_attribute(row) for row in _rows(statement, {**parameters, **_page(asked)})]


def find_objects(asked: Asked) -> list[tuple[str, Home]]:
    """Objects of which an attribute is as it is asked for: their identifiers, and their events."""
    conditions, parameters = _conditions(asked.filters, of_events=False)
    statement = sql.FIND_OBJECTS.format(named=sql.ANY_EVENT, conditions=conditions)
    found = _rows(statement, {**parameters, **_page(asked)})
    return [(stix_id, Home(*home)) for stix_id, *home in found]


def find_sightings(asked: Asked) -> list[Seen]:
    """Sightings of what may be seen. The filters are those of OF_SIGHTING."""
    clauses, parameters = ["true"], dict[str, Any]()
    for name, wanted in asked.filters.items():
        clauses.append(sql.OF_SIGHTING[name].format(name=name))
        parameters[name] = wanted.any_of
    statement = sql.FIND_SIGHTINGS.format(named=sql.ANY_EVENT, conditions=" AND ".join(clauses))
    rows = _rows(statement, {**parameters, **_page(asked)})
    return [Seen(orjson.loads(own), of, _attribute(rest)) for of, own, *rest in rows]


def read_events(homes: Sequence[Home]) -> list[Event]:
    """The events whole, in the order of the homes; such as cannot be seen are left out."""
    if not homes:
        return []
    rows = _rows(
        sql.RECORDS,
        {
            "events": [one.event for one in homes],
            "organisations": [one.organisation for one in homes],
            "sources": [one.source for one in homes],
            "types": WITHIN,
        },
    )
    by_event: dict[str, list[Held]] = {one.event: [] for one in homes}
    event_of: dict[str, str] = {}
    for one in map(_held, rows):
        home = one.part.within or one.part.id
        by_event[home].append(one)
        event_of[one.part.id] = home
    attributes = [name for name in event_of if name.startswith(CARRIED["attribute"])]
    for one in map(_held, _rows(sql.SIGHTINGS, {"attributes": attributes})):
        by_event[event_of[one.part.within]].append(one)
    events = (_event(home, by_event[home.event]) for home in homes)
    return [one for one in events if one]


def the_event(ref: str) -> Event:
    """One by its UUID or number. Raises: AbsentError, also for one that may not be seen."""
    return event_at(home_of(ref, ["event"])[1])


def event_at(event: str) -> Event:
    """One by the identifier of its object. Raises: AbsentError, as `the_event`."""
    named = "o.stix_id = %(event)s"
    statement = sql.FIND_EVENTS.format(named=named, conditions="true", order="e.created")
    homes = [Home(*row) for row in _rows(statement, {"event": event, "limit": 1, "offset": 0})]
    found = read_events(homes)
    if not found:
        raise AbsentError("Invalid event.")
    return found[0]


def event_with(ref: str, kinds: Sequence[str]) -> tuple[str, Event]:
    """The identifier of a record and the event that it is in. kinds: of CARRIED, event too.

    Raises: AbsentError, as `the_event`."""
    name, event = home_of(ref, kinds)
    return name, event_at(event)


def home_of(ref: str, kinds: Sequence[str]) -> tuple[str, str]:
    """The identifiers of a record and of what it is in. Raises: AbsentError."""
    types = [CARRIED[kind] for kind in kinds]
    ids, numbers = references(ref, types)
    rows = _rows(sql.HOME, {"types": types, "ids": ids, "numbers": numbers})
    if not rows:
        raise AbsentError(f"Invalid {kinds[0]}.")
    found: tuple[str, str] = rows[0]
    return found


def home_of_reference(ref: str) -> tuple[str, str, str]:
    """The object of one's own that refers by a reference, its event, and the reference's UUID.

    Raises: AbsentError."""
    ids, numbers = references(ref, [""])
    named = {"uuids": [one[2:] for one in ids], "numbers": [one[2:] for one in numbers]}
    rows = _rows(sql.REFERENCE, named)
    if not rows:
        raise AbsentError("Invalid object reference.")
    found: tuple[str, str, str] = rows[0]
    return found


def references(ref: str, types: Iterable[str]) -> tuple[list[str], list[str]]:
    """What a UUID or a number may be the identifier of, and the beginning of."""
    text = ref.strip().lower()
    if text.isascii() and text.isdigit() and int(text) < 1 << 48:
        digits = f"{int(text):012x}"
        return [], [f"{kind}--{digits[:8]}-{digits[8:]}-%" for kind in types]
    try:
        return [identifier(kind, str(UUID(text))) for kind in types], []
    except ValueError:
        return [], []


def ceiling(event: str) -> set[Tlp]:
    """How others whose event it is as well have marked it."""
    return {Tlp(tlp) for (tlp,) in _rows(sql.CEILING, {"event": event})}


def tags(pattern: str) -> list[tuple[str, str, int, int]]:
    """Of each tag in use its name, colour, and how many events and attributes have it. pattern: `%` for
    anything."""
    return _rows(sql.TAGS.format(named=sql.ANY_EVENT), {"pattern": pattern})


def _attribute(row: Sequence[Any]) -> Attribute:
    stix_id, of, own, event, organisation, source, its_event = row
    home = Home(event, organisation, source)
    return Attribute(stix_id, of or "", orjson.loads(own), home, orjson.loads(its_event))


def _held(row: tuple[Any, ...]) -> Held:
    within, organisation, tlp, content, *_ = row
    one = orjson.loads(content)
    part = Part(KINDS[one["type"]], one["misp"], within, one.get("object_uuid", ""))
    return Held(part, organisation, Tlp(tlp), one["created"])


def _event(home: Home, held: Sequence[Held]) -> Event | None:
    fields = assembled(one.part for one in held)
    if fields is None:
        return None
    by_id = {one.part.id: one for one in held}
    seen = {
        one.part.fields["uuid"]: one.organisation for one in held if one.part.kind == "sighting"
    }
    return Event(home, by_id[home.event].tlp, fields, by_id, seen)


def _page(asked: Asked) -> dict[str, int]:
    return {"limit": min(asked.size, MOST), "offset": asked.offset}


def _order(asked: Asked, known: Mapping[str, str]) -> str:
    return known[asked.order or "id"] + (" DESC NULLS LAST" if asked.is_descending else "")


def _conditions(filters: Mapping[str, Wanted], *, of_events: bool) -> tuple[str, dict[str, Any]]:
    """What narrows, and its parameters. Of an event, what is asked of attributes is asked of one that
    it has, and what is refused of all that it has; of tags, of its own."""
    clauses: list[str] = []
    of_one: list[str] = []
    parameters: dict[str, Any] = {}
    for name, wanted in filters.items():
        for number, (values, is_not) in enumerate(_tests(wanted)):
            key = f"{name}_{number}"
            parameters[key] = values
            if of_events and is_not and name in sql.NOT_OF_EVENT:
                clauses.append(_said(sql.NOT_OF_EVENT[name], key, is_not=True))
            elif name in sql.OF_EVENT:
                clauses.append(_said(sql.OF_EVENT[name], key, is_not=is_not))
            elif name in sql.OF_ATTRIBUTE:
                test = sql.OF_ATTRIBUTE[name].format(name=key)
                if of_events and is_not:
                    clauses.append(f"NOT {sql.HAS_ATTRIBUTE.format(conditions=test)}")
                else:
                    of_one.append(f"NOT {test}" if is_not else test)
            else:
                clauses.append(_said(_either(name, of_events=of_events), key, is_not=is_not))
    if of_one and of_events:
        of_one = [sql.HAS_ATTRIBUTE.format(conditions=" AND ".join(of_one))]
    return " AND ".join([*clauses, *of_one]) or "true", parameters


def _either(name: str, *, of_events: bool) -> str:
    of_event, of_attribute = sql.EVENT_OR_ATTRIBUTE[name]
    if of_events:
        of_attribute = sql.HAS_ATTRIBUTE.replace("{conditions}", of_attribute)
    return f"({of_event} OR {of_attribute})"


def _said(template: str, key: str, *, is_not: bool) -> str:
    test = template.format(name=key)
    return f"NOT coalesce({test}, false)" if is_not else test


def _tests(wanted: Wanted) -> Iterable[tuple[Any, bool]]:
    if wanted.any_of:
        yield wanted.any_of, False
    for one in wanted.all_of:
        yield [one], False
    if wanted.none_of:
        yield wanted.none_of, True


def _rows(statement: str, parameters: Mapping[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found: list[Any] = cursor.fetchall()
        return found
