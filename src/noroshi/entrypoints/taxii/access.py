"""Who a request is from: a machine client's own credentials (RFC 7617), or a token of its (RFC 6750)."""

import base64
import binascii
import hashlib
import hmac
import secrets
from typing import Final

from django.contrib.auth.hashers import check_password
from django.http import HttpRequest
from oauth2_provider.models import Application

from noroshi.entrypoints.api.access import LACKS_SCOPE, Bearer
from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import RefusedError
from noroshi.parties.queries import client_actor, client_scopes

SCOPE: Final = "taxii"
MOST_KNOWN: Final = 10_000

_bearer = Bearer(SCOPE)
# Secrets that were right, as digests under a key of this process: checking one against its slow hash
# takes a tenth of a second, and clients send theirs with every request.
_key = secrets.token_bytes(32)
_known: set[bytes] = set()


def requester(request: HttpRequest) -> Actor | None:
    """The actor that the client is; None without credentials, or for such as are none.

    Raises: RefusedError for a client without the scope `taxii`."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "basic":
        return _by_secret(value.strip())
    return _bearer(request)


def _by_secret(text: str) -> Actor | None:
    try:
        name, _, secret = base64.b64decode(text, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    if "\0" in name or not name:
        return None
    application = Application.objects.filter(client_id=name).first()
    if application is None or not _is_right(secret, application.client_secret):
        return None
    if SCOPE not in client_scopes(name):
        raise RefusedError(f"this needs the scope {SCOPE}", code=LACKS_SCOPE)
    return client_actor(name)


def _is_right(secret: str, stored: str) -> bool:
    """stored: its slow hash, so that a new secret makes what is known of the old one worthless."""
    digest = hmac.digest(_key, f"{stored}\0{secret}".encode(), hashlib.sha256)
    if digest in _known:
        return True
    if not check_password(secret, stored):
        return False
    if len(_known) >= MOST_KNOWN:
        _known.clear()
    _known.add(digest)
    return True
