"""The store as collections (TAXII 2.1 section 5): an organisation's own, and all that it may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import connection

from noroshi.intelligence import collections_sql, queries, sql
from noroshi.intelligence.queries import Chosen, Place, Row, Told
from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import AbsentError

OURS: Final = UUID("1c0a6b0e-43c1-5d7a-9d0f-2f8f4d1d9b52")


@dataclass(frozen=True, slots=True)
class Collection:
    """owner: of whose objects it is; None for everything that the requester may see."""

    id: UUID
    alias: str
    title: str
    description: str
    owner: UUID | None

    @property
    def can_write(self) -> bool:
        """Only to one's own."""
        return self.owner is not None


def collections(actor: Actor) -> tuple[Collection, Collection]:
    """What an actor may read: its organisation's own, which it may write to, and everything."""
    own = Collection(
        id=uuid5(OURS, f"own {actor.organisation}"),
        alias="own",
        title=f"{actor.organisation_code}: own",
        description="What the organisation has laid down itself",
        owner=actor.organisation,
    )
    everything = Collection(
        id=uuid5(OURS, "all"),
        alias="all",
        title="All",
        description="Everything that the organisation may see, its own among it",
        owner=None,
    )
    return own, everything


def collection(name: str, actor: Actor) -> Collection:
    """One by its id or alias. Raises: AbsentError, also for another organisation's own."""
    for one in collections(actor):
        if name in (str(one.id), one.alias):
            return one
    raise AbsentError("there is no such collection")


def members(
    of: Collection, row: type[Row], chosen: Chosen, *, after: Place | None, size: int
) -> Sequence[Row]:
    """The next objects behind a place, in the order in which they came in; as much as the row has."""
    statement, parameters = _paging(of, chosen, after, columns=queries.columns(row))
    return queries.rows(row, statement, {**parameters, "limit": size})


def contents(of: Collection, chosen: Chosen, *, after: Place | None, size: int) -> Told | None:
    """The same as they are handed on; None where nothing follows."""
    statement, parameters = _paging(of, chosen, after, columns=queries.TOLD)
    return queries.together(statement, parameters, size=size)


def _paging(
    of: Collection, chosen: Chosen, after: Place | None, *, columns: str
) -> tuple[str, dict[str, Any]]:
    if of.owner is None:
        return queries.paging(chosen, after, columns=columns)
    narrowing, parameters = queries.conditions(chosen, after, words=collections_sql.WORDS)
    if chosen.types:
        narrowing.append(sql.OF_TYPES)
    statement = collections_sql.OWN.format(columns=columns, conditions=" AND ".join(narrowing))
    return statement, {**parameters, "organisation": of.owner}


def has(of: Collection, stix_id: str) -> bool:
    """Whether an object is in a collection, in any version."""
    named = {"stix_id": stix_id, "organisation": of.owner}
    return bool(_rows(collections_sql.HAS, named)[0][0])


def newest_versions(stix_ids: Sequence[str]) -> dict[str, datetime]:
    """Of the requester's own objects, by id."""
    return dict(_rows(collections_sql.NEWEST_VERSIONS, [list(stix_ids)]))


def _rows(statement: str, parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
