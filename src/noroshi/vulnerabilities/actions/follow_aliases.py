"""Let assets have the names that their products go by, as aliases come and go."""

from functools import cache
from hashlib import sha256

from django.db import connection

from noroshi.vulnerabilities.aliases import Aliases, Link, Pair, shipped, sql


def follow_aliases() -> None:
    """Keep the curated pairs as the code has them, and take the names from every kind of assets
    that a change concerns, so that it is indexed and matched again."""
    columns, digest = _as_shipped(shipped())
    with connection.cursor() as cursor:
        cursor.execute(sql.DIGEST_OF_SHIPPED)
        if cursor.fetchone()[0] != digest:
            cursor.execute(sql.KEEP_SHIPPED, columns)
        cursor.execute(sql.TAKE_PENDING_ALIASES)
        changed = {key for keys in cursor.fetchall() for key in keys}
        if not changed:
            return
        makers = {_maker(key) for key in changed if key.startswith("maker:") or key.endswith("*")}
        concerned = {"keys": list(changed), "makers": list(makers)}
        cursor.execute(sql.FORGET_CONCERNED, concerned)


def known_aliases() -> Aliases:
    """All links that hold."""
    with connection.cursor() as cursor:
        cursor.execute(sql.CONFIRMED)
        return Aliases(Link(*row) for row in cursor.fetchall())


@cache
def _as_shipped(pairs: tuple[Pair, ...]) -> tuple[dict[str, list[str]], str]:
    """The curated pairs by column, and the digest of them as of a table that has them all."""
    links = [pair.link for pair in pairs]
    columns = {
        "key": [link.key for link in links],
        "other_key": [link.other for link in links],
        "kind": [pair.kind for pair in pairs],
        "name": [pair.name for pair in pairs],
        "other": [pair.other for pair in pairs],
        "ground": [pair.ground for pair in pairs],
    }
    rows = sorted(zip(*columns.values(), strict=True))
    text = "\x1e".join("\x1f".join(row) for row in rows)
    return columns, sha256(text.encode()).hexdigest()


def _maker(key: str) -> str:
    return key.partition(":")[2].partition("|")[0]
