"""OpenID Connect providers, by configuration: each is bound to the organisations it may speak for."""

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from noroshi.kernel.errors import MalformedError

HOST = re.compile(r"[a-z0-9.-]+")
LOOPBACK = ("localhost", "127.0.0.1")
REQUIRED = ("id", "name", "client_id", "client_secret", "server_url", "organisations")


def providers(path: Path | None) -> list[dict[str, Any]]:
    """The providers of a TOML file of `[[provider]]` tables, as the sign-in library wants them.

    Raises: MalformedError naming the table and the missing key or the address that cannot be."""
    if path is None:
        return []
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8")).get("provider", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MalformedError(f"{path}: {error}") from error
    for number, table in enumerate(tables, start=1):
        missing = [name for name in REQUIRED if not table.get(name)]
        if missing:
            raise MalformedError(f"{path}: provider {number} lacks {', '.join(missing)}")
        if _origin(table["server_url"]) is None:
            raise MalformedError(f"{path}: the server_url of provider {number} is no https:// URL")
    return [
        {
            "provider_id": table["id"],
            "name": table["name"],
            "client_id": table["client_id"],
            "secret": table["client_secret"],
            "settings": {
                "server_url": table["server_url"],
                "organisations": list(table["organisations"]),
                "trusts_mfa": table.get("mfa", "") == "required",
            },
        }
        for table in tables
    ]


def origins(configured: Sequence[dict[str, Any]]) -> list[str]:
    """The origin of each provider, once: `https://id.example:8443`."""
    found = (_origin(provider["settings"]["server_url"]) for provider in configured)
    return list(dict.fromkeys(origin for origin in found if origin))


def _origin(url: object) -> str | None:
    """None for what no provider has: an issuer is reached by https (OpenID Connect Discovery 1.0,
    section 3), or by http on this very machine."""
    try:
        parts = urlsplit(str(url))
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
    if not is_safe or parts.username is not None or not HOST.fullmatch(host):
        return None
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")
