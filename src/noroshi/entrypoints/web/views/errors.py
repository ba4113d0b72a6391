"""Pages of what went wrong: what, where, how to mend it, and a number to quote."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext

from noroshi.entrypoints.details import detail_word
from noroshi.entrypoints.problems import status
from noroshi.kernel.errors import MalformedError, NoroshiError, UnavailableError


def problem_page(request: HttpRequest, error: NoroshiError) -> HttpResponse:
    """One of the five errors."""
    where = str(error.at) if isinstance(error, MalformedError) and error.at else ""
    detail = detail_word(error.detail)
    response = _page(request, error.kind, status(error), detail=detail, where=where)
    if isinstance(error, UnavailableError):
        response["Retry-After"] = str(error.retry_after)
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What Django refuses to read."""
    if isinstance(exception, RequestDataTooBig):
        detail = gettext(
            "more than is taken at once: files of 256 MiB, or 2 MiB in the fields of a form"
        )
        return _page(request, "malformed", 413, detail=detail)
    return _page(request, "malformed", 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """What Django forbids."""
    return _page(request, "refused", 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """No such address."""
    return _page(request, "absent", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Our own fault: a page that needs neither database nor session."""
    context = {"kind": "error", "status": 500, "number": getattr(request, "number", "")}
    return HttpResponse(render_to_string("errors/bare.html", context), status=500)


def too_many(request: HttpRequest) -> HttpResponse:
    """Too many attempts in too short a time."""
    return _page(request, "too_many", 429)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """A form that was not ours, or older than the sign-in."""
    return _page(request, "expired", 403)


def no_hat(request: HttpRequest) -> HttpResponse:
    """Signed in, but with no role anywhere."""
    return _page(request, "no_hat", 403)


def unknown_to_us(request: HttpRequest) -> HttpResponse:
    """A provider vouches for somebody whom we do not know, or not for this organisation."""
    return _page(request, "unknown", 403)


def _page(request: HttpRequest, kind: str, code: int, **context: Any) -> HttpResponse:
    context |= {"kind": kind, "status": code}
    return render(request, "errors/problem.html", context, status=code)
