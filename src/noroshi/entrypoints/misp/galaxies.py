"""Galaxies in the answers of MISP's interface: what a record's tags stand for, with synonyms."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from noroshi.formats.misp_records import attributes
from noroshi.intelligence.tags.queries import Meant, meanings

Answer = dict[str, Any]


def put_in(shown: Sequence[Answer]) -> None:
    """Give the events, and the attributes in them, the clusters of their galaxy tags, where these are
    known and not told already."""
    parts = [part for event in shown for part in (event, *_attributes(event))]
    known = meanings(tag for part in parts for tag in _tags(part) if tag.startswith("misp-galaxy:"))
    if not known:
        return
    for part in parts:
        told = {
            str(cluster.get("tag_name")).lower()
            for galaxy in part["Galaxy"]
            for cluster in galaxy.get("GalaxyCluster") or ()
            if isinstance(cluster, dict)
        }
        meant = (known[tag.lower()] for tag in _tags(part) if tag.lower() in known)
        fresh = {one.tag: one for one in meant if one.galaxy and one.tag.lower() not in told}
        part["Galaxy"] = [*part["Galaxy"], *map(_galaxy, fresh.values())]


def _attributes(event: Answer) -> Iterator[Answer]:
    if "Attribute" in event:
        yield from attributes(event)


def _tags(part: Answer) -> Iterable[str]:
    return (str(tag["name"]).strip() for tag in part["Tag"])


def _galaxy(one: Meant) -> Answer:
    external = {"external_id": [one.technique]} if one.technique else {}
    return {
        "name": one.table_title,
        "type": one.galaxy,
        "namespace": "misp",
        "GalaxyCluster": [
            {
                "uuid": one.uuid,
                "type": one.galaxy,
                "value": one.title,
                "tag_name": one.tag,
                "description": one.description,
                "meta": {"synonyms": list(one.names[1:]), **external},
            }
        ],
    }
