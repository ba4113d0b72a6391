"""`/inventories`: bills of materials, what is weak in them, and out again."""

from typing import Any, Final
from uuid import UUID

from django.http import FileResponse
from ninja import Query, Router

from noroshi.assets import bills, queries
from noroshi.assets.actions.export_bill import spool_bill
from noroshi.assets.comparing import compared
from noroshi.entrypoints.api import bill_schemas as shapes
from noroshi.entrypoints.api import schemas
from noroshi.entrypoints.api.access import Bearer, Request
from noroshi.entrypoints.api.description import described
from noroshi.entrypoints.bill_shapes import (
    bill_json,
    counted_component_json,
    difference_json,
    inventory_json,
    moves_json,
)
from noroshi.entrypoints.keyset import page
from noroshi.vulnerabilities import queries as vulnerabilities
from noroshi.warnings.bills import moved_warnings

SCOPES = ("assets",)
WARNING_SCOPES = ("warnings",)
ORDERS: Final = {"name": ("key", "id"), "newest": ("-imported_at", "-id")}
ORDERS_OF_COMPONENTS: Final = {
    "name": ("label", "asset_id"),
    "depth": ("depth", "number", "asset_id"),
    "document": ("number", "asset_id"),
}
# The media types that IANA has registered.
MEDIA_TYPES: Final = {
    "application/vnd.cyclonedx+json": "cyclonedx",
    "application/spdx+json": "spdx",
}
router = Router(auth=Bearer(*SCOPES), tags=["inventories"])


@router.get(
    "",
    response=schemas.Page[shapes.Inventory],
    openapi_extra=described(scopes=SCOPES, refusals=[304]),
)
def list_inventories(request: Request, chosen: Query[shapes.InventoryFilter]) -> dict[str, Any]:
    """Bills of materials by name, or the newest first."""
    found = queries.inventories(text=chosen.text, organisation=chosen.organisation)
    part = page(found, ORDERS[chosen.order], after=chosen.cursor, size=chosen.limit)
    return {"items": [inventory_json(one) for one in part.rows], "next": part.next}


@router.get(
    "/{identifier}",
    response=shapes.InventoryInFull,
    openapi_extra=described(scopes=SCOPES, refusals=[304, 404]),
)
def get_inventory(request: Request, identifier: UUID) -> dict[str, Any]:
    """One bill of materials: how good it is, what is weak in it and what leads there."""
    found = queries.inventory(identifier)
    editions = list(queries.editions(identifier))
    weak = vulnerabilities.weak_assets(identifier, most=schemas.MOST)
    ways = queries.paths(identifier, [one.asset for one in weak])
    led = [(one, ways.get(one.asset, [])) for one in weak]
    services = list(queries.services(identifier)[: schemas.MOST])
    references = bills.references(editions, most=schemas.MOST)
    return bill_json(found, editions, led, services, references)


@router.get(
    "/{identifier}/components",
    response=schemas.Page[shapes.Component],
    openapi_extra=described(scopes=SCOPES, refusals=[304, 404]),
)
def list_components(
    request: Request, identifier: UUID, chosen: Query[shapes.ComponentFilter]
) -> dict[str, Any]:
    """The components of the newest edition, with how many weaknesses each has."""
    found = queries.components(
        queries.inventory(identifier).id,
        text=chosen.text,
        licence=chosen.licence,
        type_=chosen.type,
        lacking=chosen.lacking,
    )
    if chosen.weak:
        found = found.filter(vulnerabilities.is_exposed("asset"))
    order = ORDERS_OF_COMPONENTS[chosen.order]
    part = page(found, order, after=chosen.cursor, size=chosen.limit)
    counts = vulnerabilities.exposure_counts(one.asset_id for one in part.rows)
    items = [counted_component_json(one, counts.get(one.asset_id, 0)) for one in part.rows]
    return {"items": items, "next": part.next}


@router.get(
    "/{identifier}/difference",
    response=shapes.Difference,
    openapi_extra=described(scopes=SCOPES, refusals=[304, 404]),
)
def get_difference(
    request: Request, identifier: UUID, chosen: Query[shapes.Editions]
) -> dict[str, Any]:
    """What changed between two editions."""
    return difference_json(compared(*_editions(identifier, chosen)))


@router.get(
    "/{identifier}/difference/warnings",
    auth=Bearer(*WARNING_SCOPES),
    response=shapes.Moves,
    openapi_extra=described(scopes=WARNING_SCOPES, refusals=[304, 404]),
)
def get_moved_warnings(
    request: Request, identifier: UUID, chosen: Query[shapes.Editions]
) -> dict[str, Any]:
    """Which warnings the later of two editions brought, and which it took away."""
    return moves_json(moved_warnings(*_editions(identifier, chosen)))


def _editions(identifier: UUID, chosen: shapes.Editions) -> tuple[Any, Any]:
    return queries.two_editions(
        queries.inventory(identifier).id,
        before=str(chosen.before or ""),
        after=str(chosen.after or ""),
    )


@router.get(
    "/{identifier}/document",
    openapi_extra=described(scopes=SCOPES, refusals=[404], media_types=[*MEDIA_TYPES]),
)
def export_inventory(
    request: Request, identifier: UUID, chosen: Query[shapes.Standard]
) -> FileResponse:
    """The newest edition as CycloneDX 1.6 or SPDX 2.3, both in JSON."""
    by_name = {name: media_type for media_type, name in MEDIA_TYPES.items()}
    preferred = request.get_preferred_type([*MEDIA_TYPES]) or by_name["cyclonedx"]
    media_type = by_name[chosen.format] if chosen.format else preferred
    found = queries.inventory(identifier)
    file = spool_bill(found, standard=MEDIA_TYPES[media_type])
    return FileResponse(file, content_type=media_type, headers={"Vary": "Accept"})
