"""MITRE ATT&CK as its project publishes it: a bundle of STIX with one matrix, its tactics in their
order, and techniques (attack-stix-data, `USAGE.md`)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Final

import msgspec

from noroshi.formats.json_limits import JsonLimits, read_json
from noroshi.kernel.errors import Location, MalformedError

LIMITS: Final = JsonLimits(octets=64 << 20, commas=8_000_000)
MOST_REFUSED: Final = 1000
SIGN: Final = b'"x-mitre-matrix"'
TACTIC: Final = re.compile(r"TA\d{4}", re.ASCII)
TECHNIQUE: Final = re.compile(r"T\d{4}(\.\d{3})?", re.ASCII)
SHORT: Final = re.compile(r"[a-z-]{1,40}", re.ASCII)
ADDRESS: Final = "https://attack.mitre.org/"
# The name of each domain's kill chain.
CHAINS: Final[Mapping[str, str]] = {
    "enterprise-attack": "mitre-attack",
    "mobile-attack": "mitre-mobile-attack",
    "ics-attack": "mitre-ics-attack",
}


@dataclass(frozen=True, slots=True)
class Tactic:
    """short: as kill chain phases name it, `initial-access`."""

    number: str
    short: str
    name: str


@dataclass(frozen=True, slots=True)
class Technique:
    """number: `T1566.001`; tactics: short names; is_gone: deprecated or revoked; instead: the number
    of the one that stands now for a revoked one, empty for none."""

    number: str
    stix_id: str
    name: str
    tactics: tuple[str, ...]
    url: str
    is_gone: bool
    instead: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """domain: of CHAINS; version: as its project numbers it, empty where the bundle does not say;
    edition: when anything in it was changed last; refused: (JSON pointer, reason)."""

    domain: str
    name: str
    version: str
    edition: datetime
    tactics: tuple[Tactic, ...]
    techniques: tuple[Technique, ...]
    refused: tuple[tuple[str, str], ...]


class _Phase(msgspec.Struct):
    kill_chain_name: str = ""
    phase_name: str = ""


class _Reference(msgspec.Struct):
    source_name: str = ""
    external_id: str = ""
    url: str = ""


class _Object(msgspec.Struct):
    type: str
    id: Annotated[str, msgspec.Meta(max_length=292)] = ""
    name: str = ""
    modified: datetime | None = None
    revoked: bool = False
    x_mitre_deprecated: bool = False
    x_mitre_version: str = ""
    x_mitre_shortname: str = ""
    tactic_refs: list[str] = []
    kill_chain_phases: list[_Phase] = []
    external_references: list[_Reference] = []
    relationship_type: str = ""
    source_ref: str = ""
    target_ref: str = ""

    @property
    def is_gone(self) -> bool:
        return self.revoked or self.x_mitre_deprecated

    @property
    def reference(self) -> _Reference:
        """How ATT&CK itself numbers it."""
        known = (one for one in self.external_references if one.source_name.startswith("mitre"))
        return next(known, _Reference())


class _Bundle(msgspec.Struct):
    objects: list[_Object]


_BUNDLE: Final = msgspec.json.Decoder(_Bundle)


def is_attack(data: bytes) -> bool:
    """Whether it looks like one: a matrix is in it."""
    return SIGN in data


def read(data: bytes, *, at: Location) -> Matrix:
    """The matrix of a bundle; what is in it and badly numbered or named is refused by itself.

    Raises: MalformedError when the bundle as such is bad, has no matrix that is in force, or more
    than 1,000 bad objects."""
    objects = read_json(data, _BUNDLE, limits=LIMITS, at=at).objects
    matrix = _matrix(objects, at)
    domain = matrix.reference.external_id
    refused: list[tuple[str, str]] = []
    techniques = tuple(_techniques(objects, CHAINS[domain], refused))
    if len(refused) > MOST_REFUSED:
        raise MalformedError(f"more than {MOST_REFUSED} techniques are malformed", at=at)
    return Matrix(
        domain=domain,
        name=matrix.name[:300],
        version=next((o.x_mitre_version for o in objects if o.type == "x-mitre-collection"), "")[:20],
        edition=max(_instant(o.modified) for o in objects),
        tactics=tuple(_tactics(objects, matrix.tactic_refs)),
        techniques=techniques,
        refused=tuple(refused),
    )  # fmt: skip


def _matrix(objects: Sequence[_Object], at: Location) -> _Object:
    for one in objects:
        is_matrix = one.type == "x-mitre-matrix" and one.reference.external_id in CHAINS
        if is_matrix and not one.is_gone:
            return one
    raise MalformedError(f"no matrix of {', '.join(CHAINS)} that is in force", at=at)


def _tactics(objects: Sequence[_Object], order: Sequence[str]) -> Iterator[Tactic]:
    known = {one.id: one for one in objects if one.type == "x-mitre-tactic"}
    for one in (known[name] for name in dict.fromkeys(order) if name in known):
        number, short = one.reference.external_id, one.x_mitre_shortname
        if TACTIC.fullmatch(number) and SHORT.fullmatch(short) and 0 < len(one.name) <= 300:
            yield Tactic(number, short, one.name)


def _techniques(
    objects: Sequence[_Object], chain: str, refused: list[tuple[str, str]]
) -> Iterator[Technique]:
    numbers: dict[str, str] = {}
    places = [(at, one) for at, one in enumerate(objects) if one.type == "attack-pattern"]
    for at, one in places:
        number = one.reference.external_id
        if not TECHNIQUE.fullmatch(number) or not 0 < len(one.name) <= 300 or not one.id:
            refused.append((f"/objects/{at}", f"no technique's number or name: {number[:20]}"))
        elif number in numbers.values():
            refused.append((f"/objects/{at}", f"another technique has the number {number}"))
        else:
            numbers[one.id] = number
    heirs = {
        one.source_ref: one.target_ref
        for one in objects
        if one.relationship_type == "revoked-by" and not one.is_gone
    }
    gone = {one.id for _, one in places if one.revoked}
    for _, one in places:
        if number := numbers.get(one.id, ""):
            yield Technique(
                number=number,
                stix_id=one.id,
                name=one.name,
                tactics=tuple(_phases(one, chain)),
                url=one.reference.url[:300] if one.reference.url.startswith(ADDRESS) else "",
                is_gone=one.is_gone,
                instead=numbers.get(_heir(one.id, heirs, gone), "") if one.revoked else "",
            )


def _phases(one: _Object, chain: str) -> Iterator[str]:
    for phase in one.kill_chain_phases[:50]:
        if phase.kill_chain_name == chain and SHORT.fullmatch(phase.phase_name):
            yield phase.phase_name


def _heir(revoked: str, heirs: Mapping[str, str], gone: set[str]) -> str:
    """Who stands for it at last; itself revoked is nobody's heir."""
    seen = set()
    one = revoked
    while one in gone and one not in seen:
        seen.add(one)
        one = heirs.get(one, "")
    return "" if one in gone else one


def _instant(modified: datetime | None) -> datetime:
    if modified is None:
        return datetime.min.replace(tzinfo=UTC)
    return modified if modified.tzinfo else modified.replace(tzinfo=UTC)
