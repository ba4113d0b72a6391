"""`/partners`: with whom intelligence is exchanged, and how that goes."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from ninja import Header, Query, Router

from noroshi.entrypoints.api import partner_schemas as shapes
from noroshi.entrypoints.api import schemas
from noroshi.entrypoints.api.access import Bearer, Request
from noroshi.entrypoints.api.description import BODY, described
from noroshi.entrypoints.api.submissions import once
from noroshi.entrypoints.keyset import page
from noroshi.entrypoints.partner_shapes import declined_json, partner_json
from noroshi.intelligence import partners as queries
from noroshi.intelligence.actions import keep_partner as keeping
from noroshi.intelligence.exchanging import Kind
from noroshi.kernel.clock import now
from noroshi.kernel.markings import Tlp

SCOPES = ("intelligence",)
router = Router(auth=Bearer(*SCOPES), tags=["intelligence"])


@router.get(
    "",
    response=schemas.Page[shapes.Partner],
    by_alias=True,
    openapi_extra=described(scopes=SCOPES, refusals=[304]),
)
def list_partners(request: Request, chosen: Query[schemas.Paging]) -> dict[str, Any]:
    """The organisation's partners, by name, and how the exchange with each goes."""
    part = page(queries.partners(), ["name", "id"], after=chosen.cursor, size=chosen.limit)
    counts, at = queries.declined_counts(), now()
    items = [partner_json(one, counts.get(one.id, 0), now=at) for one in part.rows]
    return {"items": items, "next": part.next}


@router.post(
    "",
    response={201: shapes.Partner},
    by_alias=True,
    openapi_extra=described(scopes=SCOPES, refusals=[*BODY, 404, 409]),
)
def add_partner(
    request: Request, given: shapes.NewPartner, sending: Header[schemas.Sending]
) -> Mapping[str, Any]:
    """Exchange with somebody who serves TAXII 2.1, or read a MISP feed. The secret is in no answer."""

    def give() -> dict[str, Any]:
        values = given.model_dump()
        tlp, kind = Tlp(values.pop("tlp")), Kind(values.pop("kind"))
        wanted = keeping.Wanted(unmarked=tlp, kind=kind, **values)
        made = keeping.add_partner(wanted, by=request.auth, at=now())
        return {**partner_json(made, 0, now=now())}

    return once(request, sending.idempotency_key, request.body, give)


@router.get(
    "/{identifier}/declined",
    response=schemas.Page[shapes.Declined],
    openapi_extra=described(scopes=SCOPES, refusals=[304, 404]),
)
def list_declined(
    request: Request, identifier: UUID, chosen: Query[schemas.Paging]
) -> dict[str, Any]:
    """What was not taken in exchange with a partner, the newest first, and why."""
    found = queries.declined(queries.partner_at(identifier).id)
    part = page(found, ["-id"], after=chosen.cursor, size=chosen.limit)
    return {"items": [declined_json(one) for one in part.rows], "next": part.next}


def _kept(request: Request, identifier: UUID, does: Callable[..., None]) -> None:
    does(queries.partner_at(identifier).name, by=request.auth, at=now())


@router.post(
    "/{identifier}/exchange",
    response={204: None},
    openapi_extra=described(scopes=SCOPES, refusals=[404, 409]),
)
def ask_partner(request: Request, identifier: UUID) -> None:
    """Let the house exchange with it now."""
    _kept(request, identifier, keeping.ask_partner)


@router.post(
    "/{identifier}/pause",
    response={204: None},
    openapi_extra=described(scopes=SCOPES, refusals=[404]),
)
def pause_partner(request: Request, identifier: UUID) -> None:
    """Exchange no more until it is resumed."""
    _kept(request, identifier, keeping.pause_partner)


@router.post(
    "/{identifier}/resume",
    response={204: None},
    openapi_extra=described(scopes=SCOPES, refusals=[404]),
)
def resume_partner(request: Request, identifier: UUID) -> None:
    """Exchange again, from where it stopped."""
    _kept(request, identifier, keeping.resume_partner)


@router.delete(
    "/{identifier}",
    response={204: None},
    openapi_extra=described(scopes=SCOPES, refusals=[404]),
)
def remove_partner(request: Request, identifier: UUID) -> None:
    """Exchange no more, and forget the secret. What came stays."""
    _kept(request, identifier, keeping.remove_partner)
