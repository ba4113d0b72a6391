"""What first: SSVC's decision points from what is known, and the trees that decide. Pure.

Names and values are those that are published, in lower case. Source: CERT/CC, Stakeholder-Specific
Vulnerability Categorization (SSVC); CISA, SSVC Guide, 2022. Trees and policy are files."""

import csv
import itertools
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib.resources import files
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import Any

from noroshi.kernel.errors import MalformedError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# The values of each decision point and outcome, the worst or most urgent last.
VALUES: Mapping[str, tuple[str, ...]] = {
    "exploitation": ("none", "public poc", "active"),
    "automatable": ("no", "yes"),
    "technical impact": ("partial", "total"),
    "system exposure": ("small", "controlled", "open"),
    "safety impact": ("negligible", "marginal", "critical", "catastrophic"),
    "mission impact": ("degraded", "mef support crippled", "mef failure", "mission failure"),
    "human impact": ("low", "medium", "high", "very high"),
    "mission prevalence": ("minimal", "support", "essential"),
    "public well-being impact": ("minimal", "material", "irreversible"),
    "mission and well-being impact": ("low", "medium", "high"),
    "priority": ("defer", "scheduled", "out-of-cycle", "immediate"),
    "report public": ("yes", "no"),
    "supplier contacted": ("no", "yes"),
    "report credibility": ("not credible", "credible"),
    "supplier cardinality": ("one", "multiple"),
    "supplier engagement": ("active", "unresponsive"),
    "value density": ("diffuse", "concentrated"),
    "utility": ("laborious", "efficient", "super effective"),
    "public safety impact": ("minimal", "significant"),
    "coordination": ("decline", "track", "coordinate"),
    "cisa levels": ("track", "track*", "attend", "act"),
}

TREES = (
    "deployer", "coordinator", "triage", "human_impact", "mission_and_well_being", "utility",
    "public_safety_impact",
)  # fmt: skip

# The metrics of a CVSS vector that say: from the network, by anybody, at once, without help; and:
# everything can be read and written. On the records of 1999 to 2024 that CISA judged itself the
# first agrees with it in 96 of 100, the second in 93.
EASY = (frozenset({"AV:N", "AC:L", "PR:N", "UI:N"}), frozenset({"AV:N", "AC:L", "Au:N"}))
HARD = frozenset({"AT:P"})
WHOLE = (
    frozenset({"C:H", "I:H"}),
    frozenset({"VC:H", "VI:H"}),
    frozenset({"C:C", "I:C"}),
)
WAYS_IN = frozenset({"AV:N", "AV:A", "AV:L", "AV:P"})


class Origin(StrEnum):
    """Where the value of a decision point comes from; the last three are less than knowledge."""

    KEV = "kev"
    CISA = "cisa"
    ADDRESSES = "addresses"
    ROLE = "role"
    SECTOR = "sector"
    KIND = "kind"
    EPSS = "epss"
    CVSS = "cvss"
    RECORD = "record"
    SUPPLIER = "supplier"
    NOTICE = "notice"
    EXPOSED = "exposed"
    ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class Point:
    """A decision point's value, one of VALUES, and its origin."""

    name: str
    value: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Decision:
    """What a tree of some version says, and all the points that it was asked with."""

    tree: str
    version: str
    outcome: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a vulnerability and of an asset that has it; empty where nothing is.

    exploitation, automatable, technical_impact: as CISA publishes them (Vulnrichment); epss: in
    [0, 1]; addresses, role: of the asset and its system; sector, kind: of the organisation."""

    is_exploited: bool = False
    epss: Decimal | None = None
    exploitation: str = ""
    automatable: str = ""
    technical_impact: str = ""
    cvss_vector: str = ""
    addresses: tuple[Address, ...] = ()
    role: str = ""
    sector: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Tree:
    """A decision table. points: the names that are asked for; rows: an outcome for each
    combination of their values, in that order."""

    points: tuple[str, ...]
    outcome: str
    rows: Mapping[tuple[str, ...], str]

    def combinations(self) -> Iterator[tuple[str, ...]]:
        """Every combination of values in the order of VALUES, the last point's varying first."""
        return itertools.product(*(VALUES[name] for name in self.points))


@dataclass(frozen=True, slots=True)
class RoleImpact:
    """What it means to its operator that a system of some role falls into strange hands."""

    safety: str
    mission: str


@dataclass(frozen=True, slots=True)
class NationImpact:
    """What it means to the nation, by who it is that has the system."""

    prevalence: str
    well_being: str


