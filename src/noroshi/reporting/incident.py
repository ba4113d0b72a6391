"""The canonical incident: what happened, stated once; every law's report is made from it. Pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta, Struct

from noroshi.formats.json_limits import JsonLimits, read_json
from noroshi.kernel.errors import Location, MalformedError
from noroshi.reporting.regimes import CODES, Anchor, Condition
from noroshi.reporting.rules import Facts, Profile, Step

LIMITS: Final = JsonLimits(octets=1 << 20, commas=10_000)
FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2200
NO_TIME: Final = timedelta()
FARTHEST: Final = timedelta(hours=14)  # of a zone from UTC

Line = Annotated[str, Meta(min_length=1, max_length=300)]
Text = Annotated[str, Meta(max_length=20_000)]
Instant = Annotated[datetime, Meta(tz=True)]
Count = Annotated[int, Meta(ge=0, le=10_000_000_000)]
Regime = Literal[*CODES]  # type: ignore[valid-type]

# What a reporter may state of an incident; what follows from numbers and instants is not stated.
Stated = Literal[
    "intrusion",
    "precursor",
    "sensitive_data",
    "financial_harm",
    "improper_purpose",
    "service_accident",
    "significant",
    "exploited",
    "severe",
    "major",
]


class Kind(StrEnum):
    """Which of the common forms."""

    DDOS = "ddos"
    RANSOMWARE = "ransomware"
    OTHER = "other"


class _Part(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What an incident is made of."""


class When(_Part, frozen=True):
    """Instants, each with its zone. aware: when somebody of the organisation recognised it."""

    aware: Instant
    occurred: Instant | None = None
    believed: Instant | None = None
    classified: Instant | None = None
    ransom_paid: Instant | None = None
    fix_available: Instant | None = None
    ended: Instant | None = None


class AffectedSystem(_Part, frozen=True):
    """A system that was touched. is_specified: a specified critical computer."""

    name: Line
    is_specified: bool = False
    description: Text = ""


class Impact(_Part, frozen=True):
    """What it does to the service. users: how many it fails."""

    service: Text
    users: Count | None = None


class People(_Part, frozen=True):
    """Whose data leaked or may have. affected: None while nobody knows."""

    affected: Count | None = None
    data: Text = ""


class Flood(_Part, frozen=True):
    """Of a DDoS attack."""

    megabits_per_second: Count | None = None
    packets_per_second: Count | None = None
    minutes: Count | None = None
    vector: Text = ""
    mitigation: Text = ""


class Ransom(_Part, frozen=True):
    """Of ransomware. demands: encryption, leak threat, payment."""

    note: Text = ""
    extension: Text = ""
    demands: tuple[Literal["encryption", "leak_threat", "payment"], ...] = ()


class Technical(_Part, frozen=True):
    """How it was done, as far as it is known."""

    entry_route: Text = ""
    vulnerabilities: Annotated[tuple[Line, ...], Meta(max_length=200)] = ()
    indicators: Annotated[tuple[Line, ...], Meta(max_length=2000)] = ()


class Contact(_Part, frozen=True):
    """Who answers questions."""

    name: Line
    email: Line
    telephone: Annotated[str, Meta(max_length=50)] = ""


class Elsewhere(_Part, frozen=True):
    """What was filed without this house, and when."""

    regime: Regime
    duty: Line
    stage: Line
    at: Instant
    reference: Annotated[str, Meta(max_length=300)] = ""


class Reporter(_Part, frozen=True):
    """What only the reporter knows of itself. bound_by: regimes that it says bind it."""

    employees: Count | None = None
    places: frozenset[Literal["EU", "US"]] = frozenset()
    bound_by: frozenset[Regime] = frozenset()


class OnBehalf(_Part, frozen=True):
    """Of what an operator told by telephone. office: the code of whoever took it down and filed it."""

    office: Line
    called_at: Instant


