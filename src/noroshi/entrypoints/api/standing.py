"""`/board` and `/what-if`: how sectors stand, and what would be to do."""

from typing import Any

from ninja import Query, Router

from noroshi.entrypoints.api import schemas
from noroshi.entrypoints.api import standing_schemas as shapes
from noroshi.entrypoints.api.access import Bearer, Request
from noroshi.entrypoints.api.description import described
from noroshi.entrypoints.keyset import page_at_hand
from noroshi.entrypoints.standing_shapes import (
    day_json,
    standing_json,
    supposed_json,
    supposed_sector_json,
)
from noroshi.entrypoints.supposing import supposition
from noroshi.warnings import board, what_if

SCOPES = ("warnings",)
router = Router(auth=Bearer(*SCOPES), tags=["standing"])


@router.get(
    "/board",
    response=schemas.Page[shapes.Standing],
    openapi_extra=described(scopes=SCOPES, refusals=[304]),
)
def get_board(request: Request, chosen: Query[shapes.SectorFilter]) -> dict[str, Any]:
    """What waits and how soon it is settled, by sector and urgency, as far as the reader may see."""
    part = page_at_hand(
        board.board(sector=chosen.sector),
        lambda one: [one.sector, str(one.urgency.value)],
        after=chosen.cursor,
        size=chosen.limit,
    )
    return {"items": [standing_json(one) for one in part.rows], "next": part.next}


@router.get(
    "/board/days",
    response=schemas.Whole[shapes.DayWaiting],
    openapi_extra=described(scopes=SCOPES, refusals=[304]),
)
def get_board_days(request: Request, chosen: Query[shapes.TrendFilter]) -> dict[str, Any]:
    """How many warnings waited at the end of each of the last days, today last."""
    found = board.waiting_per_day(days=chosen.days, sector=chosen.sector)
    return {"items": [day_json(*one) for one in found], "next": None}


@router.get(
    "/what-if",
    response=schemas.Page[shapes.SupposedSystem],
    openapi_extra=described(scopes=SCOPES, refusals=[304, 404]),
)
def suppose(request: Request, chosen: Query[shapes.SupposedSystems]) -> dict[str, Any]:
    """The systems that would be concerned if something were exploited tomorrow, the most urgent
    first. Nothing is stored, and nobody is warned."""
    meant = supposition(**chosen.model_dump(exclude={"cursor", "limit"}))
    found = what_if.supposed_systems(**meant, cursor=chosen.cursor, size=chosen.limit)
    return {"items": [supposed_json(one) for one in found.items], "next": found.next}


@router.get(
    "/what-if/sectors",
    response=schemas.Whole[shapes.SupposedSector],
    openapi_extra=described(scopes=SCOPES, refusals=[304, 404]),
)
def suppose_by_sector(request: Request, chosen: Query[shapes.Supposition]) -> dict[str, Any]:
    """How many systems that would be, by sector and urgency."""
    found = what_if.supposed_sectors(**supposition(**chosen.model_dump()))
    return {"items": [supposed_sector_json(*one) for one in found], "next": None}