@dataclass(frozen=True, slots=True)
class Policy:
    """Trees by name, with the versions of those that decide, and what they are asked with.

    roles: by role in lower case; sectors, kinds: by the codes of organisations; each `unknown` for
    all the rest."""

    trees: Mapping[str, Tree]
    versions: Mapping[str, str]
    public_poc_epss: Decimal
    private: tuple[Network, ...]
    unknown_exposure: str
    roles: Mapping[str, RoleImpact]
    unknown_role: RoleImpact
    sectors: Mapping[str, NationImpact]
    kinds: Mapping[str, NationImpact]
    unknown_organisation: NationImpact


# --- reading ------------------------------------------------------------------------------------


@cache
def policy() -> Policy:
    """The policy in force."""
    folder = files("noroshi.warnings").joinpath("policies/ssvc")
    trees = {name: read_tree(folder.joinpath(f"{name}.csv").read_text("utf-8")) for name in TREES}
    return read_policy(folder.joinpath("policy.toml").read_text("utf-8"), trees)


def read_tree(text: str) -> Tree:
    """A tree from CSV: the names of the points and of the outcome, then one line a combination;
    lines that begin with `#` are remarks.

    Raises: MalformedError unless every combination of values is decided exactly once."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    names, *rows = [tuple(row) for row in csv.reader(lines)] or [()]
    if len(names) < 2 or len(set(names)) < len(names) or not VALUES.keys() >= set(names):
        raise MalformedError(f"not the columns of a tree: {', '.join(names)}")
    *points, outcome = names
    decided: dict[tuple[str, ...], str] = {}
    for row in rows:
        if len(row) != len(names) or row[:-1] in decided:
            raise MalformedError(f"decided twice, or too short or long: {', '.join(row)}")
        decided[row[:-1]] = _value(outcome, row[-1])
    tree = Tree(tuple(points), outcome, decided)
    if decided.keys() != set(tree.combinations()):
        raise MalformedError(f"{outcome}: not every combination of values is decided, or others")
    return tree


def read_policy(text: str, trees: Mapping[str, Tree]) -> Policy:
    """A policy from TOML. Raises: MalformedError for a value that no decision point has."""
    table = tomllib.loads(text, parse_float=Decimal)
    roles, nation = table["roles"], table["nation"]
    return Policy(
        trees=trees,
        versions=table["versions"],
        public_poc_epss=table["exploitation"]["public_poc_epss"],
        private=tuple(ip_network(prefix) for prefix in table["system_exposure"]["private"]),
        unknown_exposure=_value("system exposure", table["system_exposure"]["unknown"]),
        roles={
            name.lower(): _of_role(group) for group in roles["known"] for name in group["names"]
        },
        unknown_role=_of_role(roles["unknown"]),
        sectors={name: _of_nation(entry) for name, entry in nation["sectors"].items()},
        kinds={name: _of_nation(entry) for name, entry in nation["kinds"].items()},
        unknown_organisation=_of_nation(nation["unknown"]),
    )


def _of_role(entry: Mapping[str, Any]) -> RoleImpact:
    return RoleImpact(
        _value("safety impact", entry["safety"]), _value("mission impact", entry["mission"])
    )


def _of_nation(entry: Mapping[str, Any]) -> NationImpact:
    return NationImpact(
        _value("mission prevalence", entry["prevalence"]),
        _value("public well-being impact", entry["well_being"]),
    )


def _value(name: str, value: str) -> str:
    if value not in VALUES[name]:
        raise MalformedError(f"{name}: {value!r} is none of {', '.join(VALUES[name])}")
    return value


# --- deciding -----------------------------------------------------------------------------------


def decide(facts: Facts, by: Policy) -> Decision:
    """How soon whoever runs the asset is to act: CERT/CC's tree for deployers."""
    safety, mission = role_impacts(facts, by)
    points = (
        exploitation(facts, by),
        system_exposure(facts, by),
        automatable(facts),
        safety,
        mission,
        joined("human_impact", (safety, mission), by),
    )
    return decision("deployer", points, by)


def coordinate(facts: Facts, by: Policy) -> Decision:
    """How soon the nation is to act: CISA's tree for coordinators."""
    prevalence, well_being = nation_impacts(facts, by)
    points = (
        exploitation(facts, by),
        automatable(facts),
        technical_impact(facts),
        prevalence,
        well_being,
        joined("mission_and_well_being", (prevalence, well_being), by),
    )
    return decision("coordinator", points, by)


def of_organisation(facts: Facts, sector: str, kind: str) -> Facts:
    """The facts for whoever has the asset."""
    return replace(facts, sector=sector, kind=kind)


