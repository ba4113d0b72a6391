"""Say whose VEX is believed here."""

from datetime import datetime

from django.db import connection, transaction

from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import AbsentError, MalformedError
from noroshi.ledger.actions.record import record
from noroshi.parties.rules import Power, require
from noroshi.vulnerabilities import sql
from noroshi.vulnerabilities.facts import VexAuthorJudged
from noroshi.vulnerabilities.models import VexAuthor

LONGEST_AUTHOR = 1000  # characters
MOST_DAYS = 3650


@transaction.atomic
def trust_vex_author(
    name: str, *, rank: int, days: int | None, by: Actor | None, at: datetime
) -> VexAuthor:
    """Let an author's statements close exposures. rank: of two authors that contradict each other
    the lower one counts; days: how long a statement holds, None for without end.

    Raises: MalformedError, RefusedError."""
    if by is not None:
        require(by, Power.JUDGE_SOURCES)
    if not name.strip() or len(name) > LONGEST_AUTHOR:
        raise MalformedError(f"author: between 1 and {LONGEST_AUTHOR} characters")
    if not 0 <= rank <= 1000 or not (days is None or 0 < days <= MOST_DAYS):
        raise MalformedError(f"rank: 0 to 1000; days: 1 to {MOST_DAYS}")
    author, _ = VexAuthor.objects.update_or_create(
        name=name, defaults={"rank": rank, "days": days, "trusted_at": at}
    )
    _judged(name, {"trusted": True, "rank": rank, "days": days}, by, at)
    return author


@transaction.atomic
def distrust_vex_author(name: str, *, by: Actor | None, at: datetime) -> None:
    """What the author's statements have closed opens again. Raises: AbsentError, RefusedError."""
    if by is not None:
        require(by, Power.JUDGE_SOURCES)
    removed, _ = VexAuthor.objects.filter(name=name).delete()
    if not removed:
        raise AbsentError("no such author is trusted")
    _judged(name, {"trusted": False}, by, at)


def _judged(
    name: str, detail: dict[str, bool | int | None], by: Actor | None, at: datetime
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.MATCH_VEX_AGAIN, {"author": name})
    record(VexAuthorJudged("vex-authors", None, {"author": name, **detail}), by=by, at=at)
