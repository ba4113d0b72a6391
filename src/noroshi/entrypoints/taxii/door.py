"""What every answer of this door has in common."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import orjson
import structlog
from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, UnreadablePostError

from noroshi.entrypoints.api.access import Request
from noroshi.entrypoints.taxii import access, media, refusals
from noroshi.entrypoints.taxii.refusals import RequestError
from noroshi.kernel.errors import NoroshiError, UnavailableError
from noroshi.parties.scope import acting_as

log = structlog.get_logger("noroshi.requests")


@dataclass(frozen=True, slots=True)
class Answer:
    """body: JSON; None for none. It is whole before the requester's transaction ends."""

    body: bytes | None
    status: int = HTTPStatus.OK
    headers: Mapping[str, str] = field(default_factory=dict)


View = Callable[..., Answer]


def answer(resource: Mapping[str, Any], status: int = HTTPStatus.OK) -> Answer:
    """A resource."""
    return Answer(orjson.dumps(resource), status)


def door(**views: View) -> Callable[..., HttpResponse]:
    """One address: a view for each of its methods, run as the client that asks."""

    def guarded(request: Request, **names: str) -> HttpResponse:
        try:
            response = _answered(request, views, names)
        except RequestError as error:
            response = refusals.plainly(request, error.code, error.detail)
        except NoroshiError as error:
            response = refusals.refused(request, error)
        except (OperationalError, InterfaceError):
            log.exception("database", number=getattr(request, "number", ""))
            gone = UnavailableError("the database does not answer")
            response = refusals.refused(request, gone)
        except (SuspiciousOperation, UnreadablePostError):
            response = refusals.plainly(request, HTTPStatus.BAD_REQUEST, "it cannot be read")
        response["Cache-Control"] = "private, no-store"
        response["Vary"] = "Accept, Authorization"
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            response["Allow"] = ", ".join(sorted(views))
        return response

    guarded.csrf_exempt = True  # type: ignore[attr-defined]
    return guarded


def _answered(
    request: Request, views: Mapping[str, View], names: Mapping[str, str]
) -> HttpResponse:
    view = views.get("GET" if request.method == "HEAD" else str(request.method))
    if view is None:
        raise RequestError(HTTPStatus.METHOD_NOT_ALLOWED, "")
    actor = access.requester(request)
    if actor is None:
        raise RequestError(HTTPStatus.UNAUTHORIZED, "a client's credentials, or its token")
    media.must_accept(request)
    request.auth = actor
    with acting_as(actor):
        given = view(request, **names)
    response = HttpResponse(given.body or b"", status=given.status, headers=dict(given.headers))
    response["Content-Type"] = media.TAXII
    return response
