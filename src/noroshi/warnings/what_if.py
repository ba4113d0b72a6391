"""What would be to do if something were exploited tomorrow. Nothing is stored."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

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


def supposed_systems(
    *, cause: str = "", assets: Collection[UUID] = (), most: int
) -> list[Supposed]:
    """The systems that would be concerned if a vulnerability, or a weakness in some assets, were
    exploited, as the deployer's tree would decide; the most urgent first."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SUPPOSED_SYSTEMS, {**_values(cause, assets), "most": most})
        return [Supposed(*row) for row in cursor.fetchall()]


def supposed_sectors(
    *, cause: str = "", assets: Collection[UUID] = ()
) -> list[tuple[str, Urgency, int]]:
    """The number of those systems by sector and urgency."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SUPPOSED_SECTORS, _values(cause, assets))
        return [(sector, Urgency(urgency), many) for sector, urgency, many in cursor.fetchall()]


def _values(cause: str, assets: Collection[UUID]) -> dict[str, Any]:
    return {**sql.parameters(policy()), "cause": cause, "assets": list(assets)}
