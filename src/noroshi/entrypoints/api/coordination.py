"""`/coordination`: what is first for the nation. The national office alone asks."""

from typing import Any, Final

from ninja import Query, Router

from noroshi.entrypoints.api import coordination_schemas as shapes
from noroshi.entrypoints.api import schemas
from noroshi.entrypoints.api.access import Bearer, Request
from noroshi.entrypoints.api.description import described
from noroshi.entrypoints.coordinating import coordinations
from noroshi.entrypoints.decisions import ranked_json
from noroshi.warnings.coordination import queries

SCOPES: Final = ("warnings",)
router = Router(auth=Bearer(*SCOPES), tags=["coordination"])


@router.get(
    "",
    response=schemas.Page[shapes.Coordination],
    openapi_extra=described(scopes=SCOPES, refusals=[304]),
)
def list_coordination(request: Request, chosen: Query[shapes.CoordinationFilter]) -> dict[str, Any]:
    """Vulnerabilities by how soon the nation is to act, with what the coordinators' trees say."""
    part = queries.ranked(
        by=request.auth, level=chosen.level, cursor=chosen.cursor, size=chosen.limit
    )
    told = coordinations(part.causes, request.auth)
    return {"items": [ranked_json(one) for one in told], "next": part.next}
