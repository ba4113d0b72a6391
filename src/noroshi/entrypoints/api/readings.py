"""`/intelligence/readings`: documents are read for what they name, and what is chosen of it is stored."""

from collections.abc import Mapping
from typing import Any, Final

from ninja import Header, Query, Router

from noroshi.entrypoints.api import reading_schemas as shapes
from noroshi.entrypoints.api import schemas
from noroshi.entrypoints.api.access import Bearer, Request
from noroshi.entrypoints.api.description import BODY, described
from noroshi.entrypoints.api.submissions import submitted
from noroshi.entrypoints.api.uploads import FORM, received
from noroshi.entrypoints.reading_shapes import reading_json, stored_json
from noroshi.entrypoints.readings import opened, read_document, signed
from noroshi.intelligence.actions.store_reading import Stored, store_reading
from noroshi.intelligence.intake import Choice
from noroshi.intelligence.readings import looked_through
from noroshi.kernel.clock import now
from noroshi.kernel.markings import Tlp

SCOPES = ("intelligence",)
BODIES: Final[Mapping[str, Any]] = {
    "required": True,
    "content": {
        "multipart/form-data": FORM,
        "text/plain": {"schema": {"type": "string"}},
        "text/csv": {"schema": {"type": "string"}},
        "application/xml": {"schema": {"type": "string"}},
        "application/pdf": {"schema": {"type": "string", "format": "binary"}},
    },
}
router = Router(auth=Bearer(*SCOPES), tags=["intelligence"])


@router.post(
    "",
    response=shapes.Reading,
    openapi_extra=described(scopes=SCOPES, refusals=BODY, requestBody=BODIES),
)
def read_for_intelligence(request: Request, asked: Query[shapes.Asked]) -> dict[str, Any]:
    """What a text, a sheet, a page, a PDF, OpenIOC or a mail names, where, and what would become of it. Nothing is kept."""
    with received(request, asked.source) as upload:
        reading = read_document(upload.stream, name=upload.source, kind=asked.kind, at=now())
    column = reading.column(asked.column)
    looked = looked_through(reading, column)
    token = signed(reading, by=request.auth)
    return {"reading": token, **reading_json(reading, column, looked)}


@router.post(
    "/store",
    response=shapes.StoredReading,
    openapi_extra=described(scopes=SCOPES, refusals=[*BODY, 409]),
)
def store_what_was_read(
    request: Request, given: shapes.Chosen, sending: Header[schemas.Sending]
) -> Mapping[str, Any]:
    """Store what is chosen of a reading: a report, the observables and the indicators in it."""

    def store() -> Stored:
        reading = opened(given.reading, by=request.auth)
        chosen = given.chosen
        if chosen is None:
            looked = looked_through(reading, reading.column(given.column))
            chosen = [one.number for one in looked if one.is_offered]
        choice = Choice(chosen, given.title, given.source, Tlp(given.tlp), given.confidence)
        return store_reading(reading, choice, by=request.auth, at=now())

    return submitted(request, sending, store, stored_json)
