"""Give a partner what its organisation may see: noted before it is sent, settled when the partner has
said what became of it. Whoever is killed in between has perhaps sent it: it is sent again, and known."""

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db import connection, transaction

from noroshi.intelligence import partners_sql as sql
from noroshi.intelligence.actions.pull_objects import note_declined
from noroshi.intelligence.exchanging import ExchangeError, batches
from noroshi.intelligence.facts import IntelligenceGiven
from noroshi.intelligence.models import Partner, Sent
from noroshi.intelligence.partners import source_of
from noroshi.intelligence.taxii import Root, Status
from noroshi.kernel.actors import Actor
from noroshi.kernel.canonical import Json
from noroshi.ledger.actions.record import record
from noroshi.ledger.entries import rows_root
from noroshi.parties.scope import acting_as

BATCH: Final = 500  # objects
LOOKS: Final = (0.2, 0.5, 1.0, 2.0, 4.0)  # seconds between looks at a status that is pending
# What a server answers to objects that it does not take, whichever of them it means.
INDIGESTIBLE: Final = frozenset({"status 400", "status 413", "status 422"})
TOO_LONG: Final = "longer than the partner takes"


class Open(NamedTuple):
    """What is to be given. content: JSON, None where the recipient may not see it any more."""

    id: int
    stix_id: str
    digest: bytes
    content: str | None


class Given(NamedTuple):
    """How many objects were taken and declined; is there more to give?"""

    taken: int
    declined: int
    more: bool


def push_batch(partner: Partner, root: Root, *, by: Actor, recipient: Actor, at: datetime) -> Given:
    """Give the next objects, or note which they are. As the worker, one at a time a partner.

    Raises: ExchangeError; what was noted is given the next time."""
    waiting = _open(partner, recipient)
    if not waiting:
        return Given(0, 0, more=_note(partner, recipient))
    if partner.answers_to:
        asked = [one for one in waiting if one.id <= partner.answers_until]
        status = _looked_at(partner, root)
        if status is None:
            return Given(0, 0, more=True)
        return _settled(partner, asked, status, by=by, at=at)
    gone = [one.id for one in waiting if one.content is None]
    if gone:
        _settle(gone, at)
        return Given(0, 0, more=True)
    return _give(partner, root, waiting, by=by, at=at)


def _open(partner: Partner, recipient: Actor) -> list[Open]:
    with acting_as(recipient), connection.cursor() as cursor:
        cursor.execute(sql.OPEN, {"partner": partner.id, "limit": BATCH})
        return [Open(row[0], row[1], bytes(row[2]), row[3]) for row in cursor.fetchall()]


def _note(partner: Partner, recipient: Actor) -> bool:
    """Note what comes next in the store's order; is there anything? Where the recipient may see more
    than when it was last looked, the store is gone through again from its beginning."""
    with acting_as(recipient), connection.cursor() as cursor:
        cursor.execute(sql.AUDIENCES)
        audiences: list[int] = cursor.fetchone()[0]
        if set(audiences) - set(partner.pushed_as):
            partner.pushed_at = partner.pushed_id = None
        named: dict[str, Any] = {
            "partner": partner.id,
            "organisation": partner.organisation_id,
            "recipient": partner.recipient_id,
            "source": source_of(partner),
            "pushed_at": partner.pushed_at,
            "pushed_id": partner.pushed_id,
            "limit": BATCH,
        }
        cursor.execute(sql.BEHIND, named)
        rows = cursor.fetchall()
        Sent.objects.bulk_create(_fresh(partner, rows))
        if rows:
            partner.pushed_id, partner.pushed_at = rows[-1][0], rows[-1][1]
        partner.pushed_as = audiences
        partner.save(update_fields=["pushed_id", "pushed_at", "pushed_as"])
    return bool(rows)


def _fresh(partner: Partner, rows: Sequence[tuple[Any, ...]]) -> list[Sent]:
    """What is new of a page, each version once whoever told it."""
    known: set[tuple[str, object]] = set()
    fresh: list[Sent] = []
    for identifier, _, stix_id, version, digest, is_new in rows:
        keys = {(stix_id, version), (stix_id, bytes(digest))}
        if is_new and not keys & known:
            one = Sent(
                partner=partner,
                organisation_id=partner.organisation_id,
                object_id=identifier,
                stix_id=stix_id,
                version=version,
                digest=bytes(digest),
            )
            fresh.append(one)
        known |= keys
    return fresh


def _give(
    partner: Partner,
    root: Root,
    waiting: Sequence[Open],
    *,
    by: Actor,
    at: datetime,
) -> Given:
    """The first of what waits, as much as the partner takes at once."""
    contents = [one.content or "" for one in waiting]
    batch = next(batches(contents, most=BATCH, octets=root.most))
    while len(batch) > 1 or len(batch[0].encode()) < root.most:
        try:
            status = root.add(partner.push_to, batch)
        except ExchangeError as error:
            if error.reason not in INDIGESTIBLE:
                raise
            if len(batch) == 1:
                return _declined(partner, waiting[0], error.reason, at)
            batch = batch[: len(batch) // 2]
            continue
        given = waiting[: len(batch)]
        if status.status == "complete":
            return _settled(partner, given, status, by=by, at=at)
        partner.answers_to, partner.answers_until = status.id, given[-1].id
        partner.save(update_fields=["answers_to", "answers_until"])
        return Given(0, 0, more=True)
    return _declined(partner, waiting[0], TOO_LONG, at)


def _looked_at(partner: Partner, root: Root) -> Status | None:
    """The status that is complete; None where the server knows it no more: then the objects are
    given again. Raises: ExchangeError, also for one that stays pending."""
    try:
        for seconds in LOOKS:
            status = root.status(partner.answers_to)
            if status.status == "complete":
                return status
            time.sleep(seconds)
    except ExchangeError as error:
        if error.reason != "status 404":
            raise
        partner.answers_to = ""
        partner.save(update_fields=["answers_to"])
        return None
    raise ExchangeError("pending")


@transaction.atomic
def _settled(
    partner: Partner, given: Sequence[Open], status: Status, *, by: Actor, at: datetime
) -> Given:
    """What the partner says became of them."""
    reasons = {one.id: one.message or "declined" for one in status.failures}
    declined = [(one.stix_id, reasons[one.stix_id]) for one in given if one.stix_id in reasons]
    taken = sorted(one.digest for one in given if one.stix_id not in reasons)
    _settle([one.id for one in given], at)
    note_declined(partner, declined, outgoing=True, at=at)
    partner.answers_to, partner.given = "", partner.given + len(taken)
    partner.save(update_fields=["answers_to", "given"])
    if taken:
        detail: Json = {"objects": len(taken), "root": rows_root(taken).hex()}
        subject = f"partner:{partner.id}"
        record(IntelligenceGiven(subject, partner.organisation_id, detail), by=by, at=at)
    return Given(len(taken), len(declined), more=True)


@transaction.atomic
def _declined(partner: Partner, one: Open, reason: str, at: datetime) -> Given:
    _settle([one.id], at)
    note_declined(partner, [(one.stix_id, reason)], outgoing=True, at=at)
    return Given(0, 1, more=True)


def _settle(ids: Sequence[int], at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SETTLE, {"ids": list(ids), "at": at})
