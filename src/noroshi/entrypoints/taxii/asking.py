"""What a query asks for (TAXII 2.1 section 3.4): filters, where to go on, how many."""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

import orjson
from django.http import HttpRequest

from noroshi.entrypoints.taxii.refusals import RequestError
from noroshi.intelligence.queries import Chosen, Place

MOST: Final = 5000
USUAL: Final = 1000
MOST_VALUES: Final = 1000
INSTANT: Final = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,20})?(?:Z|[+-]\d\d:\d\d)", re.ASCII
)
WORDS: Final = frozenset({"first", "last", "all"})


@dataclass(frozen=True, slots=True)
class Asked:
    """One page: which objects, after which place, how many at most."""

    chosen: Chosen
    after: Place | None
    size: int


def asked(request: HttpRequest, *, of: str = "", versions: Sequence[str] = ("last",)) -> Asked:
    """The query of a request. of: one object's identifier, else `match[id]` may name some;
    versions: which it means where it names none.

    Raises: RequestError 400 for what cannot be meant."""
    query, narrowed = request.GET, matched(request, versions=versions)
    cursor, added_after = query.get("next"), query.get("added_after")
    chosen = replace(
        narrowed,
        ids=[of] if of else _values(query, "id"),
        types=[] if of else _values(query, "type"),
        added_after=_instant("added_after", added_after) if added_after else None,
    )
    return Asked(
        chosen,
        after=_opened(cursor, chosen) if cursor else None,
        size=_size(query.get("limit")),
    )


def matched(request: HttpRequest, *, versions: Sequence[str]) -> Chosen:
    """`match[version]` and `match[spec_version]`. Raises: RequestError 400."""
    _must_be_meant(request)
    wanted = _values(request.GET, "version") or versions
    if "all" in wanted and len(wanted) > 1:
        raise RequestError(400, "match[version]: all stands alone")
    return Chosen(
        versions=[one if one in WORDS else _instant("match[version]", one) for one in wanted],
        spec_versions=_values(request.GET, "spec_version"),
    )


def cursor(last: Place, chosen: Chosen) -> str:
    """Where to go on after the last that was told of what is chosen."""
    place = orjson.dumps([last.added_at.isoformat(), str(last.id), _same(chosen)])
    return base64.urlsafe_b64encode(place).decode()


def _opened(text: str, chosen: Chosen) -> Place:
    try:
        at, identifier, of = orjson.loads(base64.urlsafe_b64decode(text))
        place = Place(_instant("next", at), UUID(identifier))
    except (binascii.Error, ValueError, TypeError, AttributeError) as error:
        raise RequestError(400, "next: this cursor is not one of ours") from error
    if of != _same(chosen):
        raise RequestError(400, "next: it goes on with another query, whose filters were others")
    return place


def _same(chosen: Chosen) -> str:
    """What two queries with the same filters have in common (section 3.5)."""
    return hashlib.sha256(repr(chosen).encode()).hexdigest()[:16]


def _must_be_meant(request: HttpRequest) -> None:
    """Raises: RequestError 400 for a parameter that stands there twice, and for one of U+0000."""
    for name, values in request.GET.lists():
        if len(values) > 1:
            raise RequestError(400, f"{name}: once at most")
        if "\0" in values[0]:
            raise RequestError(400, "U+0000 is in no value")


def _size(text: str | None) -> int:
    """What is asked for, no more than there is to have at once."""
    if text is None:
        return USUAL
    if not re.fullmatch(r"[0-9]{1,18}", text) or int(text) == 0:
        raise RequestError(400, "limit: a number above 0")
    return min(int(text), MOST)


def _values(query: Mapping[str, str], field: str) -> list[str]:
    named = query.get(f"match[{field}]", "").split(",")
    values = [one for one in dict.fromkeys(named) if one]
    if len(values) > MOST_VALUES:
        raise RequestError(400, f"match[{field}]: {MOST_VALUES} values at most")
    return values


def _instant(name: str, text: str) -> datetime:
    try:
        if INSTANT.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    raise RequestError(400, f"{name}: an instant as in 2026-10-01T03:00:00.000000Z")
