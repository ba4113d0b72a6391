"""OpenID Connect providers, by configuration: each is bound to the organisations it may speak for."""

import tomllib
from pathlib import Path
from typing import Any

from noroshi.kernel.errors import MalformedError

REQUIRED = ("id", "name", "client_id", "client_secret", "server_url", "organisations")


def providers(path: Path | None) -> list[dict[str, Any]]:
    """The providers of a TOML file of `[[provider]]` tables, as the sign-in library wants them.

    Raises: MalformedError naming the table and the missing key."""
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
