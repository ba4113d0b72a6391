"""`/supplier-products` and `/supplier-threads`: who makes what, and the exchange with its maker."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from ninja import Header, Query, Router

from noroshi.entrypoints import keyset
from noroshi.entrypoints.api import schemas
from noroshi.entrypoints.api import supplier_schemas as shapes
from noroshi.entrypoints.api.access import Bearer, Request
from noroshi.entrypoints.api.description import ACTED, BODY, described
from noroshi.entrypoints.api.submissions import acted, submitted
from noroshi.entrypoints.supplier_shapes import line_json, product_json, thread_json
from noroshi.kernel.clock import now
from noroshi.suppliers import queries
from noroshi.suppliers.actions import answer_thread as actions
from noroshi.suppliers.actions import claim_product as claiming
from noroshi.suppliers.actions import send_thread as sending_out
from noroshi.suppliers.rules import Answer, AnswerKind, Kind, State

SCOPES = ("warnings",)
ORDERS: Final = {
    "sent": ("-sent_at", "-id"),
    "due": ("due_at", "id"),
    "cause": ("cause", "id"),
}
products = Router(auth=Bearer(*SCOPES), tags=["suppliers"])
router = Router(auth=Bearer(*SCOPES), tags=["suppliers"])


@products.get(
    "",
    response=schemas.Page[shapes.SupplierProduct],
    openapi_extra=described(scopes=SCOPES, refusals=[304]),
)
def list_supplier_products(request: Request, chosen: Query[schemas.Paging]) -> dict[str, Any]:
    """Products that suppliers have named; one's own with roughly how many run which version."""
    part = keyset.page(
        queries.claims(), ("claimed_at", "id"), after=chosen.cursor, size=chosen.limit
    )
    counts = queries.rough_counts()
    items = [product_json(one, counts.get(one.id, ())) for one in part.rows]
    return {"items": items, "next": part.next}


@products.post(
    "",
    response={201: shapes.SupplierProduct},
    openapi_extra=described(scopes=SCOPES, refusals=[*BODY, 409]),
)
def claim_supplier_product(
    request: Request, product: shapes.NewSupplierProduct, sending: Header[schemas.Sending]
) -> Mapping[str, Any]:
    """Name a product as one's own; the national office verifies it."""
    return submitted(
        request,
        sending,
        lambda: claiming.claim_product(product.vendor, product.product, by=request.auth, at=now()),
        lambda made: product_json(made, ()),
    )


@products.post(
    "/{identifier}/verify",
    response=shapes.SupplierProduct,
    openapi_extra=described(scopes=SCOPES, refusals=[404, 409]),
)
def verify_supplier_product(request: Request, identifier: UUID) -> dict[str, Any]:
    """Confirm that a product is the supplier's who named it. The national office alone may."""
    claiming.verify_product(identifier, by=request.auth, at=now())
    return _product(identifier)


@products.post(
    "/{identifier}/withdraw",
    response=shapes.SupplierProduct,
    openapi_extra=described(scopes=SCOPES, refusals=[*BODY, 404, 409]),
)
def withdraw_supplier_product(
    request: Request,
    identifier: UUID,
    given: shapes.ClaimWithdrawal,
    sending: Header[schemas.Sending],
) -> Mapping[str, Any]:
    """Take back that a product is a supplier's, or refuse that it is. The national office alone may."""
    return acted(
        request, sending, claiming.withdraw_product, identifier, given.reason, tell=_product
    )


@router.get(
    "",
    response=schemas.Page[shapes.SupplierThread],
    openapi_extra=described(scopes=SCOPES, refusals=[304]),
)
def list_supplier_threads(
    request: Request, chosen: Query[shapes.SupplierThreadFilter]
) -> dict[str, Any]:
    """Notices and requests to suppliers, the newest or the one due first on top."""
    narrowed = queries.Filter(
        state=chosen.state, kind=chosen.kind, organisation=chosen.organisation, text=chosen.text
    )
    found = queries.threads(narrowed)
    part = keyset.page(found, ORDERS[chosen.order], after=chosen.cursor, size=chosen.limit)
    return {"items": [thread_json(one) for one in part.rows], "next": part.next}


