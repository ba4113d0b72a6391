"""What the office asks about coordination; nobody else may."""

import base64
import binascii
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection
from django.db.models import Q

from noroshi.formats.names.products import supplier_name
from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import MalformedError
from noroshi.parties.rules import Power, require
from noroshi.vulnerabilities.models import Exposure, Product, Vulnerability
from noroshi.vulnerabilities.queries import Standing, standings
from noroshi.warnings import ssvc
from noroshi.warnings.coordination import sql
from noroshi.warnings.models import Warning
from noroshi.warnings.rules import OWED
from noroshi.warnings.ssvc import VALUES, Decision, Facts, coordinate, foremost, policy
from noroshi.warnings.triage import Case, triage

PAGE = 50
LEVELS = VALUES["cisa levels"]


@dataclass(frozen=True, slots=True)
class Coordination:
    """What the trees say of a vulnerability: level, how soon the nation acts (CISA's tree);
    triage, whether the office coordinates (CERT/CC's). organisations: how many are exposed and have
    not answered otherwise, as far as the office sees."""

    vulnerability: Vulnerability
    standing: Standing
    level: Decision
    triage: Decision
    organisations: int


@dataclass(frozen=True, slots=True)
class Heard:
    """What passed between the office and a vulnerability's suppliers."""

    was_contacted: bool = False
    has_answered: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list; next: the cursor of the following one, None on the last."""

    causes: list[str]
    next: str | None


def coordinations(
    causes: Sequence[str], heard: Mapping[str, Heard], *, by: Actor
) -> list[Coordination]:
    """What the trees say of each vulnerability that is known, in the order asked; six queries.

    heard: by vulnerability, where anything passed. Raises: RefusedError."""
    require(by, Power.COORDINATE)
    found = Vulnerability.objects.in_bulk(causes)
    known = standings(found)
    owners = _owners(found)
    roles = _roles(found)
    suppliers, told = _suppliers(found)
    answers = []
    for cause in [cause for cause in causes if cause in found]:
        passed = heard.get(cause, Heard())
        case = Case(
            suppliers=len(suppliers[cause]),
            has_advisory=cause in told,
            was_contacted=passed.was_contacted,
            has_answered=passed.has_answered,
            exposed=len(owners[cause]),
            roles=roles[cause],
        )
        facts = _facts(found[cause], known[cause])
        answers.append(
            Coordination(
                found[cause],
                known[cause],
                _level(facts, owners[cause]),
                triage(facts, case, policy()),
                case.exposed,
            )
        )
    return answers


def ranked(*, by: Actor, level: str = "", cursor: str = "", size: int | None = PAGE) -> Page:
    """The vulnerabilities that somebody is exposed to and has not answered otherwise, what the
    nation does first before the rest; among equals what exposes more organisations.

    level: one of LEVELS. Raises: RefusedError, MalformedError."""
    require(by, Power.COORDINATE)
    parameters = _parameters(level) | {"limit": None if size is None else size + 1}
    conditions = sql.OF_LEVEL if level else "true"
    if cursor:
        conditions += f" AND {sql.AFTER_RANK}"
        parameters |= _position(cursor)
    with connection.cursor() as database:
        database.execute(sql.RANK + sql.RANKED.format(conditions=conditions), parameters)
        rows = database.fetchall()
    kept = rows if size is None else rows[:size]
    following = _cursor(kept[-1]) if size is not None and len(rows) > size else None
    return Page([row[0] for row in kept], following)


def count(*, by: Actor, level: str = "") -> int:
    """How many `ranked` lists. Raises: RefusedError, MalformedError."""
    return len(ranked(by=by, level=level, size=None).causes)


def _facts(record: Vulnerability, standing: Standing) -> Facts:
    return Facts(
        is_exploited=standing.exploited is not None,
        epss=standing.prediction.epss if standing.prediction else None,
        exploitation=record.ssvc_exploitation,
        automatable=record.ssvc_automatable,
        technical_impact=record.ssvc_technical_impact,
        cvss_vector=record.cvss_vector,
    )


def _level(facts: Facts, owners: Iterable[tuple[str, str]]) -> Decision:
    """That of the organisation whose loss is the nation's greatest."""
    asked = sorted(set(owners)) or [("", "")]
    return foremost(
        coordinate(ssvc.of_organisation(facts, sector, kind), policy()) for sector, kind in asked
    )


def _owners(causes: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Sector and kind of each organisation that a cause exposes."""
    rows = Warning.objects.filter(cause__in=list(causes), state__in=OWED)
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for cause, sector, kind in rows.values_list(
        "cause", "organisation__sector", "organisation__kind"
    ):
        found[cause].append((sector, kind))
    return found


def _roles(causes: Iterable[str]) -> dict[str, list[str]]:
    rows = Exposure.objects.filter(cause__in=list(causes), is_open=True)
    found: dict[str, list[str]] = defaultdict(list)
    for cause, role in rows.values_list("cause", "asset__system__role").distinct():
        found[cause].append(role)
    return found


def _suppliers(causes: Iterable[str]) -> tuple[dict[str, set[str]], set[str]]:
    """The makers that a vulnerability's own record names; of which a maker's record is held too."""
    wanted = list(causes)
    found: dict[str, set[str]] = defaultdict(set)
    named = Product.objects.filter(vulnerability__in=wanted, source="cna").exclude(vendor="")
    for cause, vendor in named.values_list("vulnerability_id", "vendor").distinct():
        found[cause].add(supplier_name(vendor))
    told = Vulnerability.objects.filter(Q(source__startswith="csaf:"), namings__cause__in=wanted)
    return found, set(told.values_list("namings__cause", flat=True))


def _parameters(level: str) -> dict[str, Any]:
    if level and level not in LEVELS:
        raise MalformedError(f"level: one of these: {', '.join(LEVELS)}")
    by = policy()
    impacts = by.trees["mission_and_well_being"]
    places = VALUES[impacts.outcome]
    tree = by.trees["coordinator"]

    def of(nation: ssvc.NationImpact) -> int:
        return places.index(impacts.rows[nation.prevalence, nation.well_being])

    return {
        "owed": [state.value for state in OWED],
        "public_poc_epss": by.public_poc_epss,
        "sectors": list(by.sectors),
        "sector_impacts": [of(nation) for nation in by.sectors.values()],
        "kinds": list(by.kinds),
        "kind_impacts": [of(nation) for nation in by.kinds.values()],
        "unknown_impact": of(by.unknown_organisation),
        "levels": [LEVELS.index(tree.rows[values]) for values in tree.combinations()],
        "level": LEVELS.index(level) if level else None,
    }


def _cursor(row: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(row)).decode()


def _position(cursor: str) -> dict[str, Any]:
    try:
        cause, level, organisations = orjson.loads(base64.urlsafe_b64decode(cursor))
        return {
            "after_cause": cause.replace("\0", ""),
            "after_level": range(len(LEVELS))[level],
            "after_organisations": range(1 << 31)[organisations],
        }
    except (binascii.Error, ValueError, TypeError, IndexError, AttributeError) as error:
        raise MalformedError("this cursor is not one of ours") from error
