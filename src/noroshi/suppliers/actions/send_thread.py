"""Send a supplier a vulnerability notice or a request for measures."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import AbsentError, ConflictError, MalformedError
from noroshi.ledger.actions.record import record
from noroshi.parties.rules import Power, require
from noroshi.suppliers import rules, sql
from noroshi.suppliers.actions.write_line import Said, write_line
from noroshi.suppliers.facts import ThreadSent
from noroshi.suppliers.models import ProductClaim, Thread
from noroshi.suppliers.rules import Kind, LineKind, addresses_in, check_text
from noroshi.vulnerabilities.queries import vulnerability

LAST_MINUTE: Final = time(23, 59)


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent. product: a verified claim; cause: any name of a vulnerability that is known
    here; due_on: the day by whose end an answer is due, None for what the policy says."""

    product: UUID
    cause: str
    kind: Kind
    text: str
    due_on: date | None = None


def send_thread(message: Message, *, by: Actor, at: datetime) -> Thread:
    """Send a notice or a request, which is no order. The national office alone may.

    Raises: RefusedError, AbsentError, MalformedError, also for a text that names who may run the
    product; ConflictError while one like it is open."""
    require(by, Power.ASK_SUPPLIERS)
    text = checked_text(message.text)
    cause = vulnerability(message.cause).id
    claim = ProductClaim.objects.filter(id=message.product).exclude(verified_at=None).first()
    if claim is None:
        raise AbsentError("there is no such product of a supplier")
    thread = Thread(
        organisation_id=claim.organisation_id,
        audience=claim.audience,
        claim=claim,
        cause=cause,
        kind=message.kind,
        article=rules.policy().article,
        sent_at=at,
        due_at=_due_at(message, at),
        changed_at=at,
    )
    try:
        with transaction.atomic():
            _store(thread, text, by, at)
    except IntegrityError as error:
        raise ConflictError("one like it is open already") from error
    return thread


def _due_at(message: Message, at: datetime) -> datetime:
    if message.due_on is None:
        return rules.due_at(at, message.kind, by=rules.policy())
    due_at = end_of(message.due_on)
    if due_at <= at:
        raise MalformedError("due_on: a day that is still to come")
    return due_at


def end_of(day: date) -> datetime:
    """The last minute of a day here."""
    return datetime.combine(day, LAST_MINUTE, timezone.get_default_timezone())


def checked_text(text: str) -> str:
    """A text of the office as it may go out. It never names who runs a product.

    Raises: MalformedError naming the codes of whom it names."""
    text = text.strip()
    check_text(text)
    plain = text.replace("[.]", ".")
    with connection.cursor() as cursor:
        cursor.execute(sql.NAMED, {"text": plain, "addresses": addresses_in(plain)})
        named = [code for (code,) in cursor.fetchall()]
    if named:
        raise MalformedError(f"text: names who may run the product: {', '.join(named)}")
    return text


def _store(thread: Thread, text: str, by: Actor, at: datetime) -> None:
    detail = {
        "cause": thread.cause,
        "kind": thread.kind,
        "product": str(thread.claim_id),
        "text": text,
    }
    fact = ThreadSent(f"supplier-thread:{thread.id}", thread.organisation_id, detail)
    thread.ledger_entry = record(fact, by=by, at=at)
    Thread.objects.bulk_create([thread])
    write_line(thread, Said(LineKind.MESSAGE, text), by=by, at=at)
