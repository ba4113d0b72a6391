"""Exchange of intelligence with partners: how it goes, what was not taken, pause, resume, now."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from noroshi.entrypoints.partner_shapes import declined_json, partner_json
from noroshi.entrypoints.shapes import Shape
from noroshi.entrypoints.web.forms import told
from noroshi.entrypoints.web.intelligence_words import exchange_word
from noroshi.entrypoints.web.listing import Column, Listing, export, queried, show
from noroshi.entrypoints.web.permissions import may
from noroshi.entrypoints.web.requests import Request
from noroshi.intelligence import partners as queries
from noroshi.intelligence.actions.keep_partner import ask_partner, pause_partner, resume_partner
from noroshi.kernel.clock import now
from noroshi.kernel.markings import Tlp
from noroshi.parties.rules import Power

if TYPE_CHECKING:
    from noroshi.intelligence.models import Partner

MOST: Final = 100  # of what was not taken that a page shows; an export has all


@dataclass(frozen=True, slots=True)
class Line:
    """A partner, as its row shows it."""

    partner: "Partner"
    shape: Shape


def _lines(rows: Sequence["Partner"]) -> list[Line]:
    counts, at = queries.declined_counts(), now()
    return [Line(one, partner_json(one, counts.get(one.id, 0), now=at)) for one in rows]


def _found(_chosen: Mapping[str, str]) -> Any:
    return queries.partners()


_fetch, _count = queried(_found, {"": ("name", "id")}, decorate=_lines)


LISTING = Listing(
    name="partners",
    title=_("Exchange with partners"),
    columns=(
        Column("name", _("Partner")),
        Column("direction", _("Direction")),
        Column("state", _("State")),
        Column(
            "reason", _("Reason"), lambda line: exchange_word(line.partner.reason), is_hidden=True
        ),
        Column("last_contact", _("Last contact")),
        Column("lag", _("Nothing was left")),
        Column("in", _("Came"), is_number=True),
        Column("out", _("Went"), is_number=True),
        Column("declined", _("Not taken"), is_number=True),
        Column("next_at", _("Next attempt")),
        Column("kind", _("Serves"), is_extra=True),
        Column("url", _("Address"), is_extra=True),
    ),
    fetch=_fetch,
    shape=lambda line: line.shape,
    count=_count,
    template="partners/list.html",
)


DECLINED = Listing(
    name="declined",
    title=_("Not taken"),
    columns=tuple(
        Column(name, _("Not taken")) for name in ("declined_at", "way", "object", "reason")
    ),
    fetch=_fetch,
    shape=declined_json,
)


@require_safe
def partners(request: HttpRequest) -> HttpResponse:
    """The organisation's partners, and how the exchange with each goes."""
    return show(request, LISTING)


@require_safe
def partner(request: Request, identifier: UUID) -> HttpResponse:
    """One partner: what is agreed, how it goes, and what was not taken, why."""
    found = queries.partner_at(identifier)
    declined = queries.declined(found.id)
    if wanted := request.GET.get("format"):
        return export(DECLINED, declined, wanted)
    (line,) = _lines([found])
    context = {
        "partner": found,
        "shape": line.shape,
        "declined": declined[:MOST],
        "may_keep": may(request.hat.actor, Power.EXCHANGE),
        "tlp": Tlp.AMBER,
    }
    return render(request, "partners/detail.html", context)


@require_POST
def partner_ask(request: Request, identifier: UUID) -> HttpResponse:
    """Exchange now."""
    return _kept(request, identifier, ask_partner, gettext("They are asked now."))


@require_POST
def partner_pause(request: Request, identifier: UUID) -> HttpResponse:
    """Exchange no more until it is resumed."""
    return _kept(request, identifier, pause_partner, gettext("The exchange is paused."))


@require_POST
def partner_resume(request: Request, identifier: UUID) -> HttpResponse:
    """Exchange again."""
    return _kept(request, identifier, resume_partner, gettext("The exchange goes on."))


def _kept(request: Request, identifier: UUID, does: Callable[..., None], text: str) -> HttpResponse:
    does(queries.partner_at(identifier).name, by=request.hat.actor, at=now())
    return told(request, text, "partner", identifier)
