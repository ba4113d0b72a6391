"""Looking for intelligence: by words, facets and periods, as far as the requester may see.

What stands in the store is found some seconds later, when the worker has read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import connection

from noroshi.intelligence import queries, searching_sql
from noroshi.intelligence.queries import Held, Place
from noroshi.intelligence.terms import wanted

COUNTED: Final = 2000  # of what is found, the newest; more are not counted
MOST_WORDS: Final = 30  # of a facet


@dataclass(frozen=True, slots=True)
class Sought:
    """Empty does not narrow. text: words and values, all of which must occur; source: of one's own
    alone; refers_to: an identifier; created: from inclusive, to exclusive; valid_on: an instant at
    which an indicator holds; is_oldest: the order, else the newest in the store first."""

    text: str = ""
    type: str = ""
    tlp: str = ""
    label: str = ""
    organisation: str = ""
    source: str = ""
    refers_to: str = ""
    created_from: datetime | None = None
    created_to: datetime | None = None
    valid_on: datetime | None = None
    is_oldest: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """total: how many are found, COUNTED + 1 for more; words: by facet, each with how often it is
    among them, the commonest first."""

    total: int
    words: Mapping[str, Sequence[tuple[str, int]]] = field(default_factory=dict)

    @property
    def is_more(self) -> bool:
        """Are there more than were counted?"""
        return self.total > COUNTED


def found(sought: Sought, *, after: Place | None = None, size: int) -> list[Held]:
    """The next `size` objects behind a place, each once, in its newest version that may be seen."""
    statement = searching_sql.PAGE.format(columns=queries.columns(Held))
    return queries.rows(Held, statement, _parameters(sought, after, size))


def counted(sought: Sought) -> Counted:
    """How many there are of what is found, by facet; of very many the newest."""
    parameters = {**_parameters(sought, None, COUNTED + 1), "most": MOST_WORDS}
    words: dict[str, list[tuple[str, int]]] = {}
    total = 0
    with connection.cursor() as cursor:
        cursor.execute(searching_sql.FACETS, parameters)
        for facet, word, count in cursor.fetchall():
            if facet:
                words.setdefault(facet, []).append((word, count))
            else:
                total = count
    return Counted(total, words)


def _parameters(sought: Sought, after: Place | None, size: int) -> dict[str, Any]:
    return {
        "terms": [*wanted(sought.text), *_facets(sought)],
        "source": sought.source,
        "created_from": sought.created_from,
        "created_to": sought.created_to,
        "valid_on": sought.valid_on,
        "after_at": after and after.added_at,
        "after_id": after and after.id,
        "is_oldest": sought.is_oldest,
        "limit": size,
    }


def _facets(sought: Sought) -> list[str]:
    """As actions.index_objects writes them; of a source the database says whose."""
    given = {
        "type": sought.type,
        "tlp": sought.tlp,
        "label": sought.label.lower(),
        "organisation": sought.organisation,
        "ref": sought.refers_to,
    }
    return [f"{name}={value}" for name, value in given.items() if value]
