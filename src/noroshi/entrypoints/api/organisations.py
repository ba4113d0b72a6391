"""`/organisations`: the register, as far as the requester may see."""

from typing import Any, Final

from ninja import Query, Router

from noroshi.entrypoints.api import schemas
from noroshi.entrypoints.api.access import Bearer, Request
from noroshi.entrypoints.api.description import described
from noroshi.entrypoints.keyset import page
from noroshi.entrypoints.shapes import organisation_json
from noroshi.kernel.clock import now
from noroshi.parties import queries
from noroshi.parties.actions.open_record import open_record

SCOPES = ("assets", "warnings")
ORDERS: Final = {
    "code": ("code",),
    "name": ("name_ja", "code"),
    "sector": ("sector", "code"),
}
router = Router(auth=Bearer(*SCOPES), tags=["organisations"])


@router.get(
    "",
    response=schemas.Page[schemas.Organisation],
    openapi_extra=described(scopes=SCOPES, refusals=[304]),
)
def list_organisations(
    request: Request, chosen: Query[schemas.OrganisationFilter]
) -> dict[str, Any]:
    """Organisations by code, with their networks and domains."""
    found = queries.organisations(text=chosen.text, kind=chosen.kind, sector=chosen.sector)
    part = page(found, ORDERS[chosen.order], after=chosen.cursor, size=chosen.limit)
    return {"items": [organisation_json(one) for one in part.rows], "next": part.next}


@router.get(
    "/{code}",
    response=schemas.Organisation,
    openapi_extra=described(scopes=SCOPES, refusals=[304, 404]),
)
def get_organisation(request: Request, code: schemas.Code) -> dict[str, Any]:
    """One organisation. Opening the record of another's leaves a ledger entry."""
    found = queries.organisation(code)
    open_record(found, by=request.auth, at=now())
    return organisation_json(found)
