"""What organisations run."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from noroshi.assets import queries
from noroshi.assets.actions.import_inventory import import_inventory
from noroshi.assets.actions.read_inventory import read_inventory
from noroshi.entrypoints.shapes import asset_json, system_json
from noroshi.entrypoints.web.forms import UploadForm, attempt
from noroshi.entrypoints.web.listing import Choice, Column, Listing, queried, show
from noroshi.entrypoints.web.options import organisation_options, system_options
from noroshi.entrypoints.web.permissions import needs
from noroshi.entrypoints.web.requests import Request
from noroshi.formats.asset_sheets import ASSET_TEMPLATE
from noroshi.kernel.clock import now
from noroshi.kernel.errors import MalformedError
from noroshi.kernel.imports import ImportResult
from noroshi.kernel.markings import Tlp
from noroshi.parties import queries as parties
from noroshi.parties.rules import Power
from noroshi.vulnerabilities import queries as vulnerabilities
from noroshi.warnings import queries as warnings

MOST_WARNINGS = 200
MOST_RELATED = 50
HINT = _("A CSV sheet in the form of the template, or a bill of materials in CycloneDX or SPDX")


def _beside_assets(request: Any) -> dict[str, Any]:  # noqa: ARG001 - who asks, the database knows
    return {"unknown": vulnerabilities.unmet_assets().count()}


def _found(chosen: Mapping[str, str]) -> Any:
    return queries.assets(
        text=chosen["text"],
        system=_identifier(chosen["system"]),
        organisation=chosen["organisation"],
    )


def _identifier(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise MalformedError(gettext("this is no identifier of a system")) from error


_fetch, _count = queried(
    _found, {"": ("name", "id"), "newest": ("-added_at", "-id"), "version": ("version", "id")}
)


ASSETS = Listing(
    name="assets",
    title=_("Assets"),
    columns=(
        Column("id", _("Identifier"), is_hidden=True),
        Column("name", _("Name")),
        Column("organisation", _("Organisation")),
        Column("system", _("System")),
        Column("vendor", _("Vendor"), is_extra=True),
        Column("product", _("Product")),
        Column("version", _("Version"), order="version"),
        Column("cpe", _("CPE"), is_extra=True),
        Column("purl", _("Package URL"), is_extra=True),
        Column("addresses", _("Addresses"), is_extra=True),
        Column("introduced_on", _("In use since"), is_extra=True),
        Column("added_at", _("Registered"), order="newest"),
    ),
    fetch=_fetch,
    shape=asset_json,
    count=_count,
    filters=(
        Choice("text", _("Name, product or identifier"), hint=_("For example FortiOS")),
        Choice("system", _("System"), system_options),
        Choice("organisation", _("Organisation"), organisation_options, least=2),
    ),
    template="assets/list.html",
    beside=_beside_assets,
)

_fetch_systems, _count_systems = queried(
    lambda chosen: queries.systems(text=chosen["text"]), {"": ("name", "id")}
)


SYSTEMS = Listing(
    name="systems",
    title=_("Systems"),
    columns=(
        Column("id", _("Identifier"), lambda system: str(system.id), is_hidden=True),
        Column("name", _("Name"), lambda system: system.name),
        Column("role", _("Role"), lambda system: system.role),
        Column("organisation", _("Organisation"), lambda system: system.organisation.code),
        Column("assets", _("Assets"), lambda system: system.asset_count, is_number=True),
    ),
    fetch=_fetch_systems,
    shape=system_json,
    count=_count_systems,
    filters=(Choice("text", _("Name")),),
    template="assets/list.html",
)


@require_safe
def assets(request: HttpRequest) -> HttpResponse:
    """Every asset that the reader may see."""
    return show(request, ASSETS)


@require_safe
def systems(request: HttpRequest) -> HttpResponse:
    """Every system that the reader may see."""
    return show(request, SYSTEMS)


@require_safe
def asset(request: HttpRequest, identifier: UUID) -> HttpResponse:
    """One asset and what it is exposed to."""
    found = queries.asset(identifier)
    if request.GET.get("format") == "json":
        return JsonResponse(asset_json(found))
    exposures = list(vulnerabilities.exposures(asset=identifier))
    context = {
        "asset": found,
        "exposures": exposures,
        "standings": vulnerabilities.standings(one.cause for one in exposures),
        "warnings": _warnings_about(found),
        **_in_its_bill(found),
        "tlp": Tlp.AMBER,
    }
    return render(request, "assets/detail.html", context)


def _in_its_bill(asset: Any) -> dict[str, Any]:
    """What the bill of materials that it stands in says of it, if it stands in one."""
    component = queries.component(asset.id)
    if component is None:
        return {}
    bill = queries.inventory(asset.inventory_id)
    return {
        "component": component,
        "bill": bill,
        "header": queries.header(queries.editions(bill.id)[0]),
        "way": queries.paths(bill.id, [asset.id])[asset.id],
        "related": queries.related(component, most=MOST_RELATED),
    }


def _warnings_about(asset: Any) -> dict[str, Any]:
    chosen = warnings.Filter(organisation=asset.organisation.code, text=asset.name)
    return {one.cause: one for one in warnings.inbox(chosen, size=MOST_WARNINGS).items}


@require_http_methods(["GET", "POST"])
@needs(Power.KEEP_ASSETS)
def asset_import(request: Request) -> HttpResponse:
    """Register systems by upload; what is wrong is listed by place."""
    is_sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES, hint=HINT) if is_sent else UploadForm(hint=HINT)
    result = attempt(form, partial(_take_in, request)) if is_sent else None
    if result is not None and result.accepted:
        messages.success(
            request, gettext("The list is registered. Warnings follow within seconds.")
        )
    context = {"form": form, "result": result, "tlp": Tlp.AMBER}
    status = 422 if form.errors else 200
    return render(request, "assets/import.html", context, status=status)


def _take_in(request: Request, given: Mapping[str, Any]) -> ImportResult:
    file = given["file"]
    result = ImportResult()
    actor = request.hat.actor
    lines = read_inventory(file.file, source=file.name, result=result)
    owner = parties.organisation(actor.organisation_code)
    return import_inventory(lines, result=result, organisation=owner, by=actor, at=now())


@require_safe
def asset_template(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The sheet to fill in."""
    return HttpResponse(
        ASSET_TEMPLATE.encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="assets.csv"'},
    )
