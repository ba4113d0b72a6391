"""`/systems`: what assets are parts of, and how one's own systems hang together."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from ninja import Header, Query, Router

from noroshi.assets import queries, registry
from noroshi.assets.actions.import_connections import import_connections
from noroshi.entrypoints.api import schemas
from noroshi.entrypoints.api import system_schemas as shapes
from noroshi.entrypoints.api.access import Bearer, Request
from noroshi.entrypoints.api.description import BODY, described
from noroshi.entrypoints.api.submissions import taken_in
from noroshi.entrypoints.api.uploads import SHEETS, Upload
from noroshi.entrypoints.keyset import page
from noroshi.entrypoints.registry_shapes import connection_json
from noroshi.entrypoints.shapes import import_json, system_json
from noroshi.formats.connection_sheets import read_connections
from noroshi.kernel.clock import now

SCOPES: Final = ("assets",)
router = Router(auth=Bearer(*SCOPES), tags=["systems"])


@router.get(
    "",
    response=schemas.Page[shapes.System],
    openapi_extra=described(scopes=SCOPES, refusals=[304]),
)
def list_systems(request: Request, chosen: Query[shapes.SystemFilter]) -> dict[str, Any]:
    """Systems by name. `POST /assets/import` registers and changes them, with what they consist of."""
    found = queries.systems(text=chosen.text, code=chosen.organisation)
    part = page(found, ("name", "id"), after=chosen.cursor, size=chosen.limit)
    return {"items": [system_json(one) for one in part.rows], "next": part.next}


@router.get(
    "/connections",
    response=schemas.Whole[shapes.Connection],
    openapi_extra=described(scopes=SCOPES, refusals=[304]),
)
def list_connections(request: Request) -> dict[str, Any]:
    """How the organisation's own systems hang together."""
    return {"items": [connection_json(one) for one in registry.connections()], "next": None}


@router.post(
    "/connections",
    response=schemas.ImportResult,
    openapi_extra=described(scopes=SCOPES, refusals=BODY, requestBody=SHEETS),
)
def import_system_connections(
    request: Request, file: Query[schemas.File], sending: Header[schemas.Sending]
) -> Mapping[str, Any]:
    """Make the connections of the organisation's systems equal to a CSV sheet. A row that names a
    system which is not registered is refused."""
    return taken_in(request, file.source, sending, lambda upload: _take_in(request, upload))


@router.get(
    "/{identifier}",
    response=shapes.System,
    openapi_extra=described(scopes=SCOPES, refusals=[304, 404]),
)
def get_system(request: Request, identifier: UUID) -> dict[str, Any]:
    """One system; `GET /assets?system=…` has what it consists of."""
    return system_json(queries.system(identifier))


def _take_in(request: Request, upload: Upload) -> Mapping[str, Any]:
    rows = read_connections(upload.stream, source=upload.source)
    return import_json(import_connections(rows, source=upload.source, by=request.auth, at=now()))
