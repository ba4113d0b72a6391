"""The resources of TAXII 2.1."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from noroshi.entrypoints.taxii.media import STIX, TAXII
from noroshi.intelligence.collections import Collection
from noroshi.intelligence.queries import Listed

Resource = dict[str, Any]

TITLE: Final = "Noroshi"
MOST_OCTETS: Final = 16 << 20  # of what is sent


def discovery_json(root: str) -> Resource:
    """Section 4.1.1. root: the address of the one API root."""
    return {
        "title": TITLE,
        "description": "Intelligence as far as the client may see it",
        "default": root,
        "api_roots": [root],
    }


def root_json() -> Resource:
    """Section 4.2.1."""
    return {
        "title": TITLE,
        "description": "The intelligence store",
        "versions": [TAXII],
        "max_content_length": MOST_OCTETS,
    }


def collection_json(one: Collection) -> Resource:
    """Section 5.2.1."""
    return {
        "id": str(one.id),
        "title": one.title,
        "description": one.description,
        "alias": one.alias,
        "can_read": True,
        "can_write": one.can_write,
        "media_types": [STIX],
    }


def manifest_json(held: Listed) -> Resource:
    """Section 5.3.1.1."""
    return {
        "id": held.stix_id,
        "date_added": precisely(held.added_at),
        "version": version_text(held.version),
        "media_type": STIX,
    }


def status_json(
    name: str, at: datetime, done: Sequence[Resource], bad: Sequence[Resource]
) -> Resource:
    """Section 4.3.1, of what was done at once; no list is empty (section 2). done, bad: of
    `detail_json`."""
    lists = {"successes": list(done), "failures": list(bad)}
    return {
        "id": name,
        "status": "complete",
        "request_timestamp": precisely(at),
        "total_count": len(done) + len(bad),
        "success_count": len(done),
        "failure_count": len(bad),
        "pending_count": 0,
        **{called: details for called, details in lists.items() if details},
    }


def detail_json(name: str, version: str, message: str = "") -> Resource:
    """Section 4.3.1.1."""
    detail = {"id": name, "version": version}
    return {**detail, "message": message} if message else detail


def precisely(at: datetime) -> str:
    """An instant to the microsecond, as the server's own are written."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def version_text(at: datetime) -> str:
    """An object's version, to the millisecond where it has no more."""
    text = precisely(at)
    return f"{text[:-4]}Z" if text.endswith("000Z") else text
