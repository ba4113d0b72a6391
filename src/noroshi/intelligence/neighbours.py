"""What stands beside an object: what it refers to, and what refers to it, as far as the requester may
see. What may not be seen is neither shown nor counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from noroshi.intelligence import queries, searching_sql
from noroshi.intelligence.queries import Held
from noroshi.intelligence.searching import Sought, counted, found
from noroshi.intelligence.terms import references

MOST: Final = 25  # of each kind at once; the search shows the others
LINKS: Final = ("relationship", "sighting")


@dataclass(frozen=True, slots=True)
class Related:
    """A relationship or a sighting, and what stands at its other end. is_from: does it lead from the
    object; kind: of the relationship, empty of a sighting; others: by identifier, None for what is
    not held or may not be seen."""

    held: Held
    kind: str
    is_from: bool
    others: Sequence[tuple[str, Held | None]]


@dataclass(frozen=True, slots=True)
class Near:
    """related, sightings, told_by: what refers to the object, MOST of each; refers_to: to what it
    refers; counts: of what refers to it, by type."""

    related: Sequence[Related]
    sightings: Sequence[Related]
    told_by: Sequence[Held]
    refers_to: Sequence[Held]
    counts: Mapping[str, int]


def newest(ids: Sequence[str]) -> dict[str, Held]:
    """Objects by identifier, as far as they may be seen."""
    statement = searching_sql.NEWEST.format(columns=queries.columns(Held))
    return {one.stix_id: one for one in queries.rows(Held, statement, {"ids": list(ids)})}


def near(one: Held) -> Near:
    """What stands beside an object."""
    counts = dict(counted(Sought(refers_to=one.stix_id)).words.get("type", ()))
    links = [
        (held, orjson.loads(held.content))
        for kind in LINKS
        if kind in counts
        for held in found(Sought(refers_to=one.stix_id, type=kind), size=MOST)
    ]
    others = [kind for kind in counts if kind not in LINKS]
    told_by = [
        held
        for kind in others
        for held in found(Sought(refers_to=one.stix_id, type=kind), size=MOST)
    ]
    refers_to = references(orjson.loads(one.content))[:MOST]
    ends = [end for _held, content in links for end in references(content)]
    known = newest([*refers_to, *ends])
    related = [_related(one.stix_id, held, content, known) for held, content in links]
    return Near(
        related=[link for link in related if link.held.type == "relationship"],
        sightings=[link for link in related if link.held.type == "sighting"],
        told_by=told_by,
        refers_to=[known[name] for name in refers_to if name in known],
        counts=counts,
    )


def _related(
    this: str, held: Held, content: Mapping[str, Any], known: Mapping[str, Held]
) -> Related:
    ends = [end for end in references(content) if end not in (this, held.created_by)]
    others = [(end, known.get(end)) for end in ends[:MOST]]
    is_from = content.get("source_ref") == this
    return Related(held, str(content.get("relationship_type", "")), is_from, others)
