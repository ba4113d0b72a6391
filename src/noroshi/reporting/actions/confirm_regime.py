"""Say that a proposed regime holds, and from which day on; or take that back."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import AbsentError, ConflictError, MalformedError
from noroshi.kernel.identifiers import uuid7
from noroshi.ledger.actions.record import record
from noroshi.parties.rules import Power, require
from noroshi.reporting.facts import RegimeConfirmed, RegimeWithdrawn
from noroshi.reporting.models import ConfirmedRegime
from noroshi.reporting.regimes import proposed


@dataclass(frozen=True, slots=True)
class Word:
    """Who says it, by name, and where it was read."""

    person: str
    ground: str


@transaction.atomic
def confirm_regime(
    regime: str, valid_from: date, word: Word, *, by: Actor | None, at: datetime
) -> ConfirmedRegime:
    """Let a proposed regime hold for what comes about from a day on.

    by: None for the local administrator. Raises: MalformedError, RefusedError, ConflictError if it
    is confirmed already."""
    _check(regime, word, by)
    if ConfirmedRegime.objects.filter(regime=regime, withdrawn_at=None).exists():
        raise ConflictError(f"this is confirmed already: {regime}")
    detail = {"valid_from": valid_from.isoformat(), "person": word.person, "ground": word.ground}
    confirmed = ConfirmedRegime(
        id=uuid7(),
        regime=regime,
        valid_from=valid_from,
        person=word.person,
        ground=word.ground,
        confirmed_at=at,
        ledger_entry=record(RegimeConfirmed(f"regime:{regime}", None, detail), by=by, at=at),
    )
    ConfirmedRegime.objects.bulk_create([confirmed])
    return confirmed


@transaction.atomic
def withdraw_regime(regime: str, word: Word, *, by: Actor | None, at: datetime) -> None:
    """Let a regime hold no longer. Raises: MalformedError, RefusedError, AbsentError."""
    _check(regime, word, by)
    held = ConfirmedRegime.objects.filter(regime=regime, withdrawn_at=None)
    if not held.update(withdrawn_at=at):
        raise AbsentError(f"this is not confirmed: {regime}")
    detail = {"person": word.person, "ground": word.ground}
    record(RegimeWithdrawn(f"regime:{regime}", None, detail), by=by, at=at)


def _check(regime: str, word: Word, by: Actor | None) -> None:
    if by is not None:
        require(by, Power.CONFIRM_REGIMES)
    names = [file.regime for file in proposed()]
    if regime not in names:
        raise MalformedError(f"regime: one of these: {', '.join(names)}")
    if not 0 < len(word.person.strip()) <= 150:
        raise MalformedError("person: the name of whoever confirms it")
    if not 0 < len(word.ground.strip()) <= 1000:
        raise MalformedError("ground: where it was read")