@router.post(
    "",
    response={201: shapes.SupplierThreadWithHistory},
    openapi_extra=described(scopes=SCOPES, refusals=ACTED),
)
def send_supplier_thread(
    request: Request, message: shapes.ThreadMessage, sending: Header[schemas.Sending]
) -> Mapping[str, Any]:
    """Send a notice or a request, which is no order. The national office alone may."""
    given = sending_out.Message(**{**message.model_dump(), "kind": Kind(message.kind)})
    return submitted(
        request,
        sending,
        lambda: sending_out.send_thread(given, by=request.auth, at=now()),
        lambda sent: _whole(sent.id),
    )


@router.get(
    "/{identifier}",
    response=shapes.SupplierThreadWithHistory,
    openapi_extra=described(scopes=SCOPES, refusals=[304, 404]),
)
def get_supplier_thread(request: Request, identifier: UUID) -> dict[str, Any]:
    """One of them with its history; to read it is not to have said that it is seen."""
    return _whole(identifier)


@router.post(
    "/{identifier}/seen",
    response=shapes.SupplierThreadWithHistory,
    openapi_extra=described(scopes=SCOPES, refusals=[404]),
)
def see_supplier_thread(request: Request, identifier: UUID) -> dict[str, Any]:
    """Say, as its supplier, that somebody has seen it."""
    actions.see_thread(identifier, by=request.auth, at=now())
    return _whole(identifier)


@router.post(
    "/{identifier}/answer",
    response=shapes.SupplierThreadWithHistory,
    openapi_extra=described(scopes=SCOPES, refusals=ACTED),
)
def answer_supplier_thread(
    request: Request,
    identifier: UUID,
    answer: shapes.ThreadAnswer,
    sending: Header[schemas.Sending],
) -> Mapping[str, Any]:
    """Answer, as its supplier, with a fix, VEX, a date or an end. VEX becomes a document of the supplier."""
    given = {"kind": AnswerKind(answer.kind), "versions": tuple(answer.versions)}
    said = Answer(**{**answer.model_dump(), **given})
    return acted(request, sending, actions.answer_thread, identifier, said, tell=_whole)


@router.post(
    "/{identifier}/comments",
    response={201: shapes.ThreadLine},
    openapi_extra=described(scopes=SCOPES, refusals=ACTED),
)
def comment_supplier_thread(
    request: Request,
    identifier: UUID,
    comment: schemas.Comment,
    sending: Header[schemas.Sending],
) -> Mapping[str, Any]:
    """Add a line, as the office or as the supplier."""
    return submitted(
        request,
        sending,
        lambda: actions.comment_thread(identifier, comment.text, by=request.auth, at=now()),
        line_json,
    )


@router.post(
    "/{identifier}/extend",
    response=shapes.SupplierThreadWithHistory,
    openapi_extra=described(scopes=SCOPES, refusals=[*BODY, 404, 409]),
)
def extend_supplier_thread(
    request: Request,
    identifier: UUID,
    given: shapes.Extension,
    sending: Header[schemas.Sending],
) -> Mapping[str, Any]:
    """Give the supplier more time. The national office alone may."""
    return acted(request, sending, actions.extend_thread, identifier, given.due_on, tell=_whole)


@router.post(
    "/{identifier}/close",
    response=shapes.SupplierThreadWithHistory,
    openapi_extra=described(scopes=SCOPES, refusals=ACTED),
)
def close_supplier_thread(
    request: Request,
    identifier: UUID,
    closing: shapes.ThreadClosing,
    sending: Header[schemas.Sending],
) -> Mapping[str, Any]:
    """Take an answer for done, or withdraw what was sent. The national office alone may."""
    return acted(
        request, sending, actions.close_thread, identifier, State(closing.state), tell=_whole
    )


def _product(identifier: UUID) -> dict[str, Any]:
    return product_json(queries.claim(identifier), ())


def _whole(identifier: UUID) -> dict[str, Any]:
    history = [line_json(line) for line in queries.lines(identifier)]
    return {**thread_json(queries.thread(identifier)), "history": history}
