"""Bills of materials: their components, the ways to the weak ones, quality, editions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from noroshi.assets import bills, queries
from noroshi.assets.actions.export_bill import spool_bill
from noroshi.assets.comparing import compared
from noroshi.assets.rules import MOST_EXPORTED
from noroshi.entrypoints.bill_shapes import (
    counted_component_json,
    difference_json,
    inventory_json,
    moves_json,
)
from noroshi.entrypoints.web.listing import Choice, Column, Listing, queried, show
from noroshi.entrypoints.web.options import organisation_options
from noroshi.entrypoints.web.words import choices
from noroshi.kernel.errors import RefusedError
from noroshi.kernel.markings import Tlp
from noroshi.vulnerabilities import queries as vulnerabilities
from noroshi.warnings.bills import moved_warnings

MOST_WEAK: Final = 50
MOST_SERVICES: Final = 100
MOST_LINKS: Final = 100
MOST_SHOWN: Final = 500  # lines of a difference


_fetch, _count = queried(
    lambda chosen: queries.inventories(text=chosen["text"], organisation=chosen["organisation"]),
    {"": ("key", "id"), "newest": ("-imported_at", "-id")},
)

LISTING = Listing(
    name="inventories",
    title=_("Bills of materials"),
    columns=(
        Column("id", _("Identifier"), is_hidden=True),
        Column("name", _("Name")),
        Column("system", _("System")),
        Column("organisation", _("Organisation")),
        Column("components", _("Components"), is_number=True),
        Column("edition", _("Edition"), is_number=True),
        Column("at", _("Registered"), order="newest"),
    ),
    fetch=_fetch,
    shape=inventory_json,
    count=_count,
    filters=(
        Choice("text", _("Name or system")),
        Choice("organisation", _("Organisation"), organisation_options, least=2),
    ),
    template="inventories/list.html",
)


@dataclass(frozen=True, slots=True)
class Line:
    """A component in a list, with how many weaknesses it has."""

    component: Any
    weaknesses: int


def _lines(rows: Sequence[Any]) -> list[Line]:
    counts = vulnerabilities.exposure_counts(row.asset_id for row in rows)
    return [Line(row, counts.get(row.asset_id, 0)) for row in rows]


def _found(identifier: UUID, chosen: Mapping[str, str]) -> Any:
    found = queries.components(
        identifier,
        text=chosen["text"],
        licence=chosen["licence"],
        type_=chosen["type"],
        lacking=chosen["lacking"],
    )
    return found.filter(vulnerabilities.is_exposed("asset")) if chosen["weak"] == "yes" else found


def _shape(line: Line) -> dict[str, Any]:
    return counted_component_json(line.component, line.weaknesses)


COLUMNS: Final = (
    Column("id", _("Identifier"), is_hidden=True),
    Column("name", _("Component")),
    Column("version", _("Version")),
    Column("weaknesses", _("Weaknesses"), is_number=True),
    Column("depth", _("Depth"), order="depth", is_number=True),
    Column("licences", _("Licences")),
    Column("supplier", _("Supplier")),
    Column("type", _("Type"), is_extra=True),
    Column("purl", _("Package URL"), is_extra=True),
    Column("cpe", _("CPE"), is_extra=True),
    Column("hashes", _("Hashes"), is_extra=True),
)


def _components(inventory: Any) -> Listing:
    """The components of one bill of materials as a list, and on its page the rest about it."""
    fetch, count = queried(
        partial(_found, inventory.id),
        {
            "": ("label", "asset_id"),
            "depth": ("depth", "number", "asset_id"),
            "document": ("number", "asset_id"),
        },
        _lines,
    )
    return Listing(
        name="components",
        title=inventory.key.removeprefix("sbom:"),
        columns=COLUMNS,
        fetch=fetch,
        shape=_shape,
        count=count,
        filters=(
            Choice("text", _("Name, supplier or package URL")),
            Choice("licence", _("Licence"), hint=_("For example GPL")),
            Choice("type", _("Type"), lambda: _types(inventory.id), least=2),
            Choice("lacking", _("Does not say"), lambda: choices("element", *queries.LACKING)),
            Choice("weak", _("Weaknesses"), lambda: [("yes", _("Only components with one"))]),
        ),
        template="inventories/detail.html",
        beside=partial(_about, inventory),
    )


def _types(inventory: UUID) -> list[tuple[str, str]]:
    return [(one, one) for one in queries.component_types(inventory)]


def _about(inventory: Any, request: HttpRequest) -> dict[str, Any]:
    """What stands over the components; a page further on shows them only."""
    editions = list(queries.editions(inventory.id))
    weak = vulnerabilities.weak_assets(inventory.id, most=MOST_WEAK)
    ways = queries.paths(inventory.id, [one.asset for one in weak])
    return {
        "inventory": inventory,
        "header": queries.header(editions[0]),
        "quality": queries.quality(editions[0]),
        "editions": editions,
        "weak": [(one, ways.get(one.asset, [])) for one in weak],
        "services": list(queries.services(inventory.id)[: MOST_SERVICES + 1]),
        "most_services": MOST_SERVICES,
        "references": bills.references(editions, most=MOST_LINKS),
        "lackable": queries.LACKING,
        "views": (),
        "query": "",
        "is_first": "after" not in request.GET,
    }


@require_safe
def inventories(request: HttpRequest) -> HttpResponse:
    """Every bill of materials that the reader may see."""
    return show(request, LISTING)


@require_safe
def inventory(request: HttpRequest, identifier: UUID) -> HttpResponse:
    """One bill of materials: how good it is, what is weak and why it is there, all components."""
    found = queries.inventory(identifier)
    if "format" in request.GET and found.component_count > MOST_EXPORTED:  # type: ignore[attr-defined]
        raise RefusedError("too long for a list: the document itself has all of it")
    return show(request, _components(found))


@require_safe
def inventory_difference(request: HttpRequest, identifier: UUID) -> HttpResponse:
    """What changed between two editions, of the newest two unless others are named."""
    found = queries.inventory(identifier)
    chosen = {"before": request.GET.get("from", ""), "after": request.GET.get("to", "")}
    before, after = queries.two_editions(identifier, **chosen)
    change = compared(before, after)
    moves = moved_warnings(before, after)
    told = difference_json(change)
    if request.GET.get("format") == "json":
        return JsonResponse({**told, **moves_json(moves)})
    context = {
        "inventory": found,
        "editions": list(queries.editions(identifier)),
        "before": before,
        "after": after,
        "change": change,
        "told": told,
        "opened": [one for one in moves if one.is_opened],
        "closed": [one for one in moves if not one.is_opened],
        "is_cut": max(map(len, [moves, *change])) > MOST_SHOWN,
        "most": MOST_SHOWN,
        "tlp": Tlp.AMBER,
    }
    return render(request, "inventories/difference.html", context)


@require_safe
def inventory_export(
    request: HttpRequest,  # noqa: ARG001
    identifier: UUID,
    standard: str,
) -> HttpResponseBase:
    """The newest edition as CycloneDX or SPDX. Written to the disk as its reader, and sent from
    there: what a document holds is never held here."""
    found = queries.inventory(identifier)
    file = spool_bill(found, standard=standard)
    name = slugify(found.key.removeprefix("sbom:")) or "bill"
    suffix = {"cyclonedx": "cdx", "spdx": "spdx"}[standard]
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{name}.{suffix}.json",
        content_type="application/json",
    )
