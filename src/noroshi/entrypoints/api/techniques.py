"""`/techniques`: ATT&CK's matrix of what was seen, as far as the reader may see."""

from typing import Any, Final

from django.db.models import DateTimeField, UUIDField
from ninja import Query, Router

from noroshi.entrypoints.api import schemas
from noroshi.entrypoints.api import technique_schemas as shapes
from noroshi.entrypoints.api.access import Bearer, Request
from noroshi.entrypoints.api.description import described
from noroshi.entrypoints.api.intelligence_schemas import StixObject
from noroshi.entrypoints.intelligence_shapes import held_json
from noroshi.entrypoints.keyset import closed, opened
from noroshi.entrypoints.seen_periods import period
from noroshi.entrypoints.technique_shapes import layer_json, matrix_json
from noroshi.intelligence import techniques
from noroshi.intelligence.queries import Place
from noroshi.parties import queries as parties

SCOPES = ("intelligence",)
COLUMNS: Final = (DateTimeField(), UUIDField())
router = Router(auth=Bearer(*SCOPES), tags=["intelligence"])


@router.get(
    "",
    response=shapes.Matrix,
    openapi_extra=described(scopes=SCOPES, refusals=[304, 404]),
)
def get_techniques(request: Request, chosen: Query[shapes.MatrixFilter]) -> dict[str, Any]:
    """Techniques that were seen in a period, by tactic in their order, and how many objects tell of
    each."""
    return matrix_json(_matrix(chosen))


@router.get(
    "/layer",
    openapi_extra=described(scopes=SCOPES, refusals=[304, 404], media_types=["application/json"]),
)
def get_layer(request: Request, chosen: Query[shapes.MatrixFilter]) -> dict[str, Any]:
    """The same as a layer of the ATT&CK Navigator, format 4.5."""
    return layer_json(_matrix(chosen), request.auth.organisation_code)


@router.get(
    "/{number}/objects",
    response=schemas.Page[StixObject],
    openapi_extra=described(scopes=SCOPES, refusals=[304, 404]),
)
def list_technique_objects(
    request: Request, number: shapes.Number, chosen: Query[shapes.SeenObjects]
) -> dict[str, Any]:
    """The objects that tell of a technique or its sub-techniques, the newest in the store first."""
    after = Place(*opened(chosen.cursor, COLUMNS)) if chosen.cursor else None
    asked = period(**chosen.model_dump(exclude={"cursor", "limit"}))
    found = techniques.behind(asked, number=number, after=after, size=chosen.limit + 1)
    items, more = found[: chosen.limit], len(found) > chosen.limit
    codes, own = parties.codes(one.organisation for one in items), request.auth.organisation
    return {
        "items": [held_json(one, codes=codes, own=own) for one in items],
        "next": closed([items[-1].added_at, str(items[-1].id)]) if more else None,
    }


def _matrix(chosen: shapes.MatrixFilter) -> techniques.Matrix:
    return techniques.matrix(chosen.domain, period(**chosen.model_dump(exclude={"domain"})))
