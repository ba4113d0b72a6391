"""`/delivery-wish`, `/endpoints`, `/deliveries`: how an organisation is told, and what was told."""

from collections.abc import Mapping
from datetime import time
from typing import Any
from uuid import UUID

from ninja import Header, Query, Router

from noroshi.entrypoints.api import delivery_schemas as shapes
from noroshi.entrypoints.api import schemas
from noroshi.entrypoints.api.access import Bearer, Request
from noroshi.entrypoints.api.description import BODY, described
from noroshi.entrypoints.api.submissions import once, submitted
from noroshi.entrypoints.delivery_shapes import delivery_json, endpoint_json, wish_json
from noroshi.entrypoints.keyset import page
from noroshi.kernel.clock import now
from noroshi.warnings import deliveries as queries
from noroshi.warnings.actions import keep_endpoint as keeping
from noroshi.warnings.actions.keep_wish import keep_wish
from noroshi.warnings.actions.retry_deliveries import retry_deliveries
from noroshi.warnings.rules import Urgency
from noroshi.warnings.timing import FOREMOST, Digest, Quiet, Wish

SCOPES = ("warnings",)
router = Router(auth=Bearer(*SCOPES), tags=["delivery"])


@router.get(
    "/delivery-wish",
    response=shapes.DeliveryWish,
    openapi_extra=described(scopes=SCOPES, refusals=[304]),
)
def get_delivery_wish(request: Request) -> dict[str, Any]:
    """How everybody of the organisation is told who has said nothing else."""
    return wish_json(*queries.wish(request.auth))


@router.put(
    "/delivery-wish",
    response=shapes.DeliveryWish,
    openapi_extra=described(scopes=SCOPES, refusals=BODY),
)
def put_delivery_wish(request: Request, given: shapes.DeliveryWish) -> dict[str, Any]:
    """Say how they are told from now on."""
    at_once = frozenset(Urgency[name.upper()] for name in given.at_once) | {FOREMOST}
    quiet = Quiet(given.zone, _clock(given.quiet_from), _clock(given.quiet_until))
    wish = Wish(at_once, Digest(given.digest), given.language)
    keep_wish(wish, quiet, by=request.auth, at=now())
    return wish_json(*queries.wish(request.auth))


@router.get(
    "/endpoints",
    response=schemas.Page[shapes.Endpoint],
    openapi_extra=described(scopes=SCOPES, refusals=[304]),
)
def list_endpoints(request: Request, chosen: Query[schemas.Paging]) -> dict[str, Any]:
    """The organisation's endpoints for webhooks, the eldest first."""
    part = page(queries.endpoints(), ["made_at", "id"], after=chosen.cursor, size=chosen.limit)
    return {"items": [endpoint_json(one) for one in part.rows], "next": part.next}


@router.post(
    "/endpoints",
    response={201: shapes.EndpointMade},
    openapi_extra=described(scopes=SCOPES, refusals=[*BODY, 409]),
)
def make_endpoint(
    request: Request, given: shapes.NewEndpoint, sending: Header[schemas.Sending]
) -> Mapping[str, Any]:
    """Have what is at least so urgent posted there. The secret is told this once: it is in no
    answer that is kept for a second sending."""
    secrets: list[str] = []

    def give() -> dict[str, Any]:
        least = Urgency[given.least.upper()]
        made = keeping.make_endpoint(given.url, least, by=request.auth, at=now())
        secrets.append(made.secret)
        return endpoint_json(made.endpoint)

    kept = once(request, sending.idempotency_key, request.body, give)
    return {**kept, "secret": next(iter(secrets), None)}


@router.post(
    "/endpoints/{identifier}/resume",
    response={204: None},
    openapi_extra=described(scopes=SCOPES, refusals=[404]),
)
def resume_endpoint(request: Request, identifier: UUID) -> None:
    """Send to a paused endpoint again; what it missed are dead letters."""
    keeping.resume_endpoint(identifier, by=request.auth, at=now())


@router.delete(
    "/endpoints/{identifier}",
    response={204: None},
    openapi_extra=described(scopes=SCOPES, refusals=[404]),
)
def remove_endpoint(request: Request, identifier: UUID) -> None:
    """Send there no more."""
    keeping.remove_endpoint(identifier, by=request.auth, at=now())


@router.get(
    "/deliveries",
    response=schemas.Page[shapes.Delivery],
    openapi_extra=described(scopes=SCOPES, refusals=[304]),
)
def list_deliveries(request: Request, chosen: Query[shapes.DeliveryFilter]) -> dict[str, Any]:
    """What was, is and will be sent, the newest first."""
    found = queries.deliveries(state=chosen.state, channel=chosen.channel)
    part = page(found, ["-made_at", "-id"], after=chosen.cursor, size=chosen.limit)
    return {"items": [delivery_json(one) for one in part.rows], "next": part.next}


@router.post(
    "/deliveries/retry",
    response=shapes.Retried,
    openapi_extra=described(scopes=SCOPES, refusals=BODY),
)
def retry_dead_letters(
    request: Request, again: shapes.Again, sending: Header[schemas.Sending]
) -> Mapping[str, Any]:
    """Let dead letters wait for a first attempt again."""
    return submitted(
        request,
        sending,
        lambda: retry_deliveries(again.deliveries, by=request.auth, at=now()),
        lambda waiting: {"waiting": waiting},
    )


def _clock(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None
