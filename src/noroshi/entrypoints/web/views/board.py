"""How the sectors stand, as far as the reader may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from noroshi.entrypoints.standing_shapes import standing_json
from noroshi.entrypoints.web.charts import SectorRow, bars, heat
from noroshi.entrypoints.web.listing import Column, Listing, Part, export
from noroshi.entrypoints.web.options import sector_options
from noroshi.entrypoints.web.words import sector_word
from noroshi.kernel.errors import MalformedError
from noroshi.kernel.markings import Tlp
from noroshi.parties.sectors import SECTORS
from noroshi.warnings import board as queries
from noroshi.warnings.rules import Urgency

DAYS: Final = 60
URGENCIES: Final = tuple(urgency.name.lower() for urgency in Urgency)


@dataclass(frozen=True, slots=True)
class Row:
    """A sector's medians, by urgency in its order."""

    name: str
    cells: tuple[queries.Standing | None, ...]


LISTING: Final = Listing(
    name="board",
    title=_("Board"),
    columns=(
        Column("sector", _("Sector")),
        Column("urgency", _("Urgency")),
        Column("waiting", _("Waiting")),
        Column("settled", _("Settled")),
        Column("median_days", _("Median days")),
    ),
    fetch=lambda chosen, _cursor, _size: Part(queries.board(sector=chosen["sector"]), None),
    shape=standing_json,
)


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """What waits by sector and urgency, over days, and how soon it is settled."""
    sector = request.GET.get("sector", "")
    if sector and sector not in SECTORS:
        raise MalformedError("there is no such sector")
    found = queries.board(sector=sector)
    if wanted := request.GET.get("format"):
        return export(LISTING, found, wanted)
    rows = heat([(one.sector, one.urgency, one.waiting) for one in found])
    context = {
        "sector": sector,
        "sectors": sector_options(),
        "rows": rows,
        "totals": _totals(rows) if len(rows) > 1 else (),
        "medians": _medians(found),
        "urgencies": URGENCIES,
        "waiting": sum(one.waiting for one in found),
        "unassigned": sum(one.waiting for one in found if not one.sector),
        "trend": bars(queries.waiting_per_day(days=DAYS, sector=sector)),
        "days": DAYS,
        "tlp": Tlp.AMBER,
    }
    return render(request, "board.html", context)


def _totals(rows: Sequence[SectorRow]) -> list[tuple[str, int]]:
    columns = zip(*(row.cells for row in rows), strict=True)
    return [
        (urgency, sum(cell.count for cell in column))
        for urgency, column in zip(URGENCIES, columns, strict=True)
    ]


def _medians(found: Sequence[queries.Standing]) -> list[Row]:
    settled = {(one.sector, one.urgency): one for one in found if one.settled}
    return [
        Row(sector_word(sector), tuple(settled.get((sector, urgency)) for urgency in Urgency))
        for sector in SECTORS
        if any((sector, urgency) in settled for urgency in Urgency)
    ]
