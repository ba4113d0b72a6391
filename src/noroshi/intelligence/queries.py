"""What is asked of intelligence. Everything is read as far as the requester may see, no further.

A page follows (added_at, id), the order in which objects became visible: whoever has seen one misses
none of those after it. One object from several sources is told once a version; who else said it,
`versions` tells."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeVar
from uuid import UUID

from django.db import connection

from noroshi.intelligence import sql

MOST_VERSIONS: Final = 1000
CHUNK: Final = 2000  # rows that an export holds at a time


class Held(NamedTuple):
    """One version of an object from one source. content: the object whole, canonical JSON."""

    id: UUID
    added_at: datetime
    stix_id: str
    type: str
    version: datetime
    spec_version: str
    tlp: str
    source: str
    organisation: UUID
    revoked: bool
    confidence: int | None
    name: str
    created_by: str
    content: str


class Told(NamedTuple):
    """A page as it is handed on. contents: its objects in JSON, with commas between them; first and
    last: where it begins and ends; more: whether others follow."""

    contents: str
    first: datetime
    last: "Place"
    more: bool


class Listed(NamedTuple):
    """As much of it as a manifest says."""

    added_at: datetime
    id: UUID
    stix_id: str
    version: datetime


Row = TypeVar("Row", Held, Listed)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which objects. An empty tuple does not narrow. versions: `last`, `first`, `all` or instants,
    any of them (TAXII 2.1 section 3.4.1); added_after: exclusive."""

    types: Sequence[str] = ()
    ids: Sequence[str] = ()
    versions: Sequence[str | datetime] = ("last",)
    spec_versions: Sequence[str] = ()
    sources: Sequence[str] = ()
    markings: Sequence[str] = ()
    added_after: datetime | None = None


class Place(NamedTuple):
    """Where a page ended."""

    added_at: datetime
    id: UUID


EVERYTHING: Final = Chosen()
TOLD: Final = "o.added_at, o.id, o.content"  # the columns of what is handed on


def objects(chosen: Chosen = EVERYTHING, *, after: Place | None = None, size: int) -> list[Held]:
    """The next `size` objects behind a place, in their order. For a requester: the house itself has
    no audience, and sees none."""
    return page(Held, chosen, after=after, size=size)


def page(row: type[Row], chosen: Chosen, *, after: Place | None, size: int) -> list[Row]:
    """The same, of each object as much as the row has."""
    statement, parameters = paging(chosen, after, columns=columns(row))
    return rows(row, statement, {**parameters, "limit": size})


def paging(chosen: Chosen, after: Place | None, *, columns: str) -> tuple[str, dict[str, Any]]:
    """The statement that finds a page, and its parameters but for `limit`."""
    narrowing, parameters = conditions(chosen, after)
    if list(chosen.versions) == ["last"]:
        narrowing[:2] = [sql.NEWEST_ONCE]
    if chosen.types:
        narrowing.append(sql.NARROW["types"])
    types = sql.TYPES if chosen.types else sql.ANY_TYPE
    conditioned = " AND ".join(narrowing)
    return sql.PAGE.format(columns=columns, types=types, conditions=conditioned), parameters


def together(statement: str, parameters: dict[str, Any], *, size: int) -> Told | None:
    """The page that a statement of TOLD finds, as it is handed on; None where it is empty."""
    wanted = {**parameters, "size": size, "limit": size + 1}
    with connection.cursor() as cursor:
        cursor.execute(sql.TOGETHER.format(page=statement), wanted)
        found = cursor.fetchone()
    if found is None:
        return None
    contents, first, last_at, last_id, more = found
    return Told(contents, first, Place(last_at, last_id), more)


def columns(row: type[Row]) -> str:
    """What is asked for to make a row."""
    return ", ".join(f"o.{name}" for name in row._fields).replace("organisation", "organisation_id")


def rows(row: type[Row], statement: str, parameters: dict[str, Any]) -> list[Row]:
    """What a statement finds, whose columns are the row's."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [row._make(one) for one in cursor.fetchall()]


def every_object(chosen: Chosen = EVERYTHING) -> Iterator[Held]:
    """All of them in their order, a few at a time; in a transaction, also as the house itself."""
    narrowing, parameters = conditions(chosen, None)
    if chosen.types:
        narrowing.append(sql.OF_TYPES)
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql.EXPORT.format(conditions=" AND ".join(narrowing)), parameters)
        while found := cursor.fetchmany(CHUNK):
            yield from map(Held._make, found)


def versions(stix_id: str) -> list[Held]:
    """Every version of an object, the newest first, whoever said it; empty where there is none."""
    return rows(Held, sql.VERSIONS, {"stix_id": stix_id, "limit": MOST_VERSIONS})


def neighbours(stix_id: str, *, size: int) -> list[Held]:
    """The relationships and sightings of an object, in their newest versions."""
    return rows(Held, sql.NEIGHBOURS, {"stix_id": stix_id, "limit": size})


def conditions(
    chosen: Chosen, after: Place | None, *, words: Mapping[str, str] = sql.VERSIONS_SEEN
) -> tuple[list[str], dict[str, Any]]:
    """What narrows to the chosen behind a place, and its parameters. words: which versions count as
    first and last, and when one is told once."""
    wanted = [words[one] for one in chosen.versions if isinstance(one, str)]
    if any(isinstance(one, datetime) for one in chosen.versions):
        wanted.append(sql.OF_VERSIONS)
    found = [f"({' OR '.join(wanted)})", words["once"]]
    parameters: dict[str, Any] = {
        "types": list(chosen.types),
        "instants": [one for one in chosen.versions if isinstance(one, datetime)],
    }
    for name in ("ids", "spec_versions", "sources", "markings"):
        if wanted := getattr(chosen, name):
            found.append(sql.NARROW[name])
            parameters[name] = list(wanted)
    if chosen.added_after:
        found.append(sql.NARROW["added_after"])
        parameters["added_after"] = chosen.added_after
    if after:
        found.append(sql.NARROW["after"])
        parameters |= {"after_at": after.added_at, "after_id": after.id}
    return found, parameters
