"""The request's number and log line, and the requester in whose name the database is asked."""

import secrets
import time
from collections.abc import Callable
from typing import Any, Final

import structlog
from django.contrib.auth.views import redirect_to_login
from django.db import OperationalError
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, resolve_url
from django_htmx.http import HttpResponseClientRedirect

from noroshi.entrypoints.web import metrics
from noroshi.entrypoints.web.sign_in import hats_of, lacks_second_factor
from noroshi.entrypoints.web.views import errors
from noroshi.kernel.errors import MalformedError, NoroshiError, UnavailableError
from noroshi.parties.queries import Hat
from noroshi.parties.scope import acting_as

log = structlog.get_logger("noroshi.requests")

Respond = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponse]

HAT: Final = "hat"
# Machines present a token of their own with each request, or read what is public.
MACHINES: Final = ("/api/", "/oauth/", "/taxii2", "/misp/", "/csaf/", "/.well-known/")
# What anybody may reach before signing in.
OPEN: Final = frozenset(
    {
        "account_login",
        "account_logout",
        "mfa_authenticate",
        "openid_connect_login",
        "openid_connect_callback",
        "socialaccount_login_cancelled",
        "socialaccount_login_error",
        "set_language",
        "healthz",
        "readyz",
        "metrics",
        "calendar",
    }
)


def request_log(respond: Respond) -> Respond:
    """Number each request, count it, and leave one line about it: no address of a person, no
    query, no path beyond its pattern."""

    def numbered(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        number = secrets.token_hex(4).upper()
        request.number = number  # type: ignore[attr-defined]
        response = respond(request)
        response["X-Request-Id"] = number
        seconds = time.perf_counter() - began
        route = request.resolver_match.route if request.resolver_match else "unmatched"
        metrics.count(str(request.method), route, response.status_code, seconds)
        log.info(
            "request",
            number=number,
            method=request.method,
            route=route,
            status=response.status_code,
            ms=round(seconds * 1000, 1),
        )
        return response

    return numbered


class Requester:
    """Who asks: nobody gets no further than the sign-in, everybody else acts under one hat, and
    the whole view, templates included, runs in that actor's transaction.

    An error in the view undoes the transaction; the five errors become pages of their own."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.hats = ()  # type: ignore[attr-defined]
        request.hat = None  # type: ignore[attr-defined]
        return self._respond(request)

    def process_view(
        self, request: Any, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """None lets Django call the view without a requester."""
        if request.path.startswith(MACHINES):
            return None
        name = request.resolver_match.url_name or ""
        if not request.user.is_authenticated:
            return None if name in OPEN else _to_sign_in(request)
        request.hats = hats_of(request)
        request.hat = _chosen(request)
        if name in OPEN or name.startswith(("mfa_", "account_")):
            return None
        return _hindrance(request) or _in_scope(request, view, args, kwargs)


def _hindrance(request: Any) -> HttpResponse | None:
    """What stands between a signed-in person and the pages."""
    if lacks_second_factor(request):
        return redirect("mfa_index")
    return errors.no_hat(request) if request.hat is None else None


def _to_sign_in(request: Any) -> HttpResponse:
    if request.htmx:
        return HttpResponseClientRedirect(resolve_url("account_login"))
    is_page = request.method in ("GET", "HEAD")  # what was sent is not sent again
    return redirect_to_login(request.get_full_path() if is_page else resolve_url("home"))


def _chosen(request: Any) -> Hat | None:
    """The hat that the session names, or else the first."""
    held: dict[str, Hat] = {str(hat.actor.id): hat for hat in request.hats}
    wanted = request.session.get(HAT)
    return held.get(wanted) or next(iter(held.values()), None)


def _refuse_nul(request: Any) -> None:
    """A character that no text in the database can hold."""
    texts = (request.path, *(text for texts in request.GET.lists() for text in texts[1]))
    if any("\0" in text for text in texts):
        raise MalformedError("the address has a NUL character")


def _in_scope(
    request: Any, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> HttpResponse:
    try:
        _refuse_nul(request)
        with acting_as(request.hat.actor):
            response = view(request, *args, **kwargs)
            is_whole = isinstance(response, FileResponse)  # all of it is on the disk by now
            if isinstance(response, StreamingHttpResponse) and not is_whole:
                raise TypeError("a streaming response would be read outside its requester's scope")
            render = getattr(response, "render", None)
            response = render() if render else response
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response
    except NoroshiError as error:
        return errors.problem_page(request, error)
    except OperationalError:
        log.exception("database", number=request.number)
        return errors.problem_page(request, UnavailableError("the database does not answer"))
