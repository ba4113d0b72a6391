"""Look for records' names that are like those of registered assets that no record has.

What is proposed holds two names and how alike they are, never whose the asset is or how many have
it. A judgement stays: what was rejected is not proposed again."""

from decimal import Decimal
from typing import Any, Final

from django.db import connection, transaction

from noroshi.formats.names.likeness import spelling
from noroshi.vulnerabilities.aliases import LONGEST_ALIAS, sql

LEAST: Final = Decimal("0.5")  # precision 0.9, recall 0.68; measured by tests/conformance/names
MOST: Final = 3  # candidates of a name


@transaction.atomic
def propose_names(*, at_most: int | None = None) -> int:
    """Compare what has not been compared yet. Returns how many candidates are new. Runs as the
    worker. at_most: names; None for all."""
    longest = {"longest": LONGEST_ALIAS}
    with connection.cursor() as cursor:
        _know(cursor, longest)
        cursor.execute(sql.UNMET, longest)
        cursor.execute(sql.FORGET_PROPOSED)
        cursor.execute(sql.FORGET_COMPARED)
        cursor.execute(sql.TO_COMPARE, {"at_most": at_most})
        compared = _compared(cursor.fetchall())
        cursor.execute(sql.PROPOSE, compared)
        proposed: int = cursor.rowcount
        cursor.execute(sql.COMPARED, compared)
        cursor.execute(sql.TELL_COMPARED)
        cursor.execute("DROP TABLE unmet, unmet_name")
    return proposed


def _know(cursor: Any, longest: dict[str, int]) -> None:
    """Keep the known names as the records have them."""
    cursor.execute(sql.FORGET_KNOWN)
    cursor.execute(sql.NEW_KNOWN, longest)
    keys = [key for (key,) in cursor.fetchall()]
    if keys:
        cursor.execute(sql.STORE_KNOWN, [keys, *_spelled(keys)])
        cursor.execute("ANALYZE vulnerabilities_knownname")


def _compared(rows: list[tuple[str, int]]) -> dict[str, Any]:
    keys = [key for key, _ in rows]
    words, product, numbers = _spelled(keys)
    return {
        "key": keys,
        "words": words,
        "product": product,
        "numbers": numbers,
        "up_to": [up_to for _, up_to in rows],
        "least": LEAST,
        "most": MOST,
    }


def _spelled(keys: list[str]) -> tuple[list[str], list[str], list[str]]:
    """Words, product and numbers of each."""
    spelled = [spelling(key) for key in keys]
    return (
        [f"{one.maker} {one.product}" for one in spelled],
        [one.product for one in spelled],
        [one.numbers for one in spelled],
    )
