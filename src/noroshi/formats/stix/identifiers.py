"""Deterministic identifiers of observables (STIX 2.1 section 2.9)."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID, uuid5

import orjson

from noroshi.kernel.errors import MalformedError

NAMESPACE: Final = UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")
# Of several hashes the first of these contributes, else the first by name.
PREFERRED: Final = ("MD5", "SHA-1", "SHA-256", "SHA-512")
CONTRIBUTING: Final[Mapping[str, tuple[str, ...]]] = {
    "artifact": ("hashes", "payload_bin"),
    "autonomous-system": ("number",),
    "directory": ("path",),
    "domain-name": ("value",),
    "email-addr": ("value",),
    "email-message": ("from_ref", "subject", "body"),
    "file": ("hashes", "name", "extensions", "parent_directory_ref"),
    "ipv4-addr": ("value",),
    "ipv6-addr": ("value",),
    "mac-addr": ("value",),
    "mutex": ("name",),
    "network-traffic": (
        "start", "end", "src_ref", "dst_ref", "src_port", "dst_port", "protocols", "extensions",
    ),
    "software": ("name", "cpe", "swid", "vendor", "version"),
    "url": ("value",),
    "user-account": ("account_type", "user_id", "account_login"),
    "windows-registry-key": ("key", "values"),
    "x509-certificate": ("hashes", "serial_number"),
}  # fmt: skip


def observable_id(one: Mapping[str, Any]) -> str | None:
    """The identifier that an observable's content gives it; None where nothing contributes.

    Raises: MalformedError for numbers and texts that canonical JSON has not."""
    kind = one["type"]
    given = {name: one[name] for name in CONTRIBUTING.get(kind, ()) if name in one}
    if not given:
        return None
    if isinstance(hashes := given.get("hashes"), dict) and hashes:
        name = next((name for name in PREFERRED if name in hashes), min(hashes))
        given["hashes"] = {name: hashes[name]}
    return f"{kind}--{uuid5(NAMESPACE, canonical(given).decode())}"


def canonical(value: Mapping[str, Any]) -> bytes:
    """JSON, its members sorted, without white space: what is kept, hashed and named.

    Raises: MalformedError for what cannot be carried further: an integer beyond 64 bits, half a
    surrogate pair."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError as error:
        raise MalformedError(f"cannot be kept: {error}") from error
