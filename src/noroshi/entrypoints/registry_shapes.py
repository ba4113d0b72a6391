"""Specified computers in plain values: the same from the command line and the pages."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from noroshi.assets.sentences import why
from noroshi.entrypoints.shapes import Shape
from noroshi.kernel.clock import rfc3339
from noroshi.reporting.regimes import Regime
from noroshi.reporting.registration import registration_owed
from noroshi.reporting.rules import Obligation

if TYPE_CHECKING:
    from noroshi.assets.models import Connection, RegistrationChange, SpecifiedComputer
    from noroshi.assets.registry import Candidate


def candidate_json(one: "Candidate") -> Shape:
    """What may have to be registered, and why. exempt: the notice by which it need not be."""
    return {
        "asset": str(one.asset),
        "system": one.system,
        "name": one.name,
        "maker": one.maker,
        "product": one.product,
        "version": one.version,
        "introduced_on": one.introduced_on and one.introduced_on.isoformat(),
        "links": one.depth,
        "why": why(one.kind, one.over, one.via),
        "exempt": one.exempt and one.exempt.name,
    }


def computer_json(one: "SpecifiedComputer") -> Shape:
    """A specified computer as it is filed."""
    return {
        "id": str(one.id),
        "organisation": one.organisation.code,
        "asset": str(one.asset_id),
        "system": one.system,
        "name": one.name,
        "maker": one.maker,
        "product": one.product,
        "version": one.version,
        "introduced_on": one.introduced_on and one.introduced_on.isoformat(),
        "registered_on": one.registered_on.isoformat(),
        "removed_on": one.removed_on and one.removed_on.isoformat(),
        "pending": one.is_pending,  # type: ignore[attr-defined]
    }


def connection_json(one: "Connection") -> Shape:
    """How two systems hang together, as its sheet has it."""
    return {
        "system": one.system.name,
        "kind": one.kind,
        "to_system": one.to_system.name if one.to_system else "",
        "over": one.over,
    }


def change_owed(change: "RegistrationChange", regimes: Sequence[Regime]) -> Obligation | None:
    """What is owed for a change: of a new computer from its introduction, else from its day."""
    who, computer = change.organisation, change.computer
    is_first = change.kind == "registered" and computer.introduced_on is not None
    day = computer.introduced_on if is_first and computer.introduced_on else change.happened_on
    return registration_owed(who.kind, who.sector, day, regimes)


def change_json(change: "RegistrationChange", regimes: Sequence[Regime]) -> Shape:
    """What is to be notified. due_at: null where no parameter is confirmed, which `unset` names."""
    owed = change_owed(change, regimes)
    return {
        "organisation": change.organisation.code,
        "computer": str(change.computer_id),
        "name": change.computer.name,
        "kind": change.kind,
        "happened_on": change.happened_on.isoformat(),
        "due_at": owed.due_at and rfc3339(owed.due_at) if owed else None,
        "unset": owed.unset if owed else "",
        "article": owed.article if owed else "",
        "ledger_entry": change.ledger_entry and str(change.ledger_entry),
    }
