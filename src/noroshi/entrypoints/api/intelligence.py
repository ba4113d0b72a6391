"""`/intelligence`: STIX objects, and the way in for them."""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from django.db.models import DateTimeField, UUIDField
from ninja import Header, Query, Router

from noroshi.entrypoints.api import intelligence_schemas as shapes
from noroshi.entrypoints.api import schemas
from noroshi.entrypoints.api.access import Bearer, Request
from noroshi.entrypoints.api.description import BODY, described
from noroshi.entrypoints.api.submissions import taken_in
from noroshi.entrypoints.api.uploads import FORM, Upload
from noroshi.entrypoints.intelligence_shapes import held_json, object_json
from noroshi.entrypoints.keyset import closed, opened
from noroshi.entrypoints.shapes import import_json
from noroshi.formats.containers import read_contents
from noroshi.intelligence import queries
from noroshi.intelligence.actions.import_objects import Terms, import_objects
from noroshi.kernel.clock import now
from noroshi.kernel.errors import AbsentError
from noroshi.kernel.markings import Tlp
from noroshi.parties import queries as parties

SCOPES = ("intelligence",)
COLUMNS: Final = (DateTimeField(), UUIDField())
BODIES: Final[Mapping[str, Any]] = {
    "required": True,
    "content": {
        "application/stix+json": {"schema": {"type": "object"}},
        "multipart/form-data": FORM,
    },
}
router = Router(auth=Bearer(*SCOPES), tags=["intelligence"])


@router.get(
    "",
    response=schemas.Page[shapes.StixObject],
    openapi_extra=described(scopes=SCOPES, refusals=[304]),
)
def list_intelligence(request: Request, chosen: Query[shapes.IntelligenceFilter]) -> dict[str, Any]:
    """Objects in the order in which they came, each version once whichever sources told it."""
    wanted = queries.Chosen(
        types=[chosen.type] if chosen.type else [],
        markings=[chosen.tlp] if chosen.tlp else [],
        versions=[chosen.versions],
        added_after=chosen.added_after,
    )
    after = queries.Place(*opened(chosen.cursor, COLUMNS)) if chosen.cursor else None
    found = queries.objects(wanted, after=after, size=chosen.limit + 1)
    items, more = found[: chosen.limit], len(found) > chosen.limit
    codes, own = _codes(items), request.auth.organisation
    return {
        "items": [held_json(one, codes=codes, own=own) for one in items],
        "next": closed([items[-1].added_at, str(items[-1].id)]) if more else None,
    }


@router.post(
    "",
    response=schemas.ImportResult,
    openapi_extra=described(scopes=SCOPES, refusals=BODY, requestBody=BODIES),
)
def import_intelligence(
    request: Request, terms: Query[shapes.Terms], sending: Header[schemas.Sending]
) -> Mapping[str, Any]:
    """Store a bundle of STIX 2.0 or 2.1, plain or packed. Each object is checked; what the same source
    said before is unchanged; under the same Idempotency-Key it is answered as it was at first."""
    agreed = Terms(terms.source, Tlp(terms.tlp))
    return taken_in(request, "bundle", sending, lambda upload: _take_in(request, upload, agreed))


@router.get(
    "/{identifier}",
    response=shapes.StixObjectInFull,
    openapi_extra=described(scopes=SCOPES, refusals=[304, 404]),
)
def get_intelligence(request: Request, identifier: shapes.StixId) -> dict[str, Any]:
    """One object: its versions, whoever told them, and the relationships and sightings of it."""
    versions = queries.versions(identifier)
    if not versions:
        raise AbsentError(f"there is no object: {identifier}")
    near = queries.neighbours(identifier, size=schemas.MOST)
    codes = _codes([*versions, *near])
    return object_json(versions, near, codes=codes, own=request.auth.organisation)


def _codes(held: Iterable[queries.Held]) -> Mapping[UUID, str]:
    """Of the organisations that the reader may know."""
    return parties.codes(one.organisation for one in held)


def _take_in(request: Request, upload: Upload, terms: Terms) -> Mapping[str, Any]:
    contents = read_contents(upload.stream, source=upload.source)
    return import_json(import_objects(contents, by=request.auth, at=now(), terms=terms))
