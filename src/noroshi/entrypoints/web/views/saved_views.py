"""Saved views: filters and order of a list under a name of one's own."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from noroshi.entrypoints.web.forms import KeepViewForm, attempt
from noroshi.entrypoints.web.listing import Listing, kept_query
from noroshi.entrypoints.web.requests import Request
from noroshi.entrypoints.web.views import (
    assets,
    communities,
    deadlines,
    intelligence,
    inventories,
    ledger,
    names,
    organisations,
    reports,
    suppliers,
    vulnerabilities,
    warnings,
)
from noroshi.kernel.clock import now
from noroshi.kernel.errors import AbsentError
from noroshi.parties.actions.keep_view import ViewForm, drop_view, keep_view

LISTS: Final[Mapping[str, Listing]] = {
    listing.name: listing
    for listing in (
        warnings.LISTING,
        assets.SYSTEMS,
        assets.ASSETS,
        names.UNKNOWN,
        inventories.LISTING,
        vulnerabilities.LISTING,
        intelligence.LISTING,
        names.LISTING,
        organisations.LISTING,
        communities.LISTING,
        ledger.LISTING,
        suppliers.LISTING,
        reports.LISTING,
        deadlines.LISTING,
    )
}


@require_POST
def view_keep(request: Request, place: str) -> HttpResponse:
    """Save a list as it is shown; back to it, as it was."""
    if place not in LISTS:
        raise AbsentError("there is no such list")
    query = kept_query(LISTS[place], QueryDict(request.POST.get("query", "")))
    form = KeepViewForm({"name": request.POST.get("name", ""), "query": query})
    kept = attempt(
        form,
        lambda given: keep_view(ViewForm(place, **given), by=request.hat.actor, at=now()),
    )
    if kept is not None:
        messages.success(request, gettext("The view is saved."))
    for wrong in form.errors.values():
        messages.error(request, " ".join(map(str, wrong)))
    return redirect(f"{reverse(place)}?{query}")


@require_POST
def view_drop(request: Request, identifier: UUID) -> HttpResponse:
    """Delete a view of one's own."""
    place = drop_view(identifier, by=request.hat.actor)
    messages.success(request, gettext("The view is deleted."))
    return redirect(place)
