"""`/observables`, `/warning-lists`: what is in a text, and which of it is common infrastructure."""

from typing import Any

from ninja import Query, Router

from noroshi.entrypoints.api import observable_schemas as shapes
from noroshi.entrypoints.api import schemas
from noroshi.entrypoints.api.access import Bearer, Request
from noroshi.entrypoints.api.description import BODY, described
from noroshi.entrypoints.keyset import page
from noroshi.entrypoints.observable_shapes import common_json, warning_list_json
from noroshi.formats.names.observables import extract
from noroshi.intelligence.warninglists.queries import common, warning_lists

SCOPES = ("reports", "warnings", "intelligence")
router = Router(auth=Bearer(*SCOPES), tags=["observables"])


@router.post(
    "/observables",
    response=schemas.Whole[shapes.Observable],
    openapi_extra=described(scopes=SCOPES, refusals=BODY),
)
def find_observables(request: Request, said: shapes.Said) -> dict[str, Any]:
    """The observables in a text, fanged or de-fanged, in their order, 2000 at most; nothing is kept."""
    asked = extract(said.text)
    found = common(asked)
    return {"items": [common_json(one, found.get(one, ())) for one in asked], "next": None}


@router.get(
    "/warning-lists",
    response=schemas.Page[shapes.WarningList],
    openapi_extra=described(scopes=SCOPES, refusals=[304]),
)
def list_warning_lists(request: Request, chosen: Query[schemas.Paging]) -> dict[str, Any]:
    """The lists of common values that are held, by name."""
    part = page(warning_lists(), ["name"], after=chosen.cursor, size=chosen.limit)
    return {"items": [warning_list_json(one) for one in part.rows], "next": part.next}
