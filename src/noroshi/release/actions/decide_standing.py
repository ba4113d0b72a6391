"""Decide, by the policies, which overseer receives which class of whose information."""

import hashlib
from datetime import datetime

from django.db import connection, transaction

from noroshi.kernel.canonical import Json
from noroshi.ledger.actions.record import record
from noroshi.ledger.entries import rows_root
from noroshi.release import sql
from noroshi.release.facts import ReleaseDecided
from noroshi.release.rules import INFORMATION_CLASSES, OVERSEERS, Question, decide


@transaction.atomic
def decide_standing(*, at: datetime) -> int:
    """Bring the standing decisions up to date with the register. Runs as the worker; idempotent.

    Returns the number of decisions made or withdrawn."""
    with connection.cursor() as cursor:
        cursor.execute(sql.QUESTIONS, [list(OVERSEERS)])
        rows = cursor.fetchall()
        pairs = [(row, name) for row in rows for name in INFORMATION_CLASSES]
        answers = decide(
            [
                Question(name, owner, owner_kind, ministry, recipient, recipient_kind)
                for (_, owner, owner_kind, ministry, _, recipient, recipient_kind), name in pairs
            ]
        )
        allowed = [
            (name, row[0], row[4], "|".join(answer.grounds), "|".join(answer.articles))
            for (row, name), answer in zip(pairs, answers, strict=True)
            if answer.allowed
        ]
        names = ("information_class", "owner", "recipient", "grounds", "articles")
        columns = dict(zip(names, map(list, zip(*allowed, strict=True)), strict=False))
        cursor.execute(sql.DECIDE, {**{name: [] for name in names}, **columns, "at": at})
        changed = cursor.fetchall()
    if changed:
        digests = [hashlib.sha256(repr(row).encode()).digest() for row in sorted(map(str, changed))]
        detail: Json = {"decisions": len(changed), "root": rows_root(digests).hex()}
        record(ReleaseDecided("release", None, detail), by=None, at=at)
    return len(changed)
