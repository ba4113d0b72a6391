"""If this were exploited tomorrow: what would be concerned, and how urgently."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from noroshi.assets import queries as assets
from noroshi.entrypoints.web.charts import heat
from noroshi.entrypoints.web.forms import WhatIfForm, attempt
from noroshi.kernel.markings import Tlp
from noroshi.vulnerabilities import queries as vulnerabilities
from noroshi.warnings import what_if as queries
from noroshi.warnings.rules import Urgency

MOST_ASSETS: Final = 20_000
MOST_SYSTEMS: Final = 500


@require_safe
def what_if(request: HttpRequest) -> HttpResponse:
    """Ask by vulnerability, or by product and versions; nothing is stored."""
    is_asked = any(request.GET.get(name) for name in ("vulnerability", "product"))
    form = WhatIfForm(request.GET) if is_asked else WhatIfForm()
    supposed = attempt(form, _supposed) if is_asked else None
    if supposed and request.GET.get("format") == "json":
        items = [_shape(one) for one in supposed["systems"]]
        return JsonResponse({"items": items, "next": None})
    context = {
        "form": form,
        "supposed": supposed,
        "urgencies": [urgency.name.lower() for urgency in Urgency],
        "most": MOST_SYSTEMS,
        "tlp": Tlp.AMBER,
    }
    return render(request, "what_if.html", context, status=422 if form.errors else 200)


def _supposed(given: Mapping[str, Any]) -> dict[str, Any]:
    meant: dict[str, Any] = {}
    if given["vulnerability"]:
        meant["cause"] = vulnerabilities.vulnerability(given["vulnerability"]).id
    else:
        rows = assets.assets_of_product(
            given["product"], low=given["low"], high=given["high"], most=MOST_ASSETS
        )
        meant["assets"] = [row[0] for row in rows]
    sectors = queries.supposed_sectors(**meant)
    systems = queries.supposed_systems(**meant, most=MOST_SYSTEMS)
    return {
        "about": meant.get("cause") or given["product"],
        "cause": meant.get("cause"),
        "systems": systems,
        "count": sum(many for _, _, many in sectors),
        "tally": _tally(sectors),
        "rows": heat(sectors),
    }


def _tally(sectors: Sequence[tuple[str, Urgency, int]]) -> list[tuple[str, int]]:
    return [
        (urgency.name.lower(), sum(many for _, one, many in sectors if one is urgency))
        for urgency in Urgency
    ]


def _shape(one: queries.Supposed) -> dict[str, Any]:
    return {
        "system": one.system,
        "system_id": str(one.id),
        "role": one.role,
        "organisation": one.code,
        "sector": one.sector,
        "assets": one.assets,
        "urgency": one.urgency.name.lower(),
    }
