"""Who reads a folder: nobody, or a machine client by its secret or its token."""

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from http import HTTPStatus
from typing import Any, Final

from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe
from oauth2_provider.models import Application

from noroshi.entrypoints.api.access import Bearer
from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import AbsentError, RefusedError
from noroshi.kernel.markings import Tlp
from noroshi.parties.queries import client_actor
from noroshi.parties.scope import acting_as

SCOPES: Final = ("warnings", "intelligence", "assets", "reports")
CHALLENGE: Final = 'Basic realm="CSAF", charset="UTF-8", Bearer realm="CSAF"'

MOST_PROVEN: Final = 1000
_PROVEN: set[bytes] = set()

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
        return _by_secret(value.strip())
    try:
        return Bearer(*SCOPES)(request)
    except RefusedError:
        return None


def _by_secret(value: str) -> Actor | None:
    """Source: RFC 7617. An unknown client takes as long as a wrong secret."""
    try:
        text = base64.b64decode(value, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    client_id, _, secret = text.partition(":")
    if "\0" in text:
        return None
    application = Application.objects.filter(client_id=client_id).first()
    if application is None:
        make_password(secret)
        return None
    return client_actor(client_id) if _is_secret(secret, application.client_secret) else None


def _is_secret(secret: str, kept: str) -> bool:
    """What was proven is remembered for as long as the kept secret is the same: a downloader asks
    for four files a document, and slow hashing is for guessers."""
    digest = hashlib.sha256(f"{kept}\0{secret}".encode()).digest()
    if digest in _PROVEN:
        return True
    is_proven = check_password(secret, kept)
    if is_proven:
        if len(_PROVEN) >= MOST_PROVEN:
            _PROVEN.clear()
        _PROVEN.add(digest)
    return is_proven
