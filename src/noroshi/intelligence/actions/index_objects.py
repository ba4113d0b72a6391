"""Make what came into the store searchable."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import orjson
from django.db import connection, transaction

from noroshi.intelligence import searching_sql as sql
from noroshi.intelligence.attack.telling import (
    patterns_of,
    seen_at,
    tactics_of,
    tags_of,
    techniques_of,
)
from noroshi.intelligence.tags.queries import Meant, meanings
from noroshi.intelligence.terms import labels_of, terms_of, words_of
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
        read = [orjson.loads(row[-1]) for row in rows]
        meant = meanings(tag for one in read for tag in tags_of(one) if ":" in tag)
        cursor.execute(sql.TOLD)
        with cursor.copy(sql.COPY) as copy:
            for told in _lines(rows, read, meant):
                copy.write(told)
        cursor.execute(sql.KEEP)
        last = rows[-1]
        cursor.execute(sql.MARK, {"added_at": last[5], "object": last[0]})
        cursor.execute(sql.DROP)
    return len(rows)


def _lines(
    rows: Sequence[Sequence[Any]], read: Sequence[Mapping[str, Any]], meant: Mapping[str, Meant]
) -> Iterator[str]:
    for row, one in zip(rows, read, strict=True):
        number, audience, organisation, name, version, added, created, kind, tlp, source, _ = row
        labels = labels_of(one)
        known = [meant[tag.lower()] for tag in tags_of(one) if tag.lower() in meant]
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
            *_told(one, known, created or version),
            array([*facets, *terms_of(one), *_names_of(known)]),
        )


def _names_of(known: Sequence[Meant]) -> list[str]:
    """What its tags stand for, by any of their names."""
    return words_of(name for one in known for name in (one.title, *one.names))


def _told(one: Mapping[str, Any], known: Sequence[Meant], usual: datetime) -> Sequence[str]:
    """What it tells of ATT&CK: techniques, patterns, tactics, and when."""
    tagged = [one.technique for one in known if one.technique]
    techniques, patterns = list(dict.fromkeys([*techniques_of(one), *tagged])), patterns_of(one)
    tactics = [] if techniques or patterns else tactics_of(one)
    seen = seen_at(one, usual) if techniques or patterns or tactics else None
    return array(techniques), array(patterns), array(tactics), instant(seen)


def _instant(given: object) -> str:
    """A timestamp of an object that was checked when it came in."""
    if not isinstance(given, str):
        return NULL
    return instant(datetime.fromisoformat(f"{given.rstrip('Z')[:26].replace(':60', ':59')}+00:00"))
