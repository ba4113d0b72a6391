"""`/assets`: what organisations run, and the way in for their lists."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from ninja import Header, Query, Router

from noroshi.assets import queries
from noroshi.assets.actions.import_inventory import import_inventory
from noroshi.assets.actions.read_inventory import read_inventory
from noroshi.entrypoints.api import schemas
from noroshi.entrypoints.api.access import Bearer, Request
from noroshi.entrypoints.api.description import BODY, described
from noroshi.entrypoints.api.submissions import taken_in
from noroshi.entrypoints.api.uploads import BODIES, Upload
from noroshi.entrypoints.keyset import page
from noroshi.entrypoints.name_shapes import unmet_json
from noroshi.entrypoints.shapes import asset_json, import_json
from noroshi.kernel.clock import now
from noroshi.kernel.imports import ImportResult
from noroshi.parties import queries as parties
from noroshi.vulnerabilities import queries as vulnerabilities

SCOPES = ("assets",)
ORDERS: Final = {
    "name": ("name", "id"),
    "newest": ("-added_at", "-id"),
    "version": ("version", "id"),
}
router = Router(auth=Bearer(*SCOPES), tags=["assets"])


@router.get(
    "",
    response=schemas.Page[schemas.Asset],
    openapi_extra=described(scopes=SCOPES, refusals=[304]),
)
def list_assets(request: Request, chosen: Query[schemas.AssetFilter]) -> dict[str, Any]:
    """Present assets by name, the newest first, or by version as text."""
    found = queries.assets(text=chosen.text, system=chosen.system, organisation=chosen.organisation)
    part = page(found, ORDERS[chosen.order], after=chosen.cursor, size=chosen.limit)
    return {"items": [asset_json(one) for one in part.rows], "next": part.next}


@router.get(
    "/unknown",
    response=schemas.Page[schemas.UnknownAsset],
    openapi_extra=described(scopes=SCOPES, refusals=[304]),
)
def list_unknown_assets(request: Request, chosen: Query[schemas.UnknownFilter]) -> dict[str, Any]:
    """The organisation's own assets whose product no source names, with the names of records that
    are like theirs."""
    found = vulnerabilities.unmet_assets(text=chosen.text)
    part = page(found, ["name", "id"], after=chosen.cursor, size=chosen.limit)
    likely = vulnerabilities.likely_names(one.id for one in part.rows)
    items = [unmet_json(one, likely.get(one.id, [])) for one in part.rows]
    return {"items": items, "next": part.next}


@router.post(
    "/import",
    response=schemas.ImportResult,
    openapi_extra=described(scopes=SCOPES, refusals=BODY, requestBody=BODIES),
)
def import_assets(
    request: Request, file: Query[schemas.File], sending: Header[schemas.Sending]
) -> Mapping[str, Any]:
    """Register the organisation's systems from a CSV sheet, or a CycloneDX or SPDX document,
    recognised by content. Each list in it replaces the one that was registered under its name. The same file
    again changes nothing; under the same Idempotency-Key it is answered as it was at first."""
    return taken_in(request, file.source, sending, lambda upload: _take_in(request, upload))


@router.get(
    "/{identifier}",
    response=schemas.Asset,
    openapi_extra=described(scopes=SCOPES, refusals=[304, 404]),
)
def get_asset(request: Request, identifier: UUID) -> dict[str, Any]:
    """One asset, also a removed one."""
    return asset_json(queries.asset(identifier))


def _take_in(request: Request, upload: Upload) -> Mapping[str, Any]:
    result = ImportResult()
    lines = read_inventory(upload.stream, source=upload.source, result=result)
    own = parties.organisation(request.auth.organisation_code)
    import_inventory(lines, result=result, organisation=own, by=request.auth, at=now())
    return import_json(result)
