"""`/advisory-providers`: the CSAF providers that the national office lists and mirrors."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from ninja import Header, Query, Router

from noroshi.entrypoints.api import provider_schemas as shapes
from noroshi.entrypoints.api import schemas
from noroshi.entrypoints.api.access import Bearer, Request
from noroshi.entrypoints.api.description import BODY, described
from noroshi.entrypoints.api.submissions import once
from noroshi.entrypoints.keyset import page
from noroshi.entrypoints.provider_shapes import Counts, provider_json, refused_json
from noroshi.kernel.clock import now
from noroshi.suppliers.actions import keep_provider as keeping
from noroshi.suppliers.mirrors import queries

SCOPES = ("intelligence",)
KEPT: Final = described(scopes=SCOPES, refusals=[403, 404, 409])
router = Router(auth=Bearer(*SCOPES), tags=["intelligence"])


@router.get(
    "",
    response=schemas.Page[shapes.Provider],
    openapi_extra=described(scopes=SCOPES, refusals=[304]),
)
def list_providers(request: Request, chosen: Query[schemas.Paging]) -> dict[str, Any]:
    """The providers that the office lists, by name, and how it goes with each. Others list none."""
    found = queries.providers(request.auth)
    part = page(found, ["name", "id"], after=chosen.cursor, size=chosen.limit)
    counts, at = Counts(queries.mirrored_counts(), queries.refused_counts()), now()
    return {"items": [provider_json(one, counts, now=at) for one in part.rows], "next": part.next}


@router.post(
    "",
    response={201: shapes.Provider},
    openapi_extra=described(scopes=SCOPES, refusals=[*BODY, 403, 409]),
)
def add_provider(
    request: Request, given: shapes.NewProvider, sending: Header[schemas.Sending]
) -> Mapping[str, Any]:
    """List the CSAF provider whose `provider-metadata.json` is at `url`, and copy what it publishes for
    everybody, as far as it allows either."""

    def give() -> dict[str, Any]:
        wanted = keeping.Wanted(**given.model_dump())
        return provider_json(keeping.add_provider(wanted, by=request.auth, at=now()), now=now())

    return once(request, sending.idempotency_key, request.body, give)


@router.get(
    "/{identifier}/refused",
    response=schemas.Page[shapes.Refused],
    openapi_extra=described(scopes=SCOPES, refusals=[304, 404]),
)
def list_refused_documents(
    request: Request, identifier: UUID, chosen: Query[schemas.Paging]
) -> dict[str, Any]:
    """What was not copied of a provider, the last first, and why."""
    found = queries.refused(queries.provider_at(identifier, request.auth).id)
    part = page(found, ["-refused_at", "-id"], after=chosen.cursor, size=chosen.limit)
    return {"items": [refused_json(one) for one in part.rows], "next": part.next}


def _kept(request: Request, identifier: UUID, does: Callable[..., None]) -> None:
    does(queries.provider_at(identifier, request.auth).name, by=request.auth, at=now())


@router.post("/{identifier}/look", response={204: None}, openapi_extra=KEPT)
def look_at_provider(request: Request, identifier: UUID) -> None:
    """Let the house look at it now."""
    _kept(request, identifier, keeping.ask_provider)


@router.post("/{identifier}/pause", response={204: None}, openapi_extra=KEPT)
def pause_provider(request: Request, identifier: UUID) -> None:
    """Look at it no more until it is resumed; what was copied stays."""
    _kept(request, identifier, keeping.pause_provider)


@router.post("/{identifier}/resume", response={204: None}, openapi_extra=KEPT)
def resume_provider(request: Request, identifier: UUID) -> None:
    """Look at it again."""
    _kept(request, identifier, keeping.resume_provider)


@router.delete("/{identifier}", response={204: None}, openapi_extra=KEPT)
def remove_provider(request: Request, identifier: UUID) -> None:
    """List it no more, and drop what was copied. What became known by it stays known."""
    _kept(request, identifier, keeping.remove_provider)
