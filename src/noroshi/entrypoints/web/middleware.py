"""The request's number and log line, and the requester in whose name the database is asked."""

import secrets
import time
from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

import structlog
from django.contrib.auth.views import redirect_to_login
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, resolve_url
from django_htmx.http import HttpResponseClientRedirect

from noroshi.entrypoints.web import metrics
from noroshi.entrypoints.web.sign_in import hats_of, lacks_second_factor
from noroshi.entrypoints.web.views import errors
from noroshi.kernel.errors import NoroshiError, UnavailableError
from noroshi.parties.queries import Hat
from noroshi.parties.scope import acting_as

log = structlog.get_logger("noroshi.requests")

Respond = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponse]

HAT: Final = "hat"
# Machines present a token of their own with each request.
MACHINES: Final = ("/api/", "/oauth/")
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
        "socialaccount_signup",
        "set_language",
        "healthz",
        "readyz",
        "metrics",
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
        name = request.resolver_match.url_name or ""
        if request.path.startswith(MACHINES):
            return None
        if name in OPEN and not request.user.is_authenticated:
            return None
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        request.hats = hats_of(request)
        request.hat = _chosen(request)
        if name in OPEN or name.startswith(("mfa_", "account_")):
            return None
        if lacks_second_factor(request):
            return redirect("mfa_index")
        if request.hat is None:
            return errors.no_hat(request)
        return _in_scope(request, view, args, kwargs)


def _to_sign_in(request: Any) -> HttpResponse:
    if request.htmx:
        return HttpResponseClientRedirect(resolve_url("account_login"))
    return redirect_to_login(request.get_full_path())


def _chosen(request: Any) -> Hat | None:
    """The hat that the session names, or else the first."""
    wanted = request.session.get(HAT)
    held = {hat.actor.id: hat for hat in request.hats}
    if wanted and UUID(wanted) in held:
        return held[UUID(wanted)]
    return request.hats[0] if request.hats else None


def _in_scope(
    request: Any, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> HttpResponse:
    try:
        with acting_as(request.hat.actor):
            response = view(request, *args, **kwargs)
            if isinstance(response, StreamingHttpResponse):
                raise TypeError("a streaming response would be read outside its requester's scope")
            render = getattr(response, "render", None)
            return render() if render else response
    except NoroshiError as error:
        return errors.problem_page(request, error)
    except OperationalError:
        log.exception("database", number=request.number)
        return errors.problem_page(request, UnavailableError("the database does not answer"))
