"""Who a request is from: a machine client by its key, `CLIENT_ID:CLIENT_SECRET`, as the header has it."""

from typing import Final

from django.http import HttpRequest

from noroshi.entrypoints.api.access import LACKS_SCOPE
from noroshi.entrypoints.basic import client_named
from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import RefusedError
from noroshi.parties.queries import client_actor, client_scopes

SCOPE: Final = "misp"
HEADERS: Final = ("X-MISP-AUTH", "Authorization")


def requester(request: HttpRequest) -> Actor | None:
    """The actor that the client is; None without a key, or for such as is none.

    Raises: RefusedError for a client without the scope `misp`."""
    key = next((request.headers[name] for name in HEADERS if name in request.headers), "")
    name = client_named(key.strip())
    if name is None:
        return None
    if SCOPE not in client_scopes(name):
        raise RefusedError(f"this needs the scope {SCOPE}", code=LACKS_SCOPE)
    return client_actor(name)
