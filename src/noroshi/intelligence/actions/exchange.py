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
from noroshi.intelligence.actions.pull_feed import begin_feed, pull_events
from noroshi.intelligence.actions.pull_objects import pull_page
from noroshi.intelligence.actions.push_objects import push_batch
from noroshi.intelligence.exchanging import ExchangeError, Kind, pause
from noroshi.intelligence.misp_feed import Feed
from noroshi.intelligence.models import Partner
from noroshi.intelligence.partners import partner as named
from noroshi.intelligence.taxii import Client, Root, basic, bearer
from noroshi.kernel.errors import ConflictError, RefusedError
from noroshi.kernel.imports import ImportResult
from noroshi.operations.config import config
from noroshi.operations.secrets import opened_for
from noroshi.parties.queries import console_actor
from noroshi.parties.rules import Power, require

TURN: Final = 30.0  # seconds after which a partner lets the next have its turn
_chance = random.SystemRandom()
Step = Callable[[], bool]


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


def exchange_now(
    name: str, *, organisation: str, at: datetime, may_shrink: bool = False
) -> Exchanged:
    """Exchange with a partner of an organisation, whenever it is due. As the worker. may_shrink: whether
    a feed is read that has lost more than a tenth of its events.

    Raises: AbsentError, RefusedError, ConflictError while it is paused or another does."""
    by = console_actor(organisation)
    require(by, Power.EXCHANGE)
    found = named(name, by)
    if found.paused_at is not None:
        raise ConflictError("exchange with this partner is paused; resume it first")
    return exchange(found.id, at=at, may_shrink=may_shrink)


def exchange(identifier: UUID, *, at: datetime, may_shrink: bool = False) -> Exchanged:
    """Exchange with a partner for a turn. As the worker, in no transaction: each page and each batch
    has its own. Raises: ConflictError while another does."""
    with connection.cursor() as cursor:
        cursor.execute(sql.HOLD, [str(identifier)])
        if not cursor.fetchone()[0]:
            raise ConflictError("an exchange with this partner is under way")
    try:
        partners = Partner.objects.select_related("organisation", "recipient")
        partner = partners.get(id=identifier)
        done = _exchanged(partner, at, may_shrink=may_shrink)
        _keep(partner, done, at)
        return done
    finally:
        with connection.cursor() as cursor:
            cursor.execute(sql.LET_GO, [str(identifier)])


def _exchanged(partner: Partner, at: datetime, *, may_shrink: bool) -> Exchanged:
    done = Exchanged()
    until = time.monotonic() + TURN
    try:
        if partner.kind == Kind.MISP_FEED:
            ways = _of_feed(partner, done, at, may_shrink=may_shrink)
        else:
            ways = _of_taxii(partner, done, at)
    except ExchangeError as failure:
        done.failures.append(failure)
        return done
    for step in ways:
        _while_there_is_more(done, until, step)
    return done


def _of_taxii(partner: Partner, done: Exchanged, at: datetime) -> list[Step]:
    """The ways to go: each a step that says whether there is more. Raises: ExchangeError."""
    root = Client(_authorization(partner), config().webhook_networks).root(partner.url)
    ways: list[Step] = []
    if partner.pull_from:
        ways.append(lambda: _pull(partner, root, done, at))
    if partner.push_to:
        ways.append(lambda: _push(partner, root, done, at))
    return ways


def _of_feed(partner: Partner, done: Exchanged, at: datetime, *, may_shrink: bool) -> list[Step]:
    """The same of a feed, which is read alone."""
    feed = Feed(partner.url, _authorization(partner), config().webhook_networks)
    reading = begin_feed(partner, feed, may_shrink=may_shrink, at=at)
    by = console_actor(partner.organisation.code)

    def read() -> bool:
        result, more = pull_events(partner, reading, by=by, at=at)
        return _counted(done, result, more=more)

    return [read]


def _while_there_is_more(done: Exchanged, until: float, step: Step) -> None:
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
    return _counted(done, result, more=more)


def _counted(done: Exchanged, result: ImportResult, *, more: bool) -> bool:
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


def _authorization(partner: Partner) -> str:
    """The header's value; of a feed without a user's name it is the secret itself, as MISP's keys are.

    Raises: ExchangeError if its secret was sealed by another installation."""
    if partner.secret is None:
        return ""
    sealed, bound = bytes(partner.secret), partner.id.bytes
    try:
        secret = opened_for(config().home, PURPOSE, sealed, bound=bound).decode()
    except RefusedError as error:
        raise ExchangeError("secret") from error
    if partner.user:
        return basic(partner.user, secret)
    return secret if partner.kind == Kind.MISP_FEED else bearer(secret)


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
