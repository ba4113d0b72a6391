"""Error messages (TAXII 2.1 section 3.6.1) for everything that this door refuses."""

from http import HTTPStatus
from typing import Any, Final

import orjson
from django.http import HttpRequest, HttpResponse

from noroshi.entrypoints.problems import TITLES, status
from noroshi.kernel.errors import MalformedError, NoroshiError, UnavailableError

TAXII: Final = "application/taxii+json;version=2.1"
REALM: Final = 'Basic realm="noroshi", charset="UTF-8"'


class RequestError(Exception):
    """A request that HTTP has a status of its own for."""

    def __init__(self, code: int, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


def refused(request: HttpRequest, error: NoroshiError) -> HttpResponse:
    """One of the five errors."""
    title = next(text for kind, text in TITLES.items() if isinstance(error, kind))
    document: dict[str, Any] = {"title": title, "description": error.detail}
    if error.code:
        document["error_code"] = error.code
    if isinstance(error, MalformedError) and error.at:
        document["details"] = {"source": error.at.source, "place": error.at.place}
    response = _answer(request, document, status(error))
    if isinstance(error, UnavailableError):
        response["Retry-After"] = str(error.retry_after)
    return response


def plainly(request: HttpRequest, code: int, detail: str = "") -> HttpResponse:
    """What has a status of HTTP's own and is none of the five."""
    known = HTTPStatus(code)
    document = {"title": known.phrase, "description": detail or known.description}
    response = _answer(request, document, code)
    if code == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = REALM
    return response


def _answer(request: HttpRequest, document: dict[str, Any], code: int) -> HttpResponse:
    document |= {"error_id": getattr(request, "number", ""), "http_status": str(code)}
    return HttpResponse(orjson.dumps(document), status=code, content_type=TAXII)
