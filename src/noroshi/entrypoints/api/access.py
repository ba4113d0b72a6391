"""Who a request is from: a bearer token, its client, and the actor that the client is."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.http import HttpRequest

from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import RefusedError
from noroshi.parties.queries import access_token, client_actor
from noroshi.parties.scope import acting_as

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")

LACKS_SCOPE = "insufficient_scope"


class Request(HttpRequest):
    """A request that has passed the door. number: to quote."""

    auth: Actor
    number: str


class Bearer:
    """Lets a client in whose token has one of the scopes. Source: RFC 6750."""

    def __init__(self, *scopes: str) -> None:
        self.scopes = scopes

    def __call__(self, request: HttpRequest) -> Actor | None:
        """The actor, None for a token that is none, has expired, or whose client acts no more.

        Raises: RefusedError for a token without the scope."""
        token = _token(request)
        actor = client_actor(token.client) if token else None
        if actor is None:
            return None
        if not set(self.scopes) & set(token.scope.split()):
            raise RefusedError(
                f"this needs the scope: {' or '.join(self.scopes)}", code=LACKS_SCOPE
            )
        return actor


def _token(request: HttpRequest) -> Any:
    """From the header alone: an address ends up in logs (RFC 9700 section 4.3.2)."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    checksum = hashlib.sha256(value.strip().encode()).hexdigest()
    token = access_token(checksum)
    if token is None or token.is_expired():
        return None
    return token if token.allows_audience(request.build_absolute_uri(request.path)) else None


def in_scope(
    view: Callable[Concatenate[Request, Parameters], Answer],
) -> Callable[Concatenate[Request, Parameters], Answer]:
    """Run a view, whose answer is plain values, as its requester; what it raises undoes it."""

    @wraps(view)
    def scoped(request: Request, /, *args: Parameters.args, **kwargs: Parameters.kwargs) -> Answer:
        with acting_as(request.auth):
            return view(request, *args, **kwargs)

    return scoped
