"""The course of a vulnerability: who told of it when, how likely its exploitation was, and when it
came here, as far as the reader may know. In words for people elsewhere (`web.views.course`)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from noroshi.vulnerabilities import queries
from noroshi.warnings import board

if TYPE_CHECKING:
    from noroshi.vulnerabilities.models import Vulnerability

KINDS = (
    "published", "told", "changed", "kev", "epss", "exposed", "raised", "closed", "reopened",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened on a local day. kind: one of KINDS; record: whose, of `told` and `changed`;
    epss: the probability from then on, of `epss`; count: of warnings that were raised, closed or
    opened again."""

    day: date
    kind: str
    record: str | None = None
    epss: Decimal | None = None
    count: int | None = None


def happenings(vulnerability: "Vulnerability", standing: queries.Standing) -> list[Happening]:
    """Sources first, then exploitation, then what was here; each in its order."""
    cause = vulnerability.id
    return [*_of_sources(vulnerability), *_of_exploitation(cause, standing), *_of_here(cause)]


def happening_json(one: Happening) -> dict[str, Any]:
    """One of them in its stable shape."""
    return {
        "day": one.day.isoformat(),
        "kind": one.kind,
        "record": one.record,
        "epss": None if one.epss is None else float(one.epss),
        "count": one.count,
    }


def _of_sources(vulnerability: "Vulnerability") -> Iterator[Happening]:
    if vulnerability.published_at:
        yield Happening(timezone.localdate(vulnerability.published_at), "published")
    seen: set[str] = set()
    for record, known_from in queries.told(vulnerability.id):
        kind = "changed" if record in seen else "told"
        seen.add(record)
        yield Happening(timezone.localdate(known_from), kind, record=record)


def _of_exploitation(cause: str, standing: queries.Standing) -> Iterator[Happening]:
    for move in queries.prediction_moves(cause):
        yield Happening(move.day, "epss", epss=move.epss)
    if standing.exploited:
        yield Happening(standing.exploited.added_on, "kev")


def _of_here(cause: str) -> Iterator[Happening]:
    if since := queries.exposed_since(cause):
        yield Happening(timezone.localdate(since), "exposed")
    for day, what, count in board.moves(cause):
        yield Happening(day, what, count=count)
