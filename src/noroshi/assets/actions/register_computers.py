"""Register specified computers, follow what becomes of them, and say what has been notified."""

import hashlib
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from noroshi.assets import registering_sql as sql
from noroshi.assets.facts import ComputersFollowed, ComputersRegistered, RegistrationNotified
from noroshi.assets.models import Asset, RegistrationChange
from noroshi.assets.registering import exemption
from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import AbsentError, MalformedError
from noroshi.ledger.actions.record import record
from noroshi.ledger.entries import rows_root
from noroshi.parties.queries import alone
from noroshi.parties.rules import Power, require

ZONE: Final = "Asia/Tokyo"  # in which the law counts days


@dataclass(frozen=True, slots=True)
class Registered:
    """How many were registered, and how many were left out: exempt by a notice, or registered
    already."""

    registered: int
    exempt: int
    unchanged: int


@transaction.atomic
def register_computers(
    assets: Collection[UUID], *, on: date, by: Actor, at: datetime
) -> Registered:
    """Register assets of the actor's organisation as specified computers, as of a day. What is
    exempt is left out. Raises: RefusedError, MalformedError, AbsentError where one is not its own."""
    require(by, Power.KEEP_ASSETS)
    if on > at.date():
        raise MalformedError("on: a day that has come")
    own = alone(by)
    wanted = set(assets)
    found = Asset.objects.filter(id__in=wanted, organisation=own, removed_at=None)
    products = {
        one: (maker, what) for one, maker, what in found.values_list("id", "vendor", "product")
    }
    if len(products) < len(wanted):
        raise AbsentError("there is no such asset")
    due = [one for one, (maker, what) in products.items() if not exemption(maker, what, on=on)]
    parameters: dict[str, Any] = {"assets": due, "organisation": own.id, "on": on, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(sql.REGISTER, parameters)
        made = [identifier for (identifier,) in cursor.fetchall()]
    if made:
        root = rows_root(hashlib.sha256(one.bytes).digest() for one in sorted(made))
        detail: dict[str, Any] = {"computers": len(made), "on": on.isoformat(), "root": root.hex()}
        fact = ComputersRegistered(f"organisation:{own.code}", own.id, detail)
        _entered(made, record(fact, by=by, at=at))
    return Registered(len(made), len(products) - len(due), len(due) - len(made))


@transaction.atomic
def follow_registered(*, at: datetime) -> int:
    """Note what became of registered computers whose line left its sheet: changed, or removed. Runs
    as the worker; idempotent. Returns the number of changes."""
    with connection.cursor() as cursor:
        cursor.execute(sql.FOLLOW, {"zone": ZONE, "at": at})
        rows = cursor.fetchall()
    by_organisation: dict[UUID, list[UUID]] = defaultdict(list)
    for organisation, change in rows:
        by_organisation[organisation].append(change)
    for organisation, made in by_organisation.items():
        root = rows_root(hashlib.sha256(one.bytes).digest() for one in sorted(made))
        detail: dict[str, Any] = {"changes": len(made), "root": root.hex()}
        fact = ComputersFollowed("specified-computers", organisation, detail)
        _entered(made, record(fact, by=None, at=at))
    return len(rows)


@transaction.atomic
def notify_registration(*, on: date, by: Actor, at: datetime) -> int:
    """Say that all that was to be notified has been, on a day. Returns how many changes. Raises:
    RefusedError, MalformedError."""
    require(by, Power.KEEP_ASSETS)
    if on > at.date():
        raise MalformedError("on: a day that has come")
    own = alone(by)
    pending = RegistrationChange.objects.filter(organisation=own, notified_on=None)
    told = pending.filter(happened_on__lte=on).update(notified_on=on)
    if told:
        detail: dict[str, Any] = {"changes": told, "on": on.isoformat()}
        record(RegistrationNotified(f"organisation:{own.code}", own.id, detail), by=by, at=at)
    return told


def _entered(changes: Collection[UUID], entry: UUID) -> None:
    RegistrationChange.objects.filter(id__in=changes).update(ledger_entry=entry)
