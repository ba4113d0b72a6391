"""`/ledger`: entries as far as the requester may see, and proofs for everybody."""

from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router
from pydantic import Field

from noroshi.entrypoints.api import schemas
from noroshi.entrypoints.api.access import Bearer, Request
from noroshi.entrypoints.api.description import described
from noroshi.entrypoints.shapes import checkpoint_json, entry_json
from noroshi.kernel.canonical import Json
from noroshi.ledger import queries
from noroshi.release.queries import owners

SCOPES = ("assets", "warnings")
NATION = ("nco", "commission")
router = Router(auth=Bearer(*SCOPES), tags=["ledger"])

Size = Annotated[int, Field(ge=0, le=queries.MAX_SIZE, description="Size of an older checkpoint.")]


@router.get(
    "/checkpoint",
    response=schemas.Checkpoint,
    openapi_extra=described(scopes=SCOPES, refusals=[304, 404]),
)
def get_checkpoint(request: Request) -> dict[str, Any]:
    """What the log last signed of itself; 404 before the first time."""
    return checkpoint_json(queries.latest_checkpoint())


@router.get(
    "/entries",
    response=schemas.Page[schemas.Entry],
    openapi_extra=described(scopes=SCOPES, refusals=[304]),
)
def list_entries(request: Request, chosen: Query[schemas.EntryPaging]) -> dict[str, Any]:
    """Sequenced entries, the newest first."""
    of: list[UUID | None] = [*owners("ledger")]
    if request.auth.organisation_kind in NATION:
        of.append(None)
    before = int(chosen.cursor) if chosen.cursor else None
    found, following = queries.entries_page(of, before=before, limit=chosen.limit)
    items = [entry_json(entry) for entry in found]
    return {"items": items, "next": None if following is None else str(following)}


@router.get(
    "/entries/{identifier}",
    response=schemas.Entry,
    openapi_extra=described(scopes=SCOPES, refusals=[304, 404]),
)
def get_entry(request: Request, identifier: UUID) -> dict[str, Any]:
    """One entry."""
    return entry_json(queries.entry(identifier))


@router.get(
    "/entries/{identifier}/proof",
    response=schemas.InclusionProof,
    openapi_extra=described(scopes=SCOPES, refusals=[304, 404]),
)
def get_inclusion_proof(request: Request, identifier: UUID) -> Json:
    """That an entry is in the tree under the newest checkpoint; 503 while it is pending."""
    return queries.prove(identifier).document()


@router.get(
    "/consistency",
    response=schemas.ConsistencyProof,
    openapi_extra=described(scopes=SCOPES, refusals=[304, 404]),
)
def get_consistency_proof(request: Request, old: Query[Size]) -> Json:
    """That the newest tree begins with an older one."""
    return queries.consistency(old).document()
