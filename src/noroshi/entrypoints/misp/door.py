"""What every answer of this door has in common, refusals in MISP's own shape."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import msgspec
import orjson
import structlog
from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, UnreadablePostError

from noroshi.entrypoints.api.access import Request
from noroshi.entrypoints.misp import access
from noroshi.entrypoints.problems import status
from noroshi.formats.json_limits import JsonLimits, read_json
from noroshi.kernel.errors import Location, MalformedError, NoroshiError, UnavailableError
from noroshi.parties.scope import acting_as

MIB: Final = 1 << 20
LIMITS: Final = JsonLimits(octets=32 * MIB, commas=2_000_000)
NO_KEY: Final = (
    "Authentication failed. Please make sure you pass the API key of an API enabled user along in the"
    " Authorization header."
)
_ANY = msgspec.json.Decoder(Any)

log = structlog.get_logger("noroshi.requests")


@dataclass(frozen=True, slots=True)
class Plain:
    """What is not JSON, or has an HTTP status of its own."""

    body: bytes
    kind: str = "application/json"
    status: int = HTTPStatus.OK


View = Callable[..., Any]


def door(**views: View) -> Callable[..., HttpResponse]:
    """One address: a view for each of its methods, run as the client that asks, which gives JSON."""

    def guarded(request: Request, **names: str) -> HttpResponse:
        try:
            response = _answered(request, views, names)
        except NoroshiError as error:
            response = refused(request, error.detail, status(error))
        except (OperationalError, InterfaceError):
            log.exception("database", number=getattr(request, "number", ""))
            gone = UnavailableError("the database does not answer")
            response = refused(request, gone.detail, status(gone))
            response["Retry-After"] = str(gone.retry_after)
        except (SuspiciousOperation, UnreadablePostError):
            response = refused(request, "it cannot be read", HTTPStatus.BAD_REQUEST)
        response["Cache-Control"] = "private, no-store"
        response["Vary"] = "Authorization, X-MISP-AUTH"
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            response["Allow"] = ", ".join(sorted(views))
        return response

    guarded.csrf_exempt = True  # type: ignore[attr-defined]
    return guarded


def refused(request: Request, detail: str, code: int) -> HttpResponse:
    """MISP's error: a name, a message and where; of one field, under its name."""
    field, colon, reason = detail.partition(": ")
    errors = {field: [reason]} if colon and field.isidentifier() else detail
    document = {"name": detail, "message": detail, "url": request.path, "errors": errors}
    return HttpResponse(orjson.dumps(document), status=code, content_type="application/json")


def sent(request: Request) -> Any:
    """The JSON that a request brings, an empty object where it brings nothing.

    Raises: MalformedError."""
    body = b""
    while chunk := request.read(MIB):
        body += chunk
        if len(body) > LIMITS.octets:
            break
    at = Location("request", "body")
    return read_json(body, _ANY, limits=LIMITS, at=at) if body.strip() else {}


def sent_object(request: Request) -> dict[str, Any]:
    """The same of a JSON object. Raises: MalformedError for anything else."""
    one = sent(request)
    if not isinstance(one, dict):
        raise MalformedError("a JSON object is sent here")
    return one


def setting(request: Request, name: str) -> str:
    """What an address says of how to answer, as `…/metadata:1` or `?metadata=1` do; empty for nothing."""
    for part in request.path.split("/"):
        found, colon, value = part.partition(":")
        if colon and found == name:
            return value
    return str(request.GET.get(name, ""))


def _answered(
    request: Request, views: Mapping[str, View], names: Mapping[str, str]
) -> HttpResponse:
    view = views.get("GET" if request.method == "HEAD" else str(request.method))
    if view is None:
        return refused(request, "This method is not allowed here.", HTTPStatus.METHOD_NOT_ALLOWED)
    actor = access.requester(request)
    if actor is None:
        return refused(request, NO_KEY, HTTPStatus.FORBIDDEN)
    request.auth = actor
    with acting_as(actor):
        given = view(request, **names)
    if not isinstance(given, Plain):
        given = Plain(orjson.dumps(given))
    return HttpResponse(given.body, status=given.status, content_type=given.kind)
