"""If this were exploited tomorrow: what would be concerned, and how urgently."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from noroshi.entrypoints.standing_shapes import supposed_json
from noroshi.entrypoints.supposing import supposition
from noroshi.entrypoints.web.charts import heat
from noroshi.entrypoints.web.forms import WhatIfForm, attempt
from noroshi.entrypoints.web.listing import PAGE
from noroshi.kernel.errors import AbsentError, MalformedError
from noroshi.kernel.markings import Tlp
from noroshi.warnings import what_if as queries
from noroshi.warnings.rules import Urgency


@require_safe
def what_if(request: HttpRequest) -> HttpResponse:
    """Ask by vulnerability, or by product and versions; nothing is stored."""
    is_asked = any(request.GET.get(name) for name in ("vulnerability", "product"))
    form = WhatIfForm(request.GET) if is_asked else WhatIfForm()
    cursor = request.GET.get("after", "")
    supposed = attempt(form, partial(_supposed, cursor)) if is_asked else None
    if supposed and request.GET.get("format") == "json":
        items = queries.supposed_systems(**supposed["meant"]).items
        return JsonResponse({"items": [supposed_json(one) for one in items], "next": None})
    context = {
        "form": form,
        "supposed": supposed,
        "urgencies": [urgency.name.lower() for urgency in Urgency],
        "tlp": Tlp.AMBER,
    }
    return render(request, "what_if.html", context, status=422 if form.errors else 200)


def _supposed(cursor: str, given: Mapping[str, Any]) -> dict[str, Any]:
    try:
        meant = supposition(**given)
    except AbsentError as error:
        raise MalformedError(f"vulnerability: {error.detail}") from error
    sectors = queries.supposed_sectors(**meant)
    return {
        "about": meant.get("cause") or given["product"],
        "cause": meant.get("cause"),
        "meant": meant,
        "systems": queries.supposed_systems(**meant, cursor=cursor, size=PAGE),
        "count": sum(many for _, _, many in sectors),
        "tally": _tally(sectors),
        "rows": heat(sectors),
    }


def _tally(sectors: Sequence[tuple[str, Urgency, int]]) -> list[tuple[str, int]]:
    return [
        (urgency.name.lower(), sum(many for _, one, many in sectors if one is urgency))
        for urgency in Urgency
    ]
