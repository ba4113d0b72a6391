"""Who reads a folder: nobody, or a machine client by its secret or its token."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from noroshi.entrypoints.api.access import Bearer
from noroshi.entrypoints.basic import client_of
from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import AbsentError, RefusedError
from noroshi.kernel.markings import Tlp
from noroshi.parties.queries import client_actor
from noroshi.parties.scope import acting_as

SCOPES: Final = ("warnings", "intelligence", "assets", "reports")
CHALLENGE: Final = 'Basic realm="CSAF", charset="UTF-8", Bearer realm="CSAF"'

View = Callable[..., HttpResponse]


class Request(HttpRequest):
    """client: who asks, None for nobody."""

    client: Actor | None


def served(view: View) -> View:
    """Answer as the client that asks, or as nobody; 401 where somebody is asked for, or for
    credentials that are none; 404 for what is not there or not for the reader, alike."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        request.client = _client(request)
        is_told = "Authorization" in request.headers
        needs = kwargs.get("tlp", Tlp.CLEAR) != Tlp.CLEAR
        if request.client is None and (is_told or needs):
            response = HttpResponse(status=HTTPStatus.UNAUTHORIZED)
            response["WWW-Authenticate"] = CHALLENGE
        else:
            response = _answer(view, request, *args, **kwargs)
        patch_vary_headers(response, ["Authorization"])
        return response

    return require_safe(guarded)


def _answer(view: View, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
    try:
        with _scope(request.client):
            response = view(request, *args, **kwargs)
    except AbsentError:
        return HttpResponse(status=HTTPStatus.NOT_FOUND)
    is_public = request.client is None
    response["Cache-Control"] = "public, max-age=60" if is_public else "private, no-cache"
    return response


@contextmanager
def _scope(client: Actor | None) -> Iterator[None]:
    if client is None:
        yield
        return
    with acting_as(client):
        yield


def _client(request: HttpRequest) -> Actor | None:
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "basic":
        name = client_of(value)
        return client_actor(name) if name else None
    try:
        return Bearer(*SCOPES)(request)
    except RefusedError:
        return None
