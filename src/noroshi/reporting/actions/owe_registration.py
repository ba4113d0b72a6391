"""Bring what is owed of specified computers up to date, after something of them happened."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from uuid import UUID

import msgspec
from django.db import connection, transaction

from noroshi.kernel.canonical import Json, canonical_json
from noroshi.ledger.actions.record import record
from noroshi.ledger.entries import rows_root
from noroshi.reporting import registering_sql as sql
from noroshi.reporting.facts import RegistrationOwed
from noroshi.reporting.models import Obligation
from noroshi.reporting.queries import RECEIVES, in_force
from noroshi.reporting.registration import registration_owed
from noroshi.reporting.rules import Obligation as Owed

Key = tuple[UUID, str, datetime | None]


@dataclass(frozen=True, slots=True)
class _Group:
    """What an organisation owes in one stage by one date."""

    organisation: UUID
    code: str
    audience: int
    owed: Owed
    is_open: bool

    @property
    def key(self) -> Key:
        return self.organisation, self.owed.step.stage, self.owed.anchored_at


@transaction.atomic
def owe_registration(*, at: datetime) -> int:
    """One obligation for each organisation, stage and day on which its clock begins, however many
    computers it is about; filed once all of them have been notified. Runs as the worker; what is as
    it should be is left alone. Returns the organisations that it changed something for."""
    wanted = _wanted()
    held = {(one.organisation_id, one.stage, one.since): one for one in _held()}
    changed: dict[UUID, list[_Group]] = defaultdict(list)
    gone = [row for key, row in held.items() if key not in wanted]
    for key, group in wanted.items():
        row = held.get(key)
        if not _is_so(row, group):
            gone += [row] if row else []
            changed[group.organisation].append(group)
    Obligation.objects.filter(id__in=[row.id for row in gone]).delete()
    Obligation.objects.bulk_create(
        _row(group, at) for groups in changed.values() for group in groups
    )
    for organisation, groups in changed.items():
        _record(organisation, groups, at)
    return len(changed)


def _wanted() -> dict[Key, _Group]:
    """By key; what was notified before anything was owed for it is among them, as filed."""
    regimes = in_force()

    @cache
    def owed(kind: str, sector: str, day: date) -> Owed | None:
        return registration_owed(kind, sector, day, regimes)

    with connection.cursor() as cursor:
        cursor.execute(sql.LOCK)
        cursor.execute(sql.CHANGES)
        rows = cursor.fetchall()
    found: dict[Key, _Group] = {}
    for organisation, code, audience, kind, sector, day, is_pending in rows:
        value = owed(kind, sector, day)
        if value is None:
            continue
        group = _Group(organisation, code, audience, value, is_pending)
        before = found.get(group.key)
        if before is None or group.is_open:
            found[group.key] = group
    return found


def _held() -> Sequence[Obligation]:
    return list(Obligation.objects.filter(report=None))


def _is_so(row: Obligation | None, group: _Group) -> bool:
    """Does it stand there as it should?"""
    if row is None:
        return False
    is_same = (row.due_at, row.value["unset"]) == (group.owed.due_at, group.owed.unset)
    return is_same and (row.filed_at is None) == group.is_open


def _row(group: _Group, at: datetime) -> Obligation:
    filed_at = None if group.is_open else at
    owed = msgspec.structs.replace(group.owed, filed_at=filed_at)
    return Obligation(
        organisation_id=group.organisation,
        audience=group.audience,
        report=None,
        since=owed.anchored_at,
        made_at=at,
        regime=owed.step.regime,
        duty=owed.step.duty,
        stage=owed.step.stage,
        recipient=owed.recipient.value,
        received_by=RECEIVES.get(owed.recipient, ""),
        due_at=owed.due_at,
        warn_at=owed.warn_at,
        filed_at=filed_at,
        value=msgspec.to_builtins(owed),
    )


def _record(organisation: UUID, groups: Sequence[_Group], at: datetime) -> None:
    digests = (
        hashlib.sha256(canonical_json(msgspec.to_builtins(one.owed))).digest() for one in groups
    )
    detail: Json = {"stages": len(groups), "root": rows_root(digests).hex()}
    record(RegistrationOwed(f"organisation:{groups[0].code}", organisation, detail), by=None, at=at)
