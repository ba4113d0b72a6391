"""The shapes of STIX objects, the same from the API and from the command line."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson

from noroshi.entrypoints.shapes import instant
from noroshi.formats.stix.translating import Translation
from noroshi.intelligence.queries import Held


def held_json(held: Held, *, codes: Mapping[UUID, str], own: UUID | None) -> dict[str, Any]:
    """One version of an object as one source told it. codes: of the organisations that the reader
    knows; whom an organisation has it from is told to itself alone."""
    return {
        "id": held.stix_id,
        "type": held.type,
        "version": instant(held.version),
        "name": held.name,
        "tlp": held.tlp,
        "revoked": held.revoked,
        "confidence": held.confidence,
        "created_by": held.created_by or None,
        "organisation": codes.get(held.organisation),
        "source": held.source if held.organisation == own else None,
        "added_at": instant(held.added_at),
        "object": orjson.loads(held.content),
    }


def object_json(
    versions: Sequence[Held], neighbours: Sequence[Held], *, codes: Mapping[UUID, str], own: UUID
) -> dict[str, Any]:
    """An object in its newest version, with all of its versions, whoever told them, and what leads
    to and from it."""
    return {
        **held_json(versions[0], codes=codes, own=own),
        "versions": [held_json(one, codes=codes, own=own) for one in versions],
        "neighbours": [held_json(one, codes=codes, own=own) for one in neighbours],
    }


def translation_json(found: Translation) -> dict[str, Any]:
    """A pattern in the words of a tool. notes: values that are not acted on, and why."""
    return {
        "target": found.target,
        "text": found.text,
        "suffix": found.suffix,
        "notes": list(found.notes),
    }
