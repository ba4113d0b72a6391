"""The stable JSON shapes of how an organisation is told, and of what was told."""

from typing import TYPE_CHECKING

from noroshi.entrypoints.shapes import Shape
from noroshi.kernel.clock import rfc3339
from noroshi.warnings.rules import Urgency

if TYPE_CHECKING:
    from noroshi.warnings.models import Delivery, Endpoint
    from noroshi.warnings.timing import Quiet, Wish


def delivery_json(delivery: "Delivery") -> Shape:
    """A message: to whom, about which warnings, threads, disclosures or reports or how many
    deadlines, and what became of it."""
    reader = delivery.reader.person if delivery.reader else None
    return {
        "id": str(delivery.id),
        "organisation": delivery.organisation.code,
        "channel": delivery.channel,
        "to": delivery.endpoint.url if delivery.endpoint else reader and reader.email,
        "warnings": [str(warning) for warning in delivery.warnings],
        "deadlines": len(delivery.reminders),
        "threads": [str(thread) for thread in delivery.threads],
        "disclosures": [str(disclosure) for disclosure in delivery.disclosures],
        "reports": [str(report) for report in delivery.reports],
        "state": delivery.state,
        "reason": delivery.reason,
        "attempts": delivery.attempts,
        "made_at": rfc3339(delivery.made_at),
        "next_at": rfc3339(delivery.next_at),
        "settled_at": rfc3339(delivery.settled_at) if delivery.settled_at else None,
    }


def wish_json(wish: "Wish", quiet: "Quiet") -> Shape:
    """What an organisation's people are told at once, and what with a digest."""
    return {
        "at_once": [one.name.lower() for one in sorted(wish.at_once)],
        "digest": wish.digest.value,
        "language": wish.language,
        "zone": quiet.zone,
        "quiet_from": quiet.begins and f"{quiet.begins:%H:%M}",
        "quiet_until": quiet.ends and f"{quiet.ends:%H:%M}",
    }


def endpoint_json(endpoint: "Endpoint") -> Shape:
    """Where webhooks are sent; its secret is in no shape."""
    return {
        "id": str(endpoint.id),
        "url": endpoint.url,
        "least": Urgency(endpoint.least).name.lower(),
        "made_at": rfc3339(endpoint.made_at),
        "failing_since": endpoint.failing_since and rfc3339(endpoint.failing_since),
        "paused_at": endpoint.paused_at and rfc3339(endpoint.paused_at),
    }
