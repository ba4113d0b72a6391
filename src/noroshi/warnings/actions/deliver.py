"""Send what is due: claimed in one transaction, sent in none, its outcome kept in another. No
organisation waits for another's slow receiver or for the end of another's many.

Whoever is killed in between has perhaps sent it: it is sent again, under the same number, by which
its reader knows it."""

import hashlib
import random
import smtplib
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.charset import Charset
from email.utils import formatdate
from typing import Any, Final
from uuid import UUID, uuid5

from django.core.mail import EmailMessage, get_connection
from django.db import connection, transaction

from noroshi.kernel.actors import ActorKind
from noroshi.kernel.canonical import Json
from noroshi.kernel.errors import RefusedError
from noroshi.ledger.actions.record import record
from noroshi.ledger.entries import rows_root
from noroshi.operations.config import config
from noroshi.operations.secrets import opened_for
from noroshi.parties.models import ActorRecord
from noroshi.suppliers.actions.report_weakness import SEALED
from noroshi.warnings import sql
from noroshi.warnings.actions.keep_endpoint import PURPOSE
from noroshi.warnings.actions.look_again import due_of, matters_of, told_of
from noroshi.warnings.actions.plan_deliveries import readers, wish_of
from noroshi.warnings.facts import DeliveriesSettled
from noroshi.warnings.letters import (
    Letter,
    deadlines,
    event,
    letter,
    news,
    news_event,
    reminder,
)
from noroshi.warnings.models import Delivery
from noroshi.warnings.posting import GONE, Message, PostingError, post
from noroshi.warnings.rules import About, Channel, DeliveryState
from noroshi.warnings.timing import (
    ATTEMPTS,
    FOREMOST,
    PATIENCE,
    Quiet,
    Wish,
    after_quiet,
    pause,
    remind_at,
    zone_of,
)

BATCH: Final = {Channel.MAIL: 200, Channel.WEBHOOK: 32}  # deliveries that are claimed at a time
SHARE: Final = {Channel.MAIL: 20, Channel.WEBHOOK: 2}  # of them at most of one organisation
LOOK: Final = 0.25  # seconds between looks for what is due meanwhile
TURN: Final = 30.0  # seconds after which nothing more is claimed: a worker that is to end, ends
# Longer than a batch of mails can take, or one post: what a killed worker was at waits that long.
CLAIM: Final = {Channel.MAIL: timedelta(minutes=10), Channel.WEBHOOK: timedelta(minutes=1)}
AWAY: Final = "mail server"  # for all mail alike
FINAL: Final = frozenset({"secret", "mail refused", f"status {GONE}"})  # no later attempt mends it
_chance = random.SystemRandom()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a delivery. reason: empty if it arrived or nothing was left to tell; until:
    when quiet hours end, if it was not tried because of them."""

    delivery: Delivery
    state: DeliveryState
    reason: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody of an organisation, by one of their hats, and how they wish to be told."""

    hat: ActorRecord
    wish: Wish
    quiet: Quiet


def deliver(channel: Channel, *, at: datetime) -> bool:
    """Send a batch of what is due by one channel; is there perhaps more? Runs as the worker, in
    several at once if need be."""
    if channel is Channel.WEBHOOK:
        return _post_webhooks(at)
    claimed = _claim(channel, (), at)
    _settle(_send_mails(claimed, at), at)
    return bool(claimed)


@transaction.atomic
def _claim(channel: Channel, sending: Sequence[Delivery], at: datetime) -> list[Delivery]:
    """What is due, beside what is being sent already."""
    with connection.cursor() as cursor:
        parameters: dict[str, Any] = {"at": at, "patience": CLAIM[channel], "attempts": ATTEMPTS}
        parameters |= {"channel": channel.value, "limit": BATCH[channel] - len(sending)}
        parameters |= {"share": SHARE[channel], "busy": [d.organisation_id for d in sending]}
        cursor.execute(sql.GIVE_UP_PAUSED, parameters)
        cursor.execute(sql.GIVE_UP_CUT_SHORT, parameters)
        cursor.execute(sql.CLAIM, parameters)
        claimed = [identifier for (identifier,) in cursor.fetchall()]
    found = Delivery.objects.select_related(
        "organisation", "endpoint", "reader__organisation", "reader__person"
    )
    return list(found.filter(id__in=claimed).order_by("made_at", "id"))


# --- mail ---------------------------------------------------------------------------------------


def _send_mails(claimed: Sequence[Delivery], at: datetime) -> list[Outcome]:
    """One mail a reader of all warnings that are due to them, one of all reminders, and so on: under
    whichever hat they wear by now."""
    by_reader: dict[tuple[UUID, UUID, About], list[Delivery]] = defaultdict(list)
    for delivery in claimed:
        assert delivery.reader is not None
        assert delivery.reader.person_id is not None
        person = delivery.reader.person_id
        by_reader[delivery.organisation_id, person, delivery.about].append(delivery)
    held = {
        about: _readers((organisation for organisation, _, of in by_reader if of is about), about)
        for about in {about for *_, about in by_reader}
    }
    outcomes: list[Outcome] = []
    server = get_connection()
    for (organisation, person, about), deliveries in by_reader.items():
        is_away = bool(outcomes) and outcomes[-1].reason == AWAY
        state, reason, until = (
            (DeliveryState.WAITING, AWAY, None)
            if is_away
            else _mailed(server, deliveries, held[about].get((organisation, person)), at)
        )
        outcomes += [Outcome(delivery, state, reason, until) for delivery in deliveries]
    server.close()
    return outcomes


