"""What is known to be weak, and who is exposed as far as the reader may know."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from noroshi.entrypoints.coordinating import coordinations
from noroshi.entrypoints.decisions import coordination_json
from noroshi.entrypoints.shapes import records_json, vulnerability_json
from noroshi.entrypoints.web.listing import Choice, Column, Listing, queried, show
from noroshi.entrypoints.web.permissions import may
from noroshi.entrypoints.web.requests import Request
from noroshi.entrypoints.web.views.course import course_of, known_on
from noroshi.entrypoints.web.words import choices, title_of
from noroshi.kernel.markings import Tlp
from noroshi.parties.rules import Power
from noroshi.suppliers import queries as suppliers
from noroshi.vulnerabilities import queries

MOST_EXPOSED = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A vulnerability in a list, with what KEV and EPSS say."""

    vulnerability: Any
    standing: queries.Standing
    title: str


def _lines(rows: Sequence[Any]) -> list[Line]:
    known = queries.standings(row.id for row in rows)
    return [Line(row, known[row.id], title_of(row)) for row in rows]


def _found(chosen: Mapping[str, str]) -> Any:
    return queries.vulnerabilities(
        text=chosen["text"],
        severity=chosen["severity"],
        exploited=chosen["exploited"],
        exposed=chosen["exposed"],
    )


_fetch, _count = queried(_found, {"": ("-id",), "oldest": ("id",)}, _lines)


def _shape(line: Line) -> dict[str, Any]:
    return vulnerability_json(line.vulnerability, line.standing)


LISTING = Listing(
    name="vulnerabilities",
    title=_("Vulnerabilities"),
    columns=(
        Column("id", _("Number"), order="oldest"),
        Column("title", _("Title"), lambda line: line.title),
        Column("cvss", _("CVSS"), is_number=True),
        Column("severity", _("Severity")),
        Column("kev", _("KEV"), lambda line: line.standing.exploited is not None),
        Column("epss", _("EPSS"), is_number=True),
        Column("published_at", _("Published"), is_extra=True),
    ),
    fetch=_fetch,
    shape=_shape,
    count=_count,
    filters=(
        Choice("text", _("CVE or words"), hint=_("For example CVE-2024-21762")),
        Choice(
            "severity",
            _("Severity"),
            lambda: choices("severity", "critical", "high", "medium", "low"),
        ),
        Choice("exploited", _("Exploited (KEV)"), lambda: [("yes", _("Only these"))]),
        Choice("exposed", _("Exposed as far as I may know"), lambda: [("yes", _("Only these"))]),
    ),
    template="vulnerabilities/list.html",
    tlp=Tlp.CLEAR,
    beside=lambda request: {
        "may_judge": may(request.hat.actor, Power.JUDGE_NAMES),  # type: ignore[attr-defined]
        "may_coordinate": may(request.hat.actor, Power.COORDINATE),  # type: ignore[attr-defined]
    },
)


@require_safe
def vulnerabilities(request: HttpRequest) -> HttpResponse:
    """Search and list."""
    return show(request, LISTING)


def _products(told: Iterable[Any]) -> list[Any]:
    """The affected products as the sources name them; those that read alike, of several packages, once."""
    found: dict[Any, Any] = {}
    for record in told:
        for one in record.products.all():
            alike = (one.vendor, one.product, one.source, one.default_status)
            found.setdefault((*alike, *one.ranges, *one.unresolved), one)
    return list(found.values())


@require_safe
def vulnerability(request: Request, identifier: str) -> HttpResponse:
    """Facts, scores, ranges in words, by whom they are told, and who is exposed."""
    found = queries.vulnerability(identifier)
    if found.id != identifier:
        return redirect("vulnerability", found.id)
    standing = queries.standings([found.id])[found.id]
    told = queries.records(found.id)
    by = request.hat.actor
    is_office = may(by, Power.COORDINATE)
    coordination = coordinations([found.id], by)[0] if is_office else None
    if request.GET.get("format") == "json":
        more = {"coordination": coordination_json(coordination)} if coordination else {}
        return JsonResponse(vulnerability_json(found, standing) | records_json(told) | more)
    exposures = queries.exposures(cause=found.id)
    context = {
        "vulnerability": found,
        "title": title_of(found),
        "standing": standing,
        "told": told,
        "scores": [score for record in told for score in record.scores.all()],
        "products": _products(told),
        "exposures": exposures[:MOST_EXPOSED],
        "exposed": exposures.count(),
        "coordination": coordination,
        "answered": queries.answered_by_vex(found.id)[:MOST_EXPOSED],
        "course": course_of(found, standing),
        "known": known_on(found.id, request.GET.get("on", "")),
        "threads": suppliers.threads().filter(cause=found.id).order_by("due_at", "id"),
        "may_ask": may(request.hat.actor, Power.ASK_SUPPLIERS),
        "tlp": Tlp.AMBER if exposures else Tlp.CLEAR,
    }
    return render(request, "vulnerabilities/detail.html", context)
