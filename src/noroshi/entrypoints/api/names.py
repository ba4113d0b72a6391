"""`/product-names`: what products are called, as the national office judges it."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from ninja import Header, Query, Router

from noroshi.entrypoints.api import judging_schemas as shapes
from noroshi.entrypoints.api import schemas
from noroshi.entrypoints.api.access import Bearer, Request
from noroshi.entrypoints.api.description import ACTED, BODY, described
from noroshi.entrypoints.api.submissions import submitted
from noroshi.entrypoints.keyset import page
from noroshi.entrypoints.name_shapes import alias_json
from noroshi.kernel.clock import now
from noroshi.parties.rules import Power, require
from noroshi.vulnerabilities import queries
from noroshi.vulnerabilities.actions.judge_names import add_alias, judge_names
from noroshi.vulnerabilities.aliases import Pair

SCOPES = ("intelligence",)
ORDERS: Final = {
    "score": ("-score", "name", "id"),
    "name": ("name", "id"),
    "other": ("other", "id"),
}
router = Router(auth=Bearer(*SCOPES), tags=["names"])


@router.get(
    "",
    response=schemas.Page[shapes.ProductName],
    openapi_extra=described(scopes=SCOPES, refusals=[304]),
)
def list_product_names(request: Request, chosen: Query[shapes.ProductNameFilter]) -> dict[str, Any]:
    """Pairs of names, the likest first; what is `proposed` waits. The national office alone may."""
    require(request.auth, Power.JUDGE_NAMES)
    found = queries.product_aliases(
        text=chosen.text, state=chosen.state, origin=chosen.origin, kind=chosen.kind
    )
    part = page(found, ORDERS[chosen.order], after=chosen.cursor, size=chosen.limit)
    return {"items": [alias_json(one) for one in part.rows], "next": part.next}


@router.post(
    "",
    response={201: shapes.ProductName},
    openapi_extra=described(scopes=SCOPES, refusals=[*BODY, 409]),
)
def add_product_name(
    request: Request, pair: shapes.NewProductName, sending: Header[schemas.Sending]
) -> Mapping[str, Any]:
    """Say that two names are of one product; what it concerns is matched again."""
    given = Pair(**pair.model_dump())
    return submitted(
        request, sending, lambda: add_alias(given, by=request.auth, at=now()), alias_json
    )


@router.get(
    "/{identifier}",
    response=shapes.ProductName,
    openapi_extra=described(scopes=SCOPES, refusals=[304, 404]),
)
def get_product_name(request: Request, identifier: UUID) -> dict[str, Any]:
    """One pair. The national office alone may."""
    require(request.auth, Power.JUDGE_NAMES)
    return alias_json(queries.product_alias(identifier))


@router.post(
    "/{identifier}/judge",
    response=shapes.ProductName,
    openapi_extra=described(scopes=SCOPES, refusals=ACTED),
)
def judge_product_name(
    request: Request,
    identifier: UUID,
    judgement: shapes.Judgement,
    sending: Header[schemas.Sending],
) -> Mapping[str, Any]:
    """Confirm or reject what was proposed, or take back what was confirmed."""
    said = judgement.model_dump()
    return submitted(
        request,
        sending,
        lambda: judge_names(identifier, **said, by=request.auth, at=now()),
        alias_json,
    )
