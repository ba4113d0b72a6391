"""What would be to do if something were exploited tomorrow. Nothing is stored."""

import base64
import binascii
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from noroshi.kernel.errors import MalformedError
from noroshi.warnings import sql
from noroshi.warnings.rules import Urgency
from noroshi.warnings.ssvc import policy


@dataclass(frozen=True, slots=True)
class Supposed:
    """A system that would be concerned. assets: how many of it; rank: of the urgency of its most urgent one."""

    id: UUID
    system: str
    role: str
    code: str
    name: str
    name_ja: str
    sector: str
    assets: int
    rank: int

    @property
    def urgency(self) -> Urgency:
        """In the tree's words."""
        return Urgency(self.rank)


@dataclass(frozen=True, slots=True)
class Page:
    """Some of those systems; next: the cursor of what follows, None at the end."""

    items: list[Supposed]
    next: str | None


def supposed_systems(
    *, cause: str = "", assets: Collection[UUID] = (), cursor: str = "", size: int | None = None
) -> Page:
    """The systems that would be concerned if a vulnerability, or a weakness in some assets, were
    exploited, as the deployer's tree would decide; the most urgent first. size None: all of them.

    Raises: MalformedError for a cursor that is not ours."""
    values = {**_values(cause, assets), **_position(cursor), "limit": size and size + 1}
    with connection.cursor() as database:
        database.execute(sql.SUPPOSED_SYSTEMS, values)
        found = [Supposed(*row) for row in database.fetchall()]
    if size is None or len(found) <= size:
        return Page(found, None)
    return Page(found[:size], _cursor(found[size - 1]))


def _cursor(last: Supposed) -> str:
    parts = [last.rank, last.assets, last.code, last.system, str(last.id)]
    return base64.urlsafe_b64encode(orjson.dumps(parts)).decode()


def _position(cursor: str) -> dict[str, Any]:
    if not cursor:
        names = ("rank", "assets", "code", "system", "id")
        return {"is_first": True, **{f"after_{name}": None for name in names}}
    try:
        rank, assets, code, system, identifier = orjson.loads(base64.urlsafe_b64decode(cursor))
        return {
            "is_first": False,
            "after_rank": Urgency(rank).value,
            "after_assets": -_count(assets),
            "after_code": _text(code),
            "after_system": _text(system),
            "after_id": UUID(identifier),
        }
    except (binascii.Error, ValueError, TypeError, AttributeError) as error:
        raise MalformedError("this cursor is not one of ours") from error


def _count(value: object) -> int:
    if not isinstance(value, int) or not 0 <= value < 1 << 62:
        raise TypeError("a cursor holds a count")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise TypeError("a cursor holds texts")
    return value


def supposed_sectors(
    *, cause: str = "", assets: Collection[UUID] = ()
) -> list[tuple[str, Urgency, int]]:
    """The number of those systems by sector and urgency."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SUPPOSED_SECTORS, _values(cause, assets))
        return [(sector, Urgency(urgency), many) for sector, urgency, many in cursor.fetchall()]


def _values(cause: str, assets: Collection[UUID]) -> dict[str, Any]:
    return {**sql.parameters(policy()), "cause": cause, "assets": list(assets)}
