"""ATT&CK's matrix of what was seen in a period, and a technique with what stands behind it."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import urlencode

import orjson
from django.db.models import DateTimeField, UUIDField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from noroshi.entrypoints.keyset import closed, opened
from noroshi.entrypoints.seen_periods import period
from noroshi.entrypoints.technique_shapes import cell_json, layer_json, matrix_json
from noroshi.entrypoints.web.listing import PAGE, STIX, Column, Listing, Part, attached, export
from noroshi.entrypoints.web.options import organisation_options, sector_options
from noroshi.entrypoints.web.requests import Request
from noroshi.entrypoints.web.views.intelligence import MOST_EXPORTED, lines
from noroshi.formats.attack import CHAINS
from noroshi.formats.stix import bundle_of
from noroshi.intelligence import techniques
from noroshi.intelligence.queries import Held, Place
from noroshi.intelligence.techniques import USUAL, Period
from noroshi.kernel.errors import MalformedError
from noroshi.kernel.markings import Tlp, strictest
from noroshi.parties.sectors import SECTORS

DAYS: Final = 90
PLACE: Final = (DateTimeField(), UUIDField())
NAMES: Final = ("since", "until", "sector", "organisation", "source")
LAYER: Final = "application/json"


LISTING: Final = Listing(
    name="techniques",
    title=_("ATT&CK matrix"),
    columns=(
        Column("id", _("Number")),
        Column("name", _("Name")),
        Column("tactics", _("Tactics")),
        Column("objects", _("Objects"), is_number=True),
        Column("own", _("Of itself"), is_number=True),
        Column("last_seen", _("Seen last")),
    ),
    fetch=lambda _chosen, _cursor, _size: Part((), None),
    shape=cell_json,
)


@require_safe
def technique_matrix(request: Request) -> HttpResponse:
    """The matrix, or a file of it: a Navigator layer, CSV, JSON, or the objects behind it as STIX."""
    domain = request.GET.get("domain") or USUAL
    if domain not in CHAINS:
        raise MalformedError(gettext("there is no such matrix"))
    chosen = _chosen(request)
    asked = _period(chosen)
    if request.GET.get("format") == "stix":
        return _bundled(techniques.behind(asked, size=MOST_EXPORTED + 1), "attack.stix.json")
    found = techniques.matrix(domain, asked)
    if wanted := request.GET.get("format"):
        return _file(found, wanted, request.hat.actor.organisation_code)
    context = {
        "matrix": found,
        "domain": domain,
        "domains": techniques.domains(),
        "is_whole": request.GET.get("all") == "1",
        "query": _query(chosen),
        **_filters(chosen),
    }
    return render(request, "intelligence/matrix.html", context)


@require_safe
def technique(request: Request, number: str) -> HttpResponse:
    """A technique and the objects that tell of it or of its sub-techniques, or those as STIX."""
    known = techniques.technique(number)
    chosen = _chosen(request)
    asked = _period(chosen)
    if request.GET.get("format") == "stix":
        found = techniques.behind(asked, number=number, size=MOST_EXPORTED + 1)
        return _bundled(found, f"{number}.stix.json")
    cursor = request.GET.get("after", "")
    after = Place(*opened(cursor, PLACE)) if cursor else None
    rows = techniques.behind(asked, number=number, after=after, size=PAGE + 1)
    last = rows[:PAGE][-1] if len(rows) > PAGE else None
    context = {
        "known": known,
        "rows": lines(rows[:PAGE]),
        "next": last and closed([last.added_at, str(last.id)]),
        "tlp": strictest(*(Tlp(one.tlp) for one in rows[:PAGE])),
        "query": _query(chosen),
        **_filters(chosen),
    }
    return render(request, "intelligence/technique.html", context)


def _chosen(request: HttpRequest) -> dict[str, str]:
    """What the address says; without a beginning the last DAYS days."""
    chosen = {name: request.GET.get(name, "") for name in NAMES}
    if "since" not in request.GET:
        chosen["since"] = (timezone.localdate() - timedelta(days=DAYS)).isoformat()
    return chosen


def _period(chosen: Mapping[str, str]) -> Period:
    sector = chosen["sector"]
    if sector and sector not in SECTORS:
        raise MalformedError(gettext("there is no such sector"))
    return period(
        since=_day(chosen["since"]),
        until=_day(chosen["until"]),
        sector=sector,
        organisation=chosen["organisation"],
        source=chosen["source"],
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise MalformedError(gettext("a day is written as 2026-10-01")) from error


def _filters(chosen: Mapping[str, str]) -> dict[str, Any]:
    return {
        "chosen": chosen,
        "sectors": sector_options(),
        "organisations": organisation_options(),
    }


def _query(chosen: Mapping[str, str]) -> str:
    """What a link hands on; an empty beginning is no beginning."""
    kept = {name: value for name, value in chosen.items() if value or name == "since"}
    return urlencode({name: value for name, value in kept.items() if "\0" not in value})


def _file(found: techniques.Matrix, wanted: str, code: str) -> HttpResponse:
    match wanted:
        case "navigator":
            body = orjson.dumps(layer_json(found, f"{code} {timezone.localdate()}"))
            return attached(body, LAYER, f"{found.domain}-layer.json")
        case "json":
            return attached(orjson.dumps(matrix_json(found)), LAYER, f"{found.domain}.json")
        case _:
            return export(LISTING, found.cells, wanted)


def _bundled(rows: list[Held], name: str) -> HttpResponse:
    if len(rows) > MOST_EXPORTED:
        raise MalformedError(gettext("too many to export at once: narrow them first"))
    return attached(b"".join(bundle_of(one.content for one in rows)), STIX, name)
