"""Which hat, and what to look for."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from noroshi.assets import queries as assets
from noroshi.entrypoints.web.middleware import HAT
from noroshi.entrypoints.web.requests import Request
from noroshi.entrypoints.web.views.warnings import lines
from noroshi.intelligence import searching as intelligence
from noroshi.kernel.errors import AbsentError
from noroshi.kernel.markings import Tlp
from noroshi.parties import queries as parties
from noroshi.vulnerabilities import queries as vulnerabilities
from noroshi.warnings import queries as warnings

MOST = 5


@require_POST
def hat(request: Request) -> HttpResponse:
    """Take another of one's hats."""
    wanted = request.POST.get("hat", "")
    if wanted not in {str(held.actor.id) for held in request.hats}:
        raise AbsentError("you have no such role")
    request.session[HAT] = str(UUID(wanted))
    return redirect("home")


@require_safe
def search(request: Request) -> HttpResponse:
    """One field over everything that the reader may see: a few of each kind."""
    text = request.GET.get("q", "").strip()
    context: dict[str, Any] = {"text": text, "tlp": Tlp.AMBER}
    if text:
        context |= {
            "warnings": lines(warnings.inbox(warnings.Filter(text=text), size=MOST).items),
            "vulnerabilities": vulnerabilities.vulnerabilities(text=text)[:MOST],
            "objects": intelligence.found(intelligence.Sought(text=text), size=MOST),
            "assets": assets.assets(text=text)[:MOST],
            "organisations": parties.organisations(text=text)[:MOST],
        }
    return render(request, "search.html", context)
