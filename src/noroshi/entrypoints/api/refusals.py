"""Problem documents (RFC 9457) for everything that this door refuses, in the words of whoever asks."""

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

import orjson
import structlog
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from noroshi.entrypoints.api.access import LACKS_SCOPE
from noroshi.entrypoints.api.invalid_words import invalid_word
from noroshi.entrypoints.details import detail_word
from noroshi.entrypoints.problems import MEDIA_TYPE, problem, status
from noroshi.kernel.errors import (
    AbsentError,
    Location,
    MalformedError,
    NoroshiError,
    UnavailableError,
)

log = structlog.get_logger("noroshi.requests")

REALM = 'Bearer realm="noroshi"'
MOST_ERRORS = 20


def refused(request: HttpRequest, error: NoroshiError) -> HttpResponse:
    """One of the five errors."""
    document = _problem(request, error) | {"detail": detail_word(error.detail)}
    response = _answer(document, status(error))
    if isinstance(error, UnavailableError):
        response["Retry-After"] = str(error.retry_after)
    if error.code == LACKS_SCOPE:
        response["WWW-Authenticate"] = f'{REALM}, error="{LACKS_SCOPE}"'
    return response


def plainly(request: HttpRequest, code: int, detail: str = "") -> HttpResponse:
    """What has a status of HTTP's own and is none of the five."""
    document = {
        "type": "about:blank",
        "title": HTTPStatus(code).phrase,
        "status": code,
        "detail": detail_word(detail) if detail else HTTPStatus(code).description,
        "instance": f"urn:noroshi:request:{_number(request)}",
    }
    return _answer(document, code)


def absent(request: HttpRequest) -> HttpResponse:
    """No such address."""
    return refused(request, AbsentError("there is nothing at this address"))


def register(api: NinjaAPI) -> None:
    """Give the interface an answer to whatever is raised."""
    answers: Mapping[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        NoroshiError: refused,
        ValidationError: _invalid,
        HttpError: _http,
        Http404: lambda request, _: absent(request),
        OperationalError: _database,
        InterfaceError: _database,
        SuspiciousOperation: _unreadable,
        MultiPartParserError: _unreadable,
        UnreadablePostError: _unreadable,
        Exception: _surprise,
    }
    for kind, answer in answers.items():
        api.add_exception_handler(kind, answer)


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What does not fit the description: every place, and the first of them as the problem's."""
    places = [(_place(one["loc"]), invalid_word(one)) for one in error.errors[:MOST_ERRORS]]
    place, reason = places[0]
    malformed = MalformedError(reason, at=Location("request", place), code="invalid")
    document = _problem(request, malformed)
    document["errors"] = [{"place": place, "reason": reason} for place, reason in places]
    return _answer(document, status(malformed))


def _place(location: Sequence[Any]) -> str:
    """`query.limit`, `body.state`: without the name of the function's own parameter."""
    source, *rest = location
    return ".".join(str(part) for part in (source, *rest[-1:]))


def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    response = plainly(request, error.status_code, error.message)
    if error.status_code == HTTPStatus.UNAUTHORIZED:
        has_token = "Authorization" in request.headers
        response["WWW-Authenticate"] = f'{REALM}, error="invalid_token"' if has_token else REALM
    return response


def _unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
    if isinstance(error, RequestDataTooBig):
        return plainly(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return plainly(request, HTTPStatus.BAD_REQUEST, "the body cannot be read")


def _database(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("database", number=_number(request), exc_info=error)
    return refused(request, UnavailableError("the database does not answer"))


def _surprise(request: HttpRequest, error: Exception) -> HttpResponse:
    """Our own fault: logged whole, told by its number only."""
    log.error("request failed", number=_number(request), exc_info=error)
    return plainly(request, HTTPStatus.INTERNAL_SERVER_ERROR, "the fault is ours; quote the number")


def _problem(request: HttpRequest, error: NoroshiError) -> dict[str, Any]:
    """Its document, under a title in the reader's language; the detail is as it came."""
    document = problem(error, number=_number(request))
    return document | {"title": gettext(document["title"])}


def _number(request: HttpRequest) -> str:
    return getattr(request, "number", "")


def _answer(document: Mapping[str, Any], code: int) -> HttpResponse:
    return HttpResponse(orjson.dumps(document), status=code, content_type=MEDIA_TYPE)
