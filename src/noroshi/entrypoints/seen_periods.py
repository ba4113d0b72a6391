"""Which period, and by whom it is told: as pages, interface and command line ask for it."""

from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.utils import timezone

from noroshi.intelligence.techniques import Period
from noroshi.parties import queries as parties

# Of days beyond these the instants are none, in some zones.
EARLIEST: Final = date(2, 1, 1)
LATEST: Final = date(9999, 12, 30)


def period(
    *, since: date | None, until: date | None, sector: str, organisation: str, source: str
) -> Period:
    """From the beginning of a day to the end of another, here. sector, organisation: of those who tell,
    as far as the requester may know them; source: of one's own.

    Raises: AbsentError for an organisation that is not known."""
    return Period(
        since=_beginning(since) if since else None,
        until=_beginning(min(until, LATEST) + timedelta(days=1)) if until else None,
        tellers=_tellers(sector, organisation),
        source=source,
    )


def _beginning(day: date) -> datetime:
    return datetime.combine(max(day, EARLIEST), time(), timezone.get_current_timezone())


def _tellers(sector: str, organisation: str) -> list[UUID] | None:
    if organisation:
        one = parties.organisation(organisation)
        return [one.id] if sector in ("", one.sector) else []
    if sector:
        return list(parties.organisations(sector=sector).values_list("id", flat=True))
    return None