def _readers(organisations: Iterable[UUID], about: About) -> dict[tuple[UUID, UUID], Reader]:
    """By organisation and person."""
    rows = readers(organisations, about)
    hats = ActorRecord.objects.select_related("organisation", "person").in_bulk(
        [hat for _, _, hat, *_ in rows]
    )
    return {
        (organisation, person): Reader(hats[hat], *wish_of(*wished))
        for organisation, _, hat, person, *wished in rows
    }


def _mailed(
    server: Any, deliveries: Sequence[Delivery], reader: Reader | None, at: datetime
) -> tuple[DeliveryState, str, datetime | None]:
    if reader is None or reader.hat.person is None:
        return DeliveryState.DROPPED, "", None
    written, until = _written(deliveries, reader, at)
    if written is None:
        return DeliveryState.DROPPED, "", None
    if until > at:
        return DeliveryState.WAITING, "", until
    address = config().public_url
    headers = {
        "Message-ID": _number_of(deliveries),
        "Date": formatdate(),
        "List-Unsubscribe": f"<{address}/own/delivery/>",  # RFC 2369: after signing in
    }
    to = [reader.hat.person.email]
    mail = EmailMessage(written.subject, written.body, to=to, headers=headers, connection=server)
    # Seven bits, whatever the way: Japanese in base64, as by its length quoting would double it.
    mail.encoding = Charset("us-ascii" if written.body.isascii() else "utf-8")
    try:
        mail.send()
    except (smtplib.SMTPRecipientsRefused, ValueError):  # by the server, or before it is asked
        return DeliveryState.DEAD, "mail refused", None
    except (smtplib.SMTPException, OSError):
        return DeliveryState.WAITING, AWAY, None
    return DeliveryState.SENT, "", None


def _written(
    deliveries: Sequence[Delivery], reader: Reader, at: datetime
) -> tuple[Letter | None, datetime]:
    """The letter, None where nothing is left to tell, and when it may go."""
    how: dict[str, Any] = {"language": reader.wish.language, "zone": zone_of(reader.quiet.zone)}
    how["address"] = config().public_url
    about = deliveries[0].about
    if about is About.REMINDERS:
        due = due_of(reader.hat, deliveries)
        soonest = min((one.until for one in due), default=at)
        return (reminder(due, **how) if due else None), remind_at(soonest, reader.quiet, now=at)
    if about is not About.WARNINGS:
        matters = matters_of(reader.hat, about, deliveries)
        return (news(about, matters, **how) if matters else None), after_quiet(at, reader.quiet)
    told = told_of(reader.hat, deliveries)
    is_foremost = any(one.urgency is FOREMOST for one in told)
    when = at if is_foremost else after_quiet(at, reader.quiet)
    return (letter(told, **how) if told else None), when


def _number_of(deliveries: Sequence[Delivery]) -> str:
    """The same for the same deliveries, and another where one more is among them: whoever has seen
    the first mail would take the second for it."""
    first, *more = sorted(delivery.id for delivery in deliveries)
    number = uuid5(first, " ".join(map(str, more))) if more else first
    smtp = config().smtp
    return f"<{number}@{smtp.sender.rpartition('@')[2] if smtp else ''}>"


# --- webhooks -----------------------------------------------------------------------------------


def _post_webhooks(at: datetime) -> bool:
    """Each by itself, many at a time, and what becomes due meanwhile, too: an endpoint that hangs
    holds up no more than its organisation's share. Is there perhaps more?"""
    began = time.monotonic()
    sending: dict[Future[str], Delivery] = {}
    with ThreadPoolExecutor(BATCH[Channel.WEBHOOK]) as pool:
        while True:
            passed = time.monotonic() - began
            instant = at + timedelta(seconds=passed)
            claimed = []
            if passed < TURN:
                claimed = _claim(Channel.WEBHOOK, list(sending.values()), instant)
            outcomes, ready = _prepared(claimed)
            sending |= {pool.submit(_posted, one, instant): delivery for delivery, one in ready}
            done, _ = wait(sending, timeout=LOOK)
            outcomes += [_outcome(sending.pop(one), one.result()) for one in done]
            _settle(outcomes, instant)
            if not claimed and not sending:
                return passed >= TURN


def _outcome(delivery: Delivery, reason: str) -> Outcome:
    return Outcome(delivery, DeliveryState.WAITING if reason else DeliveryState.SENT, reason)


