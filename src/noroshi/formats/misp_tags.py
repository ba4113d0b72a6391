"""What machine tags mean, as the MISP project keeps it: taxonomies (misp-taxonomies, `schema.json`) and
the clusters of galaxies (misp-galaxy, `schema_clusters.json`)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Final

import msgspec

from noroshi.formats.json_limits import JsonLimits, read_json
from noroshi.kernel.errors import Location, MalformedError

LIMITS: Final = JsonLimits(octets=64 << 20, commas=5_000_000)
MOST_REFUSED: Final = 1000
MOST_NAMES: Final = 200
LONGEST_TAG: Final = 600
LONGEST_TITLE: Final = 1000
LONGEST_DESCRIPTION: Final = 2000
TECHNIQUE: Final = re.compile(r"T\d{4}(\.\d{3})?", re.ASCII)
COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
UUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
NAMESPACE: Final = re.compile(r"[A-Za-z0-9_.:+ -]{1,100}")
# What each kind of table has.
SIGNS: Final = ((b'"predicates"', b'"namespace"'), (b'"values"', b'"type"', b'"uuid"'),
                (b'"icon"', b'"namespace"', b'"type"'))  # fmt: skip

SCHEMA: Final = b'"$schema"'


@dataclass(frozen=True, slots=True)
class Meaning:
    """tag: as it is written; names: of what it stands for, its synonyms among them; technique: its
    number in ATT&CK, empty for none; uuid: of a galaxy's cluster, else empty."""

    tag: str
    title: str
    description: str
    names: tuple[str, ...] = ()
    technique: str = ""
    colour: str = ""
    uuid: str = ""

    @property
    def aliases(self) -> Iterator[str]:
        """The tag as it would be written with each of its names."""
        lead = self.tag.partition('="')[0]
        return (f'{lead}="{name}"' for name in self.names)


@dataclass(frozen=True, slots=True)
class Table:
    """name: `taxonomy tlp`, `galaxy threat-actor`; refused: (JSON pointer, reason)."""

    name: str
    title: str
    version: int
    meanings: tuple[Meaning, ...]
    refused: tuple[tuple[str, str], ...] = ()


class _Entry(msgspec.Struct):
    value: str
    expanded: str | None = None
    description: str | None = None
    colour: str | None = None


class _Values(msgspec.Struct):
    predicate: str
    entry: list[_Entry] = []


class _Cluster(msgspec.Struct):
    value: str
    uuid: str | None = None
    description: str | None = None
    meta: dict[str, Any] = {}


Version = Annotated[int, msgspec.Meta(ge=0, lt=1 << 60)]


class _Taxonomy(msgspec.Struct):
    namespace: str
    predicates: list[_Entry]
    version: Version = 0
    expanded: str | None = None
    values: list[_Values] | None = None


class _Clusters(msgspec.Struct):
    type: str
    values: list[_Cluster]
    name: str = ""
    version: Version = 0


class _Galaxy(msgspec.Struct):
    type: str
    name: str
    version: Version = 0


_TAXONOMY: Final = msgspec.json.Decoder(_Taxonomy)
_CLUSTERS: Final = msgspec.json.Decoder(_Clusters)
_GALAXY: Final = msgspec.json.Decoder(_Galaxy)


def is_tags(data: bytes) -> bool:
    """Whether it looks like one of the tables, and not like their schema."""
    return SCHEMA not in data and any(all(member in data for member in signs) for signs in SIGNS)


def read(data: bytes, *, at: Location) -> Table:
    """A taxonomy, a galaxy's clusters, or a galaxy's own description, which means nothing by itself. A
    tag that is too long or empty is refused by itself.

    Raises: MalformedError when the table as such is bad, or more than 1,000 of its tags."""
    if all(member in data for member in SIGNS[0]):
        taxonomy = read_json(data, _TAXONOMY, limits=LIMITS, at=at)
        lead = _namespace(taxonomy.namespace, at)
        title = taxonomy.expanded or lead
        return _table(f"taxonomy {lead}", title, taxonomy.version, _of_taxonomy(taxonomy), at)
    if all(member in data for member in SIGNS[1]):
        clusters = read_json(data, _CLUSTERS, limits=LIMITS, at=at)
        lead = _namespace(clusters.type, at)
        return _table(f"galaxy {lead}", clusters.name, clusters.version, _of_galaxy(clusters), at)
    galaxy = read_json(data, _GALAXY, limits=LIMITS, at=at)
    lead = _namespace(galaxy.type, at)
    return Table(f"description {lead}", galaxy.name[:LONGEST_TITLE], galaxy.version, ())


def _namespace(text: str, at: Location) -> str:
    if not NAMESPACE.fullmatch(text):
        raise MalformedError(f"no name of a table: {text[:50]}", at=at)
    return text


def _table(
    name: str, title: str, version: int, found: Iterator[tuple[str, Meaning]], at: Location
) -> Table:
    meanings: dict[str, Meaning] = {}
    refused: list[tuple[str, str]] = []
    for place, one in found:
        if len(one.tag) > LONGEST_TAG or one.tag.endswith(('=""', ":")):
            refused.append((place, f"a tag of 1 to {LONGEST_TAG} characters"))
            if len(refused) > MOST_REFUSED:
                raise MalformedError(f"more than {MOST_REFUSED} tags are malformed", at=at)
        else:
            meanings.setdefault(one.tag.lower(), one)
    return Table(name, title[:LONGEST_TITLE], version, tuple(meanings.values()), tuple(refused))


def _of_taxonomy(one: _Taxonomy) -> Iterator[tuple[str, Meaning]]:
    titles = {}
    for number, predicate in enumerate(one.predicates):
        titles[predicate.value] = predicate.expanded or predicate.value
        yield f"/predicates/{number}", _entry(f"{one.namespace}:{predicate.value}", predicate, "")
    for number, values in enumerate(one.values or ()):
        lead = titles.get(values.predicate, values.predicate)
        for place, entry in enumerate(values.entry):
            tag = f'{one.namespace}:{values.predicate}="{entry.value}"'
            yield f"/values/{number}/entry/{place}", _entry(tag, entry, f"{lead}: ")


def _entry(tag: str, one: _Entry, lead: str) -> Meaning:
    colour = one.colour or ""
    return Meaning(
        tag=tag,
        title=f"{lead}{one.expanded or one.value}"[:LONGEST_TITLE],
        description=(one.description or "")[:LONGEST_DESCRIPTION],
        colour=colour if COLOUR.fullmatch(colour) else "",
    )


def _of_galaxy(one: _Clusters) -> Iterator[tuple[str, Meaning]]:
    for number, cluster in enumerate(one.values):
        known = cluster.meta.get("external_id")
        technique = known if isinstance(known, str) and TECHNIQUE.fullmatch(known) else ""
        others = cluster.meta.get("synonyms")
        names = [cluster.value, *(others if isinstance(others, list) else ())]
        uuid = cluster.uuid or ""
        yield f"/values/{number}", Meaning(
            tag=f'misp-galaxy:{one.type}="{cluster.value}"',
            title=cluster.value[:LONGEST_TITLE],
            description=(cluster.description or "")[:LONGEST_DESCRIPTION],
            names=tuple(dict.fromkeys(
                name for name in names if isinstance(name, str) and 0 < len(name) <= LONGEST_TAG
            ))[:MOST_NAMES],
            technique=technique,
            uuid=uuid.lower() if UUID.fullmatch(uuid) else "",
        )  # fmt: skip
