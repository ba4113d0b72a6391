"""Say whether two names are of one product. What is said counts for the whole nation."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import AbsentError, ConflictError, MalformedError
from noroshi.ledger.actions.record import record
from noroshi.parties.rules import Power, require
from noroshi.vulnerabilities.aliases import KINDS, Pair
from noroshi.vulnerabilities.facts import NamesJudged
from noroshi.vulnerabilities.models import ProductAlias

LONGEST_GROUND: Final = 1000  # characters
# What a judgement may follow on.
BEFORE: Final[Mapping[str, frozenset[str]]] = {
    "confirmed": frozenset({"proposed", "rejected", "withdrawn"}),
    "rejected": frozenset({"proposed"}),
    "withdrawn": frozenset({"confirmed"}),
}


@transaction.atomic
def judge_names(
    identifier: UUID, state: str, *, ground: str, by: Actor | None, at: datetime
) -> ProductAlias:
    """Confirm or reject what was proposed, or take back what was confirmed. What is confirmed is
    matched by from then on; what is rejected is not proposed again.

    ground: why; what is taken back needs one.
    Raises: RefusedError, AbsentError, ConflictError, MalformedError."""
    _require(by)
    alias = ProductAlias.objects.select_for_update().filter(id=identifier).first()
    if alias is None:
        raise AbsentError("there is no such pair of names")
    if alias.state not in BEFORE[state]:
        raise ConflictError("these names have been judged meanwhile")
    if state == "withdrawn":
        _check_ground(ground)
    return _judged(alias, state, ground, by, at)


@transaction.atomic
def add_alias(pair: Pair, *, by: Actor | None, at: datetime) -> ProductAlias:
    """Say that two names are of one product (`aliases.read_name`), and why.

    Raises: RefusedError, MalformedError, ConflictError."""
    _require(by)
    _check_ground(pair.ground)
    if pair.kind not in KINDS:
        raise MalformedError(f"kind: one of these: {', '.join(KINDS)}")
    link = pair.link
    held = (
        ProductAlias.objects.select_for_update()
        .filter(
            Q(key=link.key, other_key=link.other) | Q(key=link.other, other_key=link.key),
        )
        .first()
    )
    if held and held.state == "confirmed":
        raise ConflictError("these names are of one product already")
    alias = held or ProductAlias(origin="office", score=1)
    alias.kind, alias.name, alias.other = pair.kind, pair.name, pair.other
    alias.key, alias.other_key = link.key, link.other
    return _judged(alias, "confirmed", pair.ground, by, at)


def _require(by: Actor | None) -> None:
    if by is not None:
        require(by, Power.JUDGE_NAMES)


def _check_ground(ground: str) -> None:
    if not ground.strip() or len(ground) > LONGEST_GROUND:
        raise MalformedError(f"ground: between 1 and {LONGEST_GROUND} characters")


def _judged(
    alias: ProductAlias, state: str, ground: str, by: Actor | None, at: datetime
) -> ProductAlias:
    if len(ground) > LONGEST_GROUND:
        raise MalformedError(f"ground: at most {LONGEST_GROUND} characters")
    alias.state, alias.ground = state, ground.strip() or alias.ground
    alias.judged_by_id, alias.judged_at = by.id if by else None, at
    alias.is_pending = state != "rejected"
    alias.save()
    detail = {"key": alias.key, "other": alias.other_key, "state": state, "ground": alias.ground}
    record(NamesJudged("product-names", None, detail), by=by, at=at)
    return alias
