"""Who a request is from: a machine client's own credentials (RFC 7617), or a token of its (RFC 6750)."""

from typing import Final

from django.http import HttpRequest

from noroshi.entrypoints.api.access import LACKS_SCOPE, Bearer
from noroshi.entrypoints.basic import client_of
from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import RefusedError
from noroshi.parties.queries import client_actor, client_scopes

SCOPE: Final = "taxii"

_bearer = Bearer(SCOPE)


def requester(request: HttpRequest) -> Actor | None:
    """The actor that the client is; None without credentials, or for such as are none.

    Raises: RefusedError for a client without the scope `taxii`."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return _bearer(request)
    name = client_of(value)
    if name is None:
        return None
    if SCOPE not in client_scopes(name):
        raise RefusedError(f"this needs the scope {SCOPE}", code=LACKS_SCOPE)
    return client_actor(name)
