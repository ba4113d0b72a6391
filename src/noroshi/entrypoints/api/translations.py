"""`/intelligence/translations`: patterns for the tools that operators have."""

from typing import Any

from ninja import Query, Router

from noroshi.entrypoints.api import translation_schemas as shapes
from noroshi.entrypoints.api.access import Bearer, Request
from noroshi.entrypoints.api.description import BODY, described
from noroshi.entrypoints.api.intelligence_schemas import StixId
from noroshi.entrypoints.intelligence_shapes import translation_json
from noroshi.intelligence.translations import indicator, translated, translated_object
from noroshi.kernel.clock import now

SCOPES = ("intelligence",)
router = Router(auth=Bearer(*SCOPES), tags=["intelligence"])


@router.post(
    "/translations",
    response=shapes.Translation,
    openapi_extra=described(scopes=SCOPES, refusals=BODY),
)
def translate_pattern(request: Request, given: shapes.Pattern) -> dict[str, Any]:
    """A pattern of STIX for a tool. What the tool cannot be told is refused by naming the part; what is
    common infrastructure is neither blocked nor alerted on."""
    return translation_json(translated(given.pattern, given.target, title=given.title))


@router.get(
    "/{identifier}/translation",
    response=shapes.Translation,
    openapi_extra=described(scopes=SCOPES, refusals=[304, 404]),
)
def translate_indicator(
    request: Request, identifier: StixId, asked: Query[shapes.Target]
) -> dict[str, Any]:
    """An indicator for a tool, in its newest version. One that is revoked or holds no more is neither
    blocked nor alerted on."""
    found = translated_object(indicator(identifier), asked.target, now=now())
    return translation_json(found)
