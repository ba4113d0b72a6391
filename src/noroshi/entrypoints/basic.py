"""A machine client's own credentials in a request (RFC 7617), for programs that know no tokens."""

import base64
import binascii
import hashlib
import hmac
import secrets
from typing import Final

from django.contrib.auth.hashers import check_password, make_password
from oauth2_provider.models import Application

MOST_KNOWN: Final = 10_000
# Secrets that were right, as digests under a key of this process: checking one against its slow hash
# takes a tenth of a second, and clients send theirs with every request.
_key = secrets.token_bytes(32)
_known: set[bytes] = set()


def client_of(value: str) -> str | None:
    """The identifier of the client whose credentials these are; None for such as are none. An unknown
    client takes as long as a wrong secret.

    value: what follows `Basic` in the header."""
    try:
        text = base64.b64decode(value.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    return client_named(text)


def client_named(text: str) -> str | None:
    """The same of `identifier:secret`."""
    name, _, secret = text.partition(":")
    if "\0" in text or not name:
        return None
    application = Application.objects.filter(client_id=name).first()
    if application is None:
        make_password(secret)
        return None
    return name if _is_right(secret, application.client_secret) else None


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