def foremost(decisions: Iterable[Decision]) -> Decision:
    """Of the decisions of one tree about several assets the most urgent; the first among equals."""
    return max(decisions, key=lambda one: _rank(one.tree, one.outcome))


def _rank(tree: str, outcome: str) -> int:
    return VALUES["priority" if tree == "deployer" else "cisa levels"].index(outcome)


def decision(name: str, points: tuple[Point, ...], by: Policy) -> Decision:
    """What a tree says to the points."""
    return Decision(name, by.versions[name], _outcome(by.trees[name], points), points)


def joined(name: str, points: tuple[Point, ...], by: Policy) -> Point:
    """The point that others decide by a table of its own; its origin is the first one's."""
    tree = by.trees[name]
    return Point(tree.outcome, _outcome(tree, points), points[0].origin)


def _outcome(tree: Tree, points: tuple[Point, ...]) -> str:
    values = {point.name: point.value for point in points}
    return tree.rows[tuple(values[name] for name in tree.points)]


# --- decision points ----------------------------------------------------------------------------


def exploitation(facts: Facts, by: Policy) -> Point:
    """Active in KEV; else as CISA says, and by a high EPSS at least a public PoC. Monotone."""
    name = "exploitation"
    if facts.is_exploited:
        return Point(name, "active", Origin.KEV)
    published = _published(name, facts.exploitation)
    if published in ("active", "public poc"):
        return Point(name, published, Origin.CISA)
    if facts.epss is not None and facts.epss >= by.public_poc_epss:
        return Point(name, "public poc", Origin.EPSS)
    if published:
        return Point(name, published, Origin.CISA)
    return Point(name, "none", Origin.ASSUMED if facts.epss is None else Origin.EPSS)


def automatable(facts: Facts) -> Point:
    """As CISA says, else by the CVSS vector; yes where neither tells."""
    name = "automatable"
    if published := _published(name, facts.automatable):
        return Point(name, published, Origin.CISA)
    metrics = _metrics(facts.cvss_vector)
    if not metrics:
        return Point(name, "yes", Origin.ASSUMED)
    is_easy = any(easy <= metrics for easy in EASY) and not metrics & HARD
    return Point(name, "yes" if is_easy else "no", Origin.CVSS)


def technical_impact(facts: Facts) -> Point:
    """As CISA says, else by the CVSS vector; total where neither tells."""
    name = "technical impact"
    if published := _published(name, facts.technical_impact):
        return Point(name, published, Origin.CISA)
    metrics = _metrics(facts.cvss_vector)
    if not metrics:
        return Point(name, "total", Origin.ASSUMED)
    is_whole = any(whole <= metrics for whole in WHOLE)
    return Point(name, "total" if is_whole else "partial", Origin.CVSS)


def system_exposure(facts: Facts, by: Policy) -> Point:
    """Open with any public address, small with private ones only."""
    name = "system exposure"
    if not facts.addresses:
        return Point(name, by.unknown_exposure, Origin.ASSUMED)
    is_open = any(
        not any(address in network for network in by.private) for address in facts.addresses
    )
    return Point(name, "open" if is_open else "small", Origin.ADDRESSES)


def role_impacts(facts: Facts, by: Policy) -> tuple[Point, Point]:
    """Safety and mission impact, by the role of the system."""
    found = by.roles.get(facts.role.strip(" ").lower())
    impact = found or by.unknown_role
    origin = Origin.ROLE if found else Origin.ASSUMED
    return (
        Point("safety impact", impact.safety, origin),
        Point("mission impact", impact.mission, origin),
    )


def nation_impacts(facts: Facts, by: Policy) -> tuple[Point, Point]:
    """Mission prevalence and public well-being impact, by the sector or kind of the organisation."""
    origin = Origin.SECTOR
    found = by.sectors.get(facts.sector)
    if found is None:
        origin = Origin.KIND
        found = by.kinds.get(facts.kind)
    impact = found or by.unknown_organisation
    origin = origin if found else Origin.ASSUMED
    return (
        Point("mission prevalence", impact.prevalence, origin),
        Point("public well-being impact", impact.well_being, origin),
    )


def _published(name: str, value: str) -> str:
    """The value as VALUES spells it, empty if it is none: CISA writes `poc` for a public PoC."""
    value = value.lower()
    value = "public poc" if value == "poc" else value
    return value if value in VALUES[name] else ""


def _metrics(vector: str) -> frozenset[str]:
    """The metrics of a CVSS vector; none if it does not say by which way one gets in."""
    metrics = frozenset(vector.split("/"))
    return metrics if metrics & WAYS_IN else frozenset()