def _prepared(
    claimed: Sequence[Delivery],
) -> tuple[list[Outcome], list[tuple[Delivery, Message]]]:
    """What is settled unsent, and the messages of the rest."""
    consoles = {
        record.organisation_id: record
        for record in ActorRecord.objects.select_related("organisation", "person").filter(
            kind=ActorKind.CONSOLE, organisation_id__in={d.organisation_id for d in claimed}
        )
    }
    outcomes: list[Outcome] = []
    ready: list[tuple[Delivery, Message]] = []
    for delivery in claimed:
        console = consoles.get(delivery.organisation_id)
        body = _body(delivery, console) if console else ""
        if not body:
            outcomes.append(Outcome(delivery, DeliveryState.DROPPED))
            continue
        try:
            ready.append((delivery, _message(delivery, body)))
        except RefusedError:
            outcomes.append(Outcome(delivery, DeliveryState.DEAD, "secret"))
    return outcomes, ready


def _body(delivery: Delivery, console: ActorRecord) -> str:
    """What is posted; empty where nothing is left to tell."""
    how: dict[str, Any] = {"organisation": delivery.organisation.code, "at": delivery.made_at}
    how["address"] = config().public_url
    if delivery.about is About.REMINDERS:
        due = due_of(console, [delivery])
        return deadlines(due, **how) if due else ""
    if delivery.about is not About.WARNINGS:
        matters = matters_of(console, delivery.about, [delivery])
        return news_event(delivery.about, matters, **how) if matters else ""
    told = told_of(console, [delivery])
    return event(told, **how) if told else ""


def _message(delivery: Delivery, body: str) -> Message:
    endpoint = delivery.endpoint
    assert endpoint is not None
    bound = endpoint.id.bytes
    secret = opened_for(config().home, PURPOSE, bytes(endpoint.secret), bound=bound)
    return Message(str(delivery.id), endpoint.url, body, secret)


def _posted(message: Message, at: datetime) -> str:
    try:
        post(message, named=config().webhook_networks, at=at)
    except PostingError as failure:
        return failure.reason
    return ""


# --- what became of it --------------------------------------------------------------------------


@transaction.atomic
def _settle(outcomes: Sequence[Outcome], at: datetime) -> None:
    if not outcomes:
        return
    settled = [_given_up(outcome) for outcome in outcomes]
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SETTLE,
            {
                "at": at,
                "ids": [one.delivery.id for one in settled],
                "states": [one.state.value for one in settled],
                "reasons": [one.reason for one in settled],
                "nexts": [_next_of(one, at) for one in settled],
                "untried": [one.until is not None for one in settled],
            },
        )
        cursor.execute(sql.ENDPOINTS_FAILING, _health(outcomes, at))
    _record(settled, at)


def _next_of(outcome: Outcome, at: datetime) -> datetime:
    if outcome.state is not DeliveryState.WAITING:
        return outcome.delivery.next_at
    return outcome.until or at + pause(outcome.delivery.attempts, chance=_chance)


def _given_up(outcome: Outcome) -> Outcome:
    """A failure that nothing will mend, or one too many, is a dead letter."""
    is_last = outcome.delivery.attempts >= ATTEMPTS or outcome.reason in FINAL
    if outcome.state is DeliveryState.WAITING and outcome.until is None and is_last:
        return Outcome(outcome.delivery, DeliveryState.DEAD, outcome.reason)
    return outcome


def _health(outcomes: Iterable[Outcome], at: datetime) -> dict[str, Any]:
    """By endpoint: did anything arrive, and did it say that it is gone?"""
    reasons: dict[UUID, list[str]] = defaultdict(list)
    for one in outcomes:
        if one.delivery.endpoint_id and one.state is not DeliveryState.DROPPED:
            reasons[one.delivery.endpoint_id].append(one.reason)
    return {
        "at": at,
        "patience": PATIENCE,
        "ids": list(reasons),
        "well": ["" in found for found in reasons.values()],
        "gone": [f"status {GONE}" in found for found in reasons.values()],
    }


def _record(settled: Iterable[Outcome], at: datetime) -> None:
    """One entry an organisation and batch, of what was sent or given up; of what is under embargo
    one that tells nobody whose it was."""
    by_organisation: dict[UUID | None, list[Outcome]] = defaultdict(list)
    for one in settled:
        if one.state in (DeliveryState.SENT, DeliveryState.DEAD):
            is_sealed = one.delivery.about is About.DISCLOSURES
            by_organisation[None if is_sealed else one.delivery.organisation_id].append(one)
    for organisation, found in by_organisation.items():
        lines = sorted(f"{one.delivery.id} {one.state} {one.reason}" for one in found)
        root = rows_root(hashlib.sha256(line.encode()).digest() for line in lines)
        detail: Json = {"deliveries": len(lines), "root": root.hex()}
        code = found[0].delivery.organisation.code
        subject = f"organisation:{code}" if organisation else SEALED
        record(DeliveriesSettled(subject, organisation, detail), by=None, at=at)
