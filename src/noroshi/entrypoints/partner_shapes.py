"""The stable JSON shapes of exchange with partners; their secrets are in none."""

from datetime import datetime
from typing import TYPE_CHECKING

from noroshi.entrypoints.shapes import Shape
from noroshi.intelligence.exchanging import direction
from noroshi.kernel.clock import rfc3339

if TYPE_CHECKING:
    from noroshi.intelligence.actions.exchange import Exchanged
    from noroshi.intelligence.models import Declined, Partner
    from noroshi.suppliers.mirrors.models import Provider


def partner_json(partner: "Partner", declined: int, *, now: datetime) -> Shape:
    """A partner, and how the exchange with it goes. declined: how many objects were not taken, on
    either side; lag: seconds since there was last nothing left to exchange, null before."""
    return {
        "id": str(partner.id),
        "name": partner.name,
        "organisation": partner.organisation.code,
        "kind": partner.kind,
        "url": partner.url,
        "direction": direction(partner.pull_from, partner.push_to).value,
        "pull_from": partner.pull_from,
        "push_to": partner.push_to,
        "recipient": partner.recipient and partner.recipient.code,
        "tlp": partner.unmarked,
        "every": partner.every,
        "state": state_of(partner),
        "reason": partner.reason,
        "failures": partner.failures,
        "last_contact": partner.met_at and rfc3339(partner.met_at),
        "lag": lag_of(partner, now),
        "next_at": None if partner.paused_at else rfc3339(partner.next_at),
        "read_until": partner.seen_until or None,
        "in": partner.taken,
        "out": partner.given,
        "declined": declined,
    }


def lag_of(partner: "Partner | Provider", now: datetime) -> int | None:
    """Seconds since there was last nothing left, None before."""
    if partner.level_at is None:
        return None
    return max(0, int((now - partner.level_at).total_seconds()))


def state_of(partner: "Partner | Provider") -> str:
    """`paused`, `failing`, `new` before the first contact, `behind` or `level`."""
    if partner.paused_at:
        return "paused"
    if partner.failures:
        return "failing"
    if partner.met_at is None:
        return "new"
    return "level" if partner.level_at == partner.met_at else "behind"


def declined_json(one: "Declined") -> Shape:
    """An object that was not taken. way: `in`, by the house, or `out`, by the partner."""
    return {
        "id": str(one.id),
        "partner": one.partner.name,
        "way": "out" if one.is_outgoing else "in",
        "object": one.stix_id,
        "reason": one.reason,
        "declined_at": rfc3339(one.declined_at),
    }


def exchanged_json(name: str, done: "Exchanged") -> Shape:
    """What became of one exchange; reason: why it failed, empty where it did not."""
    return {
        "name": name,
        "in": {"accepted": done.accepted, "unchanged": done.unchanged, "refused": done.refused},
        "out": {"accepted": done.given, "refused": done.declined},
        "is_level": done.is_level and not done.failures,
        "reason": done.reason,
    }
