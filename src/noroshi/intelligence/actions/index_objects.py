"""Make what came into the store searchable."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

import orjson
from django.db import connection, transaction

from noroshi.intelligence import searching_sql as sql
from noroshi.intelligence.terms import labels_of, techniques_of, terms_of
from noroshi.operations.copy_text import NULL, array, instant, line, text

BATCH: Final = 5000


def index_objects() -> int:
    """Read every object that has come in since the last time, a batch a transaction. Returns how many.
    As the worker; twice does no harm."""
    done = 0
    while many := _index_batch():
        done += many
    return done


@transaction.atomic
def _index_batch() -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql.LOCK)
        cursor.execute(sql.UNSEEN, {"limit": BATCH})
        rows = cursor.fetchall()
        if not rows:
            return 0
        cursor.execute(sql.TOLD)
        with cursor.copy(sql.COPY) as copy:
            for told in _lines(rows):
                copy.write(told)
        cursor.execute(sql.KEEP)
        last = rows[-1]
        cursor.execute(sql.MARK, {"added_at": last[5], "object": last[0]})
        cursor.execute(sql.DROP)
    return len(rows)


def _lines(rows: Sequence[Sequence[Any]]) -> Iterator[str]:
    for row in rows:
        number, audience, organisation, name, version, added, created, kind, tlp, source, whole = (
            row
        )
        one = orjson.loads(whole)
        labels = labels_of(one)
        facets = [
            f"type={kind}",
            f"tlp={tlp}",
            f"organisation={organisation}",
            f"source={organisation}:{source}",
            *(f"label={label.lower()}" for label in labels),
        ]
        yield line(
            str(number),
            str(organisation),
            str(audience),
            text(name),
            instant(version),
            instant(added),
            instant(created or version),
            _instant(one.get("valid_from")),
            _instant(one.get("valid_until")),
            text(kind),
            tlp,
            text(source),
            array(labels),
            array(techniques_of(one)),
            array([*facets, *terms_of(one)]),
        )


def _instant(given: object) -> str:
    """A timestamp of an object that was checked when it came in."""
    if not isinstance(given, str):
        return NULL
    return instant(datetime.fromisoformat(f"{given.rstrip('Z')[:26].replace(':60', ':59')}+00:00"))
