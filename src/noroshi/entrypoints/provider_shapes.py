"""The stable JSON shapes of CSAF providers that are listed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from noroshi.entrypoints.partner_shapes import lag_of, state_of
from noroshi.entrypoints.shapes import Shape
from noroshi.kernel.clock import rfc3339

if TYPE_CHECKING:
    from noroshi.suppliers.actions.look_at_provider import Looked
    from noroshi.suppliers.mirrors.models import NotMirrored, Provider


@dataclass(frozen=True, slots=True)
class Counts:
    """Documents by provider."""

    mirrored: Mapping[UUID, int]
    refused: Mapping[UUID, int]


NONE = Counts({}, {})


def provider_json(provider: "Provider", counts: Counts = NONE, *, now: datetime) -> Shape:
    """A provider, what it says of itself, and how it goes. is_listed, is_mirrored: as far as it allows it
    and the office wants it; lag: seconds since there was last nothing left to copy, null before; offered:
    documents in its lists."""
    return {
        "id": str(provider.id),
        "name": provider.name,
        "organisation": provider.organisation.code,
        "url": provider.url,
        "publisher": provider.publisher.get("name"),
        "namespace": provider.namespace or None,
        "role": provider.role or None,
        "is_listed": provider.may_list,
        "is_mirrored": provider.is_mirrored,
        "every": provider.every,
        "state": state_of(provider),
        "reason": provider.reason,
        "failures": provider.failures,
        "last_contact": provider.met_at and rfc3339(provider.met_at),
        "lag": lag_of(provider, now),
        "next_at": None if provider.paused_at else rfc3339(provider.next_at),
        "offered": provider.entries,
        "mirrored": counts.mirrored.get(provider.id, 0),
        "refused": counts.refused.get(provider.id, 0),
    }


def refused_json(one: "NotMirrored") -> Shape:
    """What was not taken. document: its address, or a place in a list, or a key's address."""
    return {
        "id": one.id,
        "provider": one.provider.name,
        "document": one.url,
        "reason": one.reason,
        "refused_at": rfc3339(one.refused_at),
    }


def looked_json(name: str, done: "Looked") -> Shape:
    """What became of one look; reason: why it failed, empty where it did not."""
    return {
        "name": name,
        "accepted": done.accepted,
        "refused": done.refused,
        "dropped": done.dropped,
        "is_level": done.is_level and not done.failures,
        "reason": done.reason,
    }
