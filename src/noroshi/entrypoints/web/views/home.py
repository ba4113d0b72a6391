"""What is owed today, by role."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from noroshi.assets import queries as assets
from noroshi.entrypoints.web.charts import bars, heat
from noroshi.entrypoints.web.requests import Request
from noroshi.entrypoints.web.views.ledger import newest_checkpoint, newest_entries
from noroshi.entrypoints.web.views.reports import lines_of
from noroshi.entrypoints.web.views.suppliers import desk
from noroshi.entrypoints.web.views.warnings import lines
from noroshi.entrypoints.web.visits import keep_visit, last_visit
from noroshi.kernel.clock import now, rfc3339
from noroshi.kernel.markings import Tlp
from noroshi.parties import queries as parties
from noroshi.reporting import queries
from noroshi.reporting.board import OwedFilter, obligations, whole
from noroshi.reporting.threads import Said
from noroshi.suppliers import queries as suppliers
from noroshi.vulnerabilities import queries as vulnerabilities
from noroshi.warnings import board
from noroshi.warnings import queries as warnings
from noroshi.warnings.rules import Urgency

DAYS = 30
MOST = 5  # of each list
OVERSEERS = ("nco", "ministry")


@require_safe
def home(request: Request) -> HttpResponse:
    """The first page of whoever this is."""
    kind = request.hat.actor.organisation_kind
    if kind == "supplier":
        return desk(request)
    at = now()
    context: dict[str, Any] = {"tlp": Tlp.AMBER}
    if kind == "commission":
        context |= _ledger()
    else:
        context |= _owed() | _duties(at) | _holdings() | _changed(last_visit(request, at=at))
    if kind in OVERSEERS:
        context |= _board()
    return keep_visit(request, render(request, f"home/{_page(kind)}.html", context), at=at)


def _changed(since: datetime | None) -> dict[str, Any]:
    if since is None:
        return {}
    return {"since": since, "changed": warnings.count(warnings.Filter(since=rfc3339(since)))}


def _page(kind: str) -> str:
    if kind in OVERSEERS:
        return "overseer"
    return "commission" if kind == "commission" else "operator"


def _board() -> dict[str, Any]:
    return {
        "board": heat(board.owed_by_sector()),
        "urgencies": [urgency.name.lower() for urgency in Urgency],
        "pending": _pending(),
        "names": vulnerabilities.product_aliases(state="proposed").count(),
    }


def _owed() -> dict[str, Any]:
    owed = warnings.inbox(warnings.Filter(state="owed"), size=MOST).items
    found = warnings.count_urgencies(warnings.Filter(state="owed"))
    counts = {urgency.name.lower(): many for urgency, many in found.items()}
    return {
        "owed": lines(owed),
        "counts": counts,
        "owed_total": sum(counts.values()),
        "trend": bars(board.raised_per_day(days=DAYS)),
    }


def _duties(at: datetime) -> dict[str, Any]:
    """What is due first of what is not filed."""
    found = obligations(OwedFilter(state="open"), now=at)
    asked = queries.questions().exclude(kind=Said.ORDER)  # an order is among what is due
    questions = list(asked[:MOST])
    duties = whole(found[:MOST])
    return {
        "duties": lines_of(duties),
        "duties_total": len(duties) if len(duties) < MOST else found.count(),
        "questions": questions,
        "taken": queries.unconfirmed()[:MOST],
        "questions_total": asked.count() if questions else 0,
    }


def _holdings() -> dict[str, Any]:
    return {"systems": assets.systems().count(), "assets": assets.assets().count()}


def _pending() -> int:
    waiting = (parties.pending_networks(), parties.pending_domains(), suppliers.pending_products())
    return sum(one.count() for one in waiting)


def _ledger() -> dict[str, Any]:
    return {"ledger_entries": newest_entries(10), "checkpoint": newest_checkpoint()}
