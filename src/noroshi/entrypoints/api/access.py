"""Who a request is from: a bearer token, its client, and the actor that the client is."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.http import HttpRequest

from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import RefusedError
from noroshi.parties.queries import bearer
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
        found = _bearer(request)
        if found is None:
            return None
        token, actor = found
        if not set(self.scopes) & set(token.scope.split()):
            raise RefusedError(
                f"this needs the scope: {' or '.join(self.scopes)}", code=LACKS_SCOPE
            )
        return actor


def _bearer(request: HttpRequest) -> tuple[Any, Actor] | None:
    """From the header alone: an address ends up in logs (RFC 9700 section 4.3.2)."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    found = bearer(hashlib.sha256(value.strip().encode()).hexdigest())
    if found is None or found[0].is_expired():
        return None
    return found if found[0].allows_audience(request.build_absolute_uri(request.path)) else None


def in_scope(
    view: Callable[Concatenate[Request, Parameters], Answer],
) -> Callable[Concatenate[Request, Parameters], Answer]:
    """Run a view, whose answer is plain values, as its requester; what it raises undoes it."""

    @wraps(view)
    def scoped(request: Request, /, *args: Parameters.args, **kwargs: Parameters.kwargs) -> Answer:
        with acting_as(request.auth):
            return view(request, *args, **kwargs)

    return scoped
