"""What is owed, by when, and on whom it waits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from noroshi.entrypoints.report_shapes import obligation_json
from noroshi.entrypoints.web.listing import Choice, Column, Listing, queried, read_moment, show
from noroshi.entrypoints.web.options import organisation_options, sector_options
from noroshi.entrypoints.web.rows import Cell, address
from noroshi.entrypoints.web.templatetags import faces
from noroshi.entrypoints.web.words import choices, cited, name_of, sector_word, word
from noroshi.kernel.clock import now
from noroshi.kernel.markings import Tlp
from noroshi.reporting.board import ORDERS, OwedFilter, obligations, whole
from noroshi.reporting.queries import owed
from noroshi.reporting.rules import State, state, turn
from noroshi.reporting.sentences import why


@dataclass(frozen=True)
class Line:
    """A row of `board.whole`; the rest of it is made when it is shown or exported."""

    row: Any

    @cached_property
    def told(self) -> dict[str, Any]:
        """Its stable shape."""
        return obligation_json(self.row)

    @cached_property
    def value(self) -> Any:
        """What is owed."""
        return owed(self.row)

    @cached_property
    def state(self) -> State:
        """How it stands now."""
        return state(self.value, now=now())


def _address(line: Line) -> str:
    if line.row.report_id:
        return address("report", line.row.report_id)
    return f"{reverse('specified')}?state=pending"


def _due(line: Line) -> str | SafeString:
    """By when, as far as it is known; as `reports/due.html` says it."""
    if line.state is State.UNSET:
        return gettext("not confirmed")
    if line.state is State.WAITING:
        return gettext("not known yet")
    if line.row.due_at:
        return faces.due(line.row.due_at, line.row.filed_at is None)
    warned = f"{escape(gettext('Warned of from'))} {faces.when(line.row.warn_at)}"
    return SafeString(f'{escape(gettext("promptly"))}<span class="sub">{warned}</span>')


def _turn(line: Line) -> str:
    return word("turn", turn(filed_at=line.row.filed_at, is_asked=line.row.is_asked))


CELLS: Mapping[str, Cell] = {
    "address": _address,
    "report": lambda line: (
        line.row.report.title if line.row.report_id else gettext("Specified computers")
    ),
    "organisation": lambda line: line.row.organisation.code,
    "organisation_name": lambda line: name_of(line.row.organisation),
    "sector": lambda line: sector_word(line.row.organisation.sector) or "—",
    "regime": lambda line: word("regime", line.row.regime),
    "stage": lambda line: word("stage", line.row.stage),
    "recipient": lambda line: word("recipient", line.row.recipient),
    "due_at": _due,
    "state": lambda line: faces.badge(line.state, "owed_state"),
    "waiting_on": _turn,
    "filed_at": lambda line: faces.when(line.row.filed_at),
    "article": lambda line: f"{cited(line.value.article)} [{line.value.tag}]",
    "why": lambda line: why(line.value),
}


def _found(chosen: Mapping[str, str]) -> Any:
    narrowed = OwedFilter(
        chosen["state"],
        chosen["regime"],
        chosen["organisation"],
        chosen["sector"],
        chosen["waiting_on"],
        read_moment("due_before", chosen["due_before"]),
        chosen["order"],
    )
    return obligations(narrowed, now=now())


def _lines(rows: Iterable[Any]) -> list[Line]:
    return [Line(row) for row in whole(rows)]


_fetch, _count = queried(_found, {"": ORDERS["due"], **ORDERS}, _lines)

LISTING = Listing(
    name="report_deadlines",
    title=_("Deadlines"),
    columns=(
        Column("id", _("Identifier"), is_hidden=True),
        Column("report", _("Report"), order="report"),
        Column("organisation", _("Organisation"), order="organisation"),
        Column("sector", _("Sector"), order="sector"),
        Column("regime", _("Law"), order="regime"),
        Column("stage", _("Stage"), order="stage"),
        Column("recipient", _("Addressee"), order="recipient"),
        Column("due_at", _("Due by"), order="latest"),
        Column("state", _("State"), order="state"),
        Column("waiting_on", _("Waiting on"), order="waiting_on"),
        Column("warn_at", _("Warned of from"), is_hidden=True),
        Column("filed_at", _("Filed at"), order="filed", is_extra=True),
        Column("article", _("Article"), order="article", is_extra=True),
        Column("why", _("Why"), is_extra=True),
    ),
    fetch=_fetch,
    shape=lambda line: line.told,
    count=_count,
    filters=(
        Choice("state", _("State"), lambda: choices("owed_state")),
        Choice("waiting_on", _("Waiting on"), lambda: choices("turn")),
        Choice("sector", _("Sector"), sector_options, least=2),
        Choice("regime", _("Law"), lambda: choices("regime")),
        Choice("organisation", _("Organisation"), organisation_options, least=2),
        Choice("due_before", _("Due before"), hint=_("For example 2026-10-01")),
    ),
    template="reports/deadlines.html",
    cells=CELLS,
    tlp=Tlp.AMBER_STRICT,
)


@require_safe
def report_deadlines(request: HttpRequest) -> HttpResponse:
    """What is due, late, and waiting on whom."""
    return show(request, LISTING)
