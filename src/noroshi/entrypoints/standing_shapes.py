"""The stable JSON shapes of how sectors stand, and of what would be to do."""

from datetime import date
from typing import TYPE_CHECKING

from noroshi.entrypoints.shapes import Shape

if TYPE_CHECKING:
    from noroshi.warnings.board import Standing
    from noroshi.warnings.rules import Urgency
    from noroshi.warnings.what_if import Supposed


def standing_json(one: "Standing") -> Shape:
    """How a sector stands at one urgency; sector: empty for who is in none."""
    return {
        "sector": one.sector,
        "urgency": one.urgency.name.lower(),
        "waiting": one.waiting,
        "settled": one.settled,
        "median_days": None if one.days is None else round(one.days, 2),
    }


def day_json(day: date, waiting: int) -> Shape:
    """A local day, and how many warnings waited at its end."""
    return {"day": day.isoformat(), "waiting": waiting}


def supposed_json(one: "Supposed") -> Shape:
    """A system that would be concerned, with how many of its assets."""
    return {
        "system": one.system,
        "system_id": str(one.id),
        "role": one.role,
        "organisation": one.code,
        "sector": one.sector,
        "assets": one.assets,
        "urgency": one.urgency.name.lower(),
    }


def supposed_sector_json(sector: str, urgency: "Urgency", systems: int) -> Shape:
    """How many systems of a sector would be concerned so urgently."""
    return {"sector": sector, "urgency": urgency.name.lower(), "systems": systems}