class Incident(_Part, frozen=True):
    """What is reported. stage and regimes: what this is the report of, `first` under `jp-act`;
    on_behalf: written by the house alone, what is sent there is disregarded."""

    kind: Kind
    title: Line
    stage: Line
    regimes: Annotated[tuple[Regime, ...], Meta(min_length=1)]
    when: When
    what: Text
    contacts: Annotated[tuple[Contact, ...], Meta(min_length=1, max_length=20)]
    traits: frozenset[Stated] = frozenset()
    systems: Annotated[tuple[AffectedSystem, ...], Meta(max_length=500)] = ()
    impact: Impact | None = None
    people: People = People()
    flood: Flood | None = None
    ransom: Ransom | None = None
    technical: Technical = Technical()
    response: Text = ""
    reporter: Reporter = Reporter()
    filed_elsewhere: Annotated[tuple[Elsewhere, ...], Meta(max_length=100)] = ()
    on_behalf: OnBehalf | None = None


DECODER: Final = msgspec.json.Decoder(Incident)
ANCHORS: Final = {
    "aware": Anchor.AWARENESS,
    "believed": Anchor.BELIEF,
    "classified": Anchor.CLASSIFICATION,
    "ransom_paid": Anchor.PAYMENT,
    "fix_available": Anchor.FIX,
    "ended": Anchor.END,
}


def read_incident(octets: bytes, source: str) -> Incident:
    """An incident from JSON. Raises: MalformedError whose detail and place name the field."""
    try:
        incident = read_json(octets, DECODER, limits=LIMITS, at=Location(source))
    except MalformedError as error:
        detail, _, place = error.detail.partition(" - at `")
        place = place.rstrip("`").removeprefix("$").removeprefix(".")
        raise MalformedError(detail, at=Location(source, place)) from error
    for place, problem in _problems(incident):
        raise MalformedError(problem, at=Location(source, place))
    return incident


def _problems(incident: Incident) -> list[tuple[str, str]]:
    """What the types do not say."""
    found = []
    if not incident.what.strip():
        found.append(("what", "say what happened"))
    if incident.kind is Kind.DDOS and incident.flood is None:
        found.append(
            ("flood", "a DDoS report says how strong the flood was, as far as it is known")
        )
    if incident.kind is Kind.RANSOMWARE and incident.ransom is None:
        found.append(
            ("ransom", "a ransomware report says what was demanded, as far as it is known")
        )
    if len(set(incident.regimes)) != len(incident.regimes):
        found.append(("regimes", "each stands once"))
    for place, at in _instants(incident):
        if not FIRST_YEAR <= at.year <= LAST_YEAR:
            found.append((place, "a day of our time"))
        elif abs(at.utcoffset() or NO_TIME) > FARTHEST:
            found.append((place, "a time zone that there is"))
    return found


def _instants(incident: Incident) -> Iterator[tuple[str, datetime]]:
    for name in When.__struct_fields__:
        at = getattr(incident.when, name)
        if at is not None:
            yield f"when.{name}", at
    if incident.on_behalf:
        yield "on_behalf.called_at", incident.on_behalf.called_at
    for number, one in enumerate(incident.filed_elsewhere):
        yield f"filed_elsewhere[{number}].at", one.at


def example(kind: Kind) -> bytes:
    """A complete example in JSON, invented, that is accepted as it stands."""
    return files("noroshi.reporting").joinpath(f"examples/{kind.value}.json").read_bytes()


def as_json(incident: Incident) -> dict[str, Any]:
    """Plain values, as they are stored and handed out."""
    plain: dict[str, Any] = msgspec.to_builtins(incident, str_keys=True, order="deterministic")
    return plain


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema of an incident."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **msgspec.json.schema(Incident),
    }


@cache
def components() -> dict[str, Any]:
    """The same in parts, as an OpenAPI document holds them; the whole is `Incident`."""
    _, parts = msgspec.json.schema_components(
        [Incident], ref_template="#/components/schemas/{name}"
    )
    return dict(parts)


def facts_of(incident: Incident, *, kind: str, sector: str, filed: dict[Step, datetime]) -> Facts:
    """What the regimes ask about. kind and sector: of the organisation; filed: here, until now."""
    who = incident.reporter
    profile = Profile(kind, sector, who.employees, frozenset(who.places), frozenset(who.bound_by))
    stated = {name: getattr(incident.when, name) for name in ANCHORS}
    elsewhere = {Step(one.regime, one.duty, one.stage): one.at for one in incident.filed_elsewhere}
    return Facts(
        profile,
        {ANCHORS[name]: at for name, at in stated.items() if at is not None},
        frozenset(Condition(name) for name in incident.traits),
        incident.people.affected or 0,
        {**elsewhere, **filed},
    )
