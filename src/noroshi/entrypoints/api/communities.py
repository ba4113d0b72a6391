"""`/communities`: who shares with whom. The national office forms them on its pages."""

from typing import Any, Final

from ninja import Query, Router

from noroshi.entrypoints.api import community_schemas as shapes
from noroshi.entrypoints.api import schemas
from noroshi.entrypoints.api.access import Bearer, Request
from noroshi.entrypoints.api.description import described
from noroshi.entrypoints.keyset import page
from noroshi.entrypoints.shapes import community_json
from noroshi.parties import queries

SCOPES: Final = ("assets", "warnings")
ORDERS: Final = {"code": ("code",), "name": ("name_ja", "code"), "kind": ("kind", "code")}
router = Router(auth=Bearer(*SCOPES), tags=["communities"])


@router.get(
    "",
    response=schemas.Page[shapes.Community],
    openapi_extra=described(scopes=SCOPES, refusals=[304]),
)
def list_communities(request: Request, chosen: Query[shapes.CommunityFilter]) -> dict[str, Any]:
    """The communities of which the organisation is a member; the national office's are all."""
    found = queries.communities(text=chosen.text, kind=chosen.kind)
    part = page(found, ORDERS[chosen.order], after=chosen.cursor, size=chosen.limit)
    return {"items": [community_json(one) for one in part.rows], "next": part.next}


@router.get(
    "/{code}",
    response=shapes.Community,
    openapi_extra=described(scopes=SCOPES, refusals=[304, 404]),
)
def get_community(request: Request, code: schemas.Code) -> dict[str, Any]:
    """One community and its members, of whom those are named that the reader may see."""
    return community_json(queries.community(code))
