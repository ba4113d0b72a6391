"""Send what is due: claimed in one transaction, sent in none, its outcome kept in another.

Whoever is killed in between has perhaps sent it: it is sent again, under the same number, by which
its reader knows it."""

import hashlib
import random
import smtplib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import formatdate
from typing import Any, Final
from uuid import UUID

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
from noroshi.parties.queries import actor_of
from noroshi.parties.scope import acting_as
from noroshi.warnings import sql
from noroshi.warnings.actions.keep_endpoint import PURPOSE
from noroshi.warnings.actions.plan_deliveries import wish_of
from noroshi.warnings.facts import DeliveriesSettled
from noroshi.warnings.letters import Told, event, letter
from noroshi.warnings.models import Delivery, Warning
from noroshi.warnings.posting import GONE, Message, PostingError, post
from noroshi.warnings.rules import OWED, Channel, DeliveryState, Urgency
from noroshi.warnings.timing import ATTEMPTS, PATIENCE, pause, zone_of

BATCH: Final = {Channel.MAIL: 200, Channel.WEBHOOK: 32}  # deliveries that are claimed at a time
AT_A_TIME: Final = 8
CLAIM: Final = timedelta(minutes=10)  # longer than a batch can take
AWAY: Final = "mail server"  # for all mail alike
FINAL: Final = frozenset({"secret", "mail refused", f"status {GONE}"})  # no later attempt mends it
_chance = random.SystemRandom()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a delivery. reason: empty if it arrived or nothing was left to tell."""

    delivery: Delivery
    state: DeliveryState
    reason: str = ""


def deliver(channel: Channel, *, at: datetime) -> bool:
    """Send a batch of what is due by one channel; is there perhaps more? Runs as the worker, in
    several at once if need be."""
    claimed = _claim(channel, at)
    if claimed:
        send = _send_mails if channel is Channel.MAIL else _post_webhooks
        _settle(send(claimed, at), at)
    return len(claimed) == BATCH[channel]


@transaction.atomic
def _claim(channel: Channel, at: datetime) -> list[Delivery]:
    with connection.cursor() as cursor:
        cursor.execute(sql.GIVE_UP_PAUSED, {"at": at})
        parameters: dict[str, Any] = {"at": at, "patience": CLAIM}
        parameters |= {"channel": channel.value, "limit": BATCH[channel]}
        cursor.execute(sql.CLAIM, parameters)
        claimed = [identifier for (identifier,) in cursor.fetchall()]
    found = Delivery.objects.select_related(
        "organisation", "endpoint", "reader__organisation", "reader__person"
    )
    return list(found.filter(id__in=claimed).order_by("made_at", "id"))


def _told(reader: ActorRecord, deliveries: Sequence[Delivery]) -> list[Told]:
    """Of their warnings what the reader may see now, and still owes an answer to."""
    named = [warning for delivery in deliveries for warning in delivery.warnings]
    with acting_as(actor_of(reader)):
        with connection.cursor() as cursor:
            cursor.execute(sql.SEEN, {"ids": named, "states": [state.value for state in OWED]})
            seen = [identifier for (identifier,) in cursor.fetchall()]
        held = Warning.objects.in_bulk(seen)
    return [
        Told(one.id, one.cause, one.state, Urgency(one.urgency), one.due_at)
        for one in (held[identifier] for identifier in seen)
    ]


# --- mail ---------------------------------------------------------------------------------------


def _send_mails(claimed: Sequence[Delivery], at: datetime) -> list[Outcome]:  # noqa: ARG001
    """One mail a reader, of all that is due to them."""
    by_reader: dict[UUID, list[Delivery]] = defaultdict(list)
    for delivery in claimed:
        assert delivery.reader_id is not None
        by_reader[delivery.reader_id].append(delivery)
    with connection.cursor() as cursor:
        cursor.execute(sql.READERS, {"organisations": list({d.organisation_id for d in claimed})})
        wishes = {row[2]: wish_of(*row[3:]) for row in cursor.fetchall()}
    outcomes: list[Outcome] = []
    server = get_connection()
    for reader, deliveries in by_reader.items():
        wish = wishes.get(reader)
        is_away = bool(outcomes) and outcomes[-1].reason == AWAY
        state, reason = (
            (DeliveryState.WAITING, AWAY) if is_away else _mailed(server, deliveries, wish)
        )
        outcomes += [Outcome(delivery, state, reason) for delivery in deliveries]
    server.close()
    return outcomes


def _mailed(server: Any, deliveries: Sequence[Delivery], wished: Any) -> tuple[DeliveryState, str]:
    reader = deliveries[0].reader
    told = _told(reader, deliveries) if reader and wished else []
    if not told or reader is None or reader.person is None:
        return DeliveryState.DROPPED, ""
    wish, quiet = wished
    address = config().public_url
    written = letter(told, language=wish.language, zone=zone_of(quiet.zone), address=address)
    domain = str(config().smtp and config().smtp.sender).rpartition("@")[2]  # type: ignore[union-attr]
    headers = {"Message-ID": f"<{deliveries[0].id}@{domain}>", "Date": formatdate()}
    mail = EmailMessage(
        written.subject, written.body, to=[reader.person.email], headers=headers, connection=server
    )
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused:
        return DeliveryState.DEAD, "mail refused"
    except (smtplib.SMTPException, OSError):
        return DeliveryState.WAITING, AWAY
    return DeliveryState.SENT, ""


# --- webhooks -----------------------------------------------------------------------------------


def _post_webhooks(claimed: Sequence[Delivery], at: datetime) -> list[Outcome]:
    """Each by itself, several at a time; an endpoint that hangs holds up no more than itself."""
    consoles = {
        record.organisation_id: record
        for record in ActorRecord.objects.select_related("organisation", "person").filter(
            kind=ActorKind.CONSOLE, organisation_id__in={d.organisation_id for d in claimed}
        )
    }
    outcomes, ready = [], []
    for delivery in claimed:
        told = _told(consoles[delivery.organisation_id], [delivery])
        if not told:
            outcomes.append(Outcome(delivery, DeliveryState.DROPPED))
            continue
        try:
            ready.append((delivery, _message(delivery, told)))
        except RefusedError:
            outcomes.append(Outcome(delivery, DeliveryState.DEAD, "secret"))
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        reasons = pool.map(lambda one: _posted(one[1], at), ready)
        for (delivery, _), reason in zip(ready, reasons, strict=True):
            state = DeliveryState.WAITING if reason else DeliveryState.SENT
            outcomes.append(Outcome(delivery, state, reason))
    return outcomes


def _message(delivery: Delivery, told: Sequence[Told]) -> Message:
    endpoint = delivery.endpoint
    assert endpoint is not None
    bound = endpoint.id.bytes
    secret = opened_for(config().home, PURPOSE, bytes(endpoint.secret), bound=bound)
    code, address = delivery.organisation.code, config().public_url
    body = event(told, organisation=code, at=delivery.made_at, address=address)
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
    settled = [_given_up(outcome) for outcome in outcomes]
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SETTLE,
            {
                "at": at,
                "ids": [one.delivery.id for one in settled],
                "states": [one.state.value for one in settled],
                "reasons": [one.reason for one in settled],
                "nexts": [
                    at + pause(one.delivery.attempts, chance=_chance)
                    if one.state is DeliveryState.WAITING
                    else one.delivery.next_at
                    for one in settled
                ],
            },
        )
        cursor.execute(sql.ENDPOINTS_FAILING, _health(outcomes, at))
    _record(settled, at)


def _given_up(outcome: Outcome) -> Outcome:
    """A failure that nothing will mend, or one too many, is a dead letter."""
    is_last = outcome.delivery.attempts >= ATTEMPTS or outcome.reason in FINAL
    if outcome.state is DeliveryState.WAITING and is_last:
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
    """One entry an organisation and batch, of what was sent or given up."""
    by_organisation: dict[UUID, list[Outcome]] = defaultdict(list)
    for one in settled:
        if one.state in (DeliveryState.SENT, DeliveryState.DEAD):
            by_organisation[one.delivery.organisation_id].append(one)
    for organisation, found in by_organisation.items():
        lines = sorted(f"{one.delivery.id} {one.state} {one.reason}" for one in found)
        root = rows_root(hashlib.sha256(line.encode()).digest() for line in lines)
        detail: Json = {"deliveries": len(lines), "root": root.hex()}
        code = found[0].delivery.organisation.code
        record(DeliveriesSettled(f"organisation:{code}", organisation, detail), by=None, at=at)
