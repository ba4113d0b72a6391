"""The register: organisations, and what the national office does with it."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from noroshi.assets import queries as assets
from noroshi.entrypoints.shapes import organisation_json
from noroshi.entrypoints.web.forms import UploadForm, attempt
from noroshi.entrypoints.web.listing import Choice, Column, Listing, queried, show
from noroshi.entrypoints.web.permissions import may, needs
from noroshi.entrypoints.web.requests import Request
from noroshi.entrypoints.web.words import kind_word, sector_word
from noroshi.formats.organisation_sheets import read_organisations
from noroshi.kernel.clock import now
from noroshi.kernel.imports import ImportResult
from noroshi.kernel.markings import Tlp
from noroshi.parties import queries
from noroshi.parties.actions.claim import verify_claim
from noroshi.parties.actions.import_organisations import import_organisations
from noroshi.parties.actions.open_record import open_record
from noroshi.parties.rules import Power
from noroshi.parties.sectors import KINDS, SECTORS
from noroshi.suppliers import queries as suppliers
from noroshi.warnings import queries as warnings

HINT = _(
    "CSV with the columns code, name, name_ja, kind, sector, corporate_number, networks, domains"
)


def _found(chosen: Mapping[str, str]) -> Any:
    return queries.organisations(text=chosen["text"], kind=chosen["kind"], sector=chosen["sector"])


_fetch, _count = queried(
    _found, {"": ("code",), "name": ("name_ja", "code"), "sector": ("sector", "code")}
)

LISTING = Listing(
    name="organisations",
    title=_("Organisations"),
    columns=(
        Column("code", _("Code")),
        Column("name", _("Name"), order="name"),
        Column("name_ja", _("Name in Japanese"), is_hidden=True),
        Column("kind", _("Kind")),
        Column("sector", _("Sector"), order="sector"),
        Column("networks", _("Networks"), is_number=True),
        Column("domains", _("Domains"), is_extra=True),
        Column("corporate_number", _("Corporate number"), is_extra=True),
    ),
    fetch=_fetch,
    shape=organisation_json,
    count=_count,
    filters=(
        Choice("text", _("Code or name")),
        Choice("kind", _("Kind"), lambda: [(kind, kind_word(kind)) for kind in KINDS]),
        Choice("sector", _("Sector"), lambda: [(one, sector_word(one)) for one in SECTORS]),
    ),
    template="organisations/list.html",
)


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """Every organisation that the reader may see."""
    return show(request, LISTING)


@require_safe
def organisation(request: Request, code: str) -> HttpResponse:
    """One organisation. Opening another's record is itself recorded."""
    found = queries.organisation(code)
    open_record(found, by=request.hat.actor, at=now())
    if request.GET.get("format") == "json":
        return JsonResponse(organisation_json(found))
    owed = warnings.Filter(state="owed", organisation=code)
    context = {
        "organisation": found,
        "ministry": queries.ministry_of(found),
        "is_own": found.id == request.hat.actor.organisation,
        "systems": assets.systems(organisation=found.id),
        "owed": warnings.count(owed),
        "tlp": Tlp.AMBER,
    }
    return render(request, "organisations/detail.html", context)


@require_http_methods(["GET", "POST"])
@needs(Power.KEEP_PARTIES)
def organisation_import(request: Request) -> HttpResponse:
    """Register organisations by upload; what is wrong is listed by place."""
    is_sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES, hint=HINT) if is_sent else UploadForm(hint=HINT)
    result = attempt(form, partial(_take_in, request)) if is_sent else None
    if result is not None and result.accepted:
        messages.success(request, gettext("The list is registered."))
    context = {"form": form, "result": result, "tlp": Tlp.AMBER}
    status = 422 if form.errors else 200
    return render(request, "organisations/import.html", context, status=status)


def _take_in(request: Request, given: Mapping[str, Any]) -> ImportResult:
    file = given["file"]
    rows = read_organisations(file.file, source=file.name)
    return import_organisations(rows, source=file.name, by=request.hat.actor, at=now())


@require_safe
def claims(request: Request) -> HttpResponse:
    """Networks, domains and products that wait for the national office."""
    verified = suppliers.claims().exclude(verified_at=None)
    context = {
        "networks": queries.pending_networks(),
        "domains": queries.pending_domains(),
        "products": suppliers.pending_products(),
        "claims_of_products": [suppliers.pending_products(), verified],
        "verified": verified,
        "may_verify": may(request.hat.actor, Power.VERIFY_CLAIMS),
        "may_ask": may(request.hat.actor, Power.ASK_SUPPLIERS),
        "tlp": Tlp.AMBER,
    }
    return render(request, "organisations/claims.html", context)


@require_POST
def claim_verify(request: Request, kind: str, identifier: UUID) -> HttpResponse:
    """Confirm that a network or domain belongs to who named it."""
    verify_claim(kind, identifier, by=request.hat.actor, at=now())
    messages.success(request, gettext("Verified."))
    return redirect("claims")
