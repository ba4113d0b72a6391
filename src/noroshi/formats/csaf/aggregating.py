"""`aggregator.json`: where to find CSAF providers, section 7.1.21 of CSAF 2.0."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson

from noroshi.formats.csaf.distribution import publisher_told
from noroshi.formats.csaf.writing import Publisher
from noroshi.kernel.clock import rfc3339

PUBLISHER: Final = "csaf_publisher"
DISJOINT: Final = 2  # parties that an aggregator mirrors at least: section 7.2.6


@dataclass(frozen=True, slots=True)
class Party:
    """One that issues. url: of its metadata, or of a publisher's mirror; mirror: of the metadata of
    its mirror, empty for none; minutes: between two looks."""

    publisher: Publisher
    role: str
    url: str
    changed_at: datetime
    mirror: str = ""
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Aggregator:
    """Who lists. url: of the list itself; changed_at: when it last was another."""

    name: str
    namespace: str
    url: str
    changed_at: datetime


def aggregator(own: Aggregator, parties: Sequence[Party]) -> bytes:
    """The list, of one party at least; a mere publisher is on it where it is mirrored.

    Its category is `aggregator` once two parties are mirrored, until then `lister`."""
    mirrored = {one.publisher.namespace for one in parties if one.mirror}
    providers = [_entry(one) for one in parties if one.role != PUBLISHER]
    publishers = [
        {**_entry(one), "update_interval": f"every {one.minutes} minutes"}
        for one in parties
        if one.role == PUBLISHER and one.mirror
    ]
    told = {
        "aggregator": {
            "category": "aggregator" if len(mirrored) >= DISJOINT else "lister",
            "name": own.name,
            "namespace": own.namespace,
        },
        "aggregator_version": "2.0",
        "canonical_url": own.url,
        "csaf_providers": providers,
        "last_updated": rfc3339(own.changed_at),
    }
    if publishers:
        told["csaf_publishers"] = publishers
    return orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _entry(party: Party) -> dict[str, Any]:
    metadata = {
        "last_updated": rfc3339(party.changed_at),
        "publisher": publisher_told(party.publisher),
        "role": party.role,
        "url": party.url,
    }
    return {"metadata": metadata} | ({"mirrors": [party.mirror]} if party.mirror else {})
