"""Exchange with partners: take what is new there, give what is new here, keep how it went."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from noroshi.intelligence import partners_sql as sql
from noroshi.intelligence.actions.keep_partner import PURPOSE
from noroshi.intelligence.actions.pull_objects import pull_page
from noroshi.intelligence.actions.push_objects import push_batch
from noroshi.intelligence.exchanging import ExchangeError, pause
from noroshi.intelligence.models import Partner
from noroshi.intelligence.partners import partner as named
from noroshi.intelligence.taxii import Client, Root, basic, bearer
from noroshi.kernel.errors import ConflictError, RefusedError
from noroshi.operations.config import config
from noroshi.operations.secrets import opened_for
from noroshi.parties.queries import console_actor
from noroshi.parties.rules import Power, require

TURN: Final = 30.0  # seconds after which a partner lets the next have its turn
_chance = random.SystemRandom()


@dataclass(slots=True)
class Exchanged:
    """What became of one exchange: objects that were accepted, known and refused here; taken and
    declined there. reason: why it failed, empty where it did not; is_level: is nothing left?"""

    accepted: int = 0
    unchanged: int = 0
    refused: int = 0
    given: int = 0
    declined: int = 0
    is_level: bool = True
    failures: list[ExchangeError] = field(default_factory=list)

    @property
    def reason(self) -> str:
        """Of the first failure."""
        return self.failures[0].reason if self.failures else ""


def exchange_due(*, at: datetime) -> bool:
    """Exchange with whoever is due, a turn each; is there perhaps more? As the worker."""
    with connection.cursor() as cursor:
        cursor.execute(sql.DUE, {"at": at})
        due = [identifier for (identifier,) in cursor.fetchall()]
    is_more = False
    for identifier in due:
        try:
            done = exchange(identifier, at=at)
        except ConflictError:  # somebody at a console is at it
            continue
        is_more = is_more or not (done.is_level or done.failures)
    return is_more


def exchange_now(name: str, *, organisation: str, at: datetime) -> Exchanged:
    """Exchange with a partner of an organisation, whenever it is due. As the worker.

    Raises: AbsentError, RefusedError, ConflictError while it is paused or another does."""
    by = console_actor(organisation)
    require(by, Power.EXCHANGE)
    found = named(name, by)
    if found.paused_at is not None:
        raise ConflictError("exchange with this partner is paused; resume it first")
    return exchange(found.id, at=at)


def exchange(identifier: UUID, *, at: datetime) -> Exchanged:
    """Exchange with a partner for a turn. As the worker, in no transaction: each page and each batch
    has its own. Raises: ConflictError while another does."""
    with connection.cursor() as cursor:
        cursor.execute(sql.HOLD, [str(identifier)])
        if not cursor.fetchone()[0]:
            raise ConflictError("an exchange with this partner is under way")
    try:
        partners = Partner.objects.select_related("organisation", "recipient")
        partner = partners.get(id=identifier)
        done = _exchanged(partner, at)
        _keep(partner, done, at)
        return done
    finally:
        with connection.cursor() as cursor:
            cursor.execute(sql.LET_GO, [str(identifier)])


def _exchanged(partner: Partner, at: datetime) -> Exchanged:
    done = Exchanged()
    until = time.monotonic() + TURN
    try:
        client = _client(partner)
        root = client.root(partner.url)
    except ExchangeError as failure:
        done.failures.append(failure)
        return done
    if partner.pull_from:
        _while_there_is_more(done, until, lambda: _pull(partner, root, done, at))
    if partner.push_to:
        _while_there_is_more(done, until, lambda: _push(partner, root, done, at))
    return done


def _while_there_is_more(done: Exchanged, until: float, step: Callable[[], bool]) -> None:
    """One way's failure is no reason not to go the other."""
    try:
        while step():
            if time.monotonic() > until:
                done.is_level = False
                return
    except ExchangeError as failure:
        done.failures.append(failure)


def _pull(partner: Partner, root: Root, done: Exchanged, at: datetime) -> bool:
    by = console_actor(partner.organisation.code)
    result, more = pull_page(partner, root, by=by, at=at)
    done.accepted += result.accepted
    done.unchanged += result.unchanged
    done.refused += len(result.refused)
    return more


def _push(partner: Partner, root: Root, done: Exchanged, at: datetime) -> bool:
    assert partner.recipient is not None
    by = console_actor(partner.organisation.code)
    recipient = console_actor(partner.recipient.code)
    given = push_batch(partner, root, by=by, recipient=recipient, at=at)
    done.given += given.taken
    done.declined += given.declined
    return given.more


def _client(partner: Partner) -> Client:
    """Raises: ExchangeError if its secret was sealed by another installation."""
    authorization = ""
    if partner.secret is not None:
        sealed, bound = bytes(partner.secret), partner.id.bytes
        try:
            secret = opened_for(config().home, PURPOSE, sealed, bound=bound).decode()
        except RefusedError as error:
            raise ExchangeError("secret") from error
        authorization = basic(partner.user, secret) if partner.user else bearer(secret)
    return Client(authorization, config().webhook_networks)


@transaction.atomic
def _keep(partner: Partner, done: Exchanged, at: datetime) -> None:
    """How it went, and when it is tried again."""
    partner.reason = done.reason
    if done.failures:
        partner.failures += 1
        asked = max((one.asked or timedelta() for one in done.failures), default=None)
        partner.next_at = at + pause(partner.failures, asked=asked, chance=_chance)
    else:
        partner.failures, partner.met_at = 0, at
        partner.next_at = at + timedelta(minutes=partner.every) if done.is_level else at
        partner.level_at = at if done.is_level else partner.level_at
    partner.save(update_fields=["reason", "failures", "next_at", "met_at", "level_at"])
