"""`/vulnerabilities`: what is known to be weak."""

from typing import Any, Final

from ninja import Query, Router

from noroshi.entrypoints.api import schemas
from noroshi.entrypoints.api.access import Bearer, Request
from noroshi.entrypoints.api.description import described
from noroshi.entrypoints.happenings import happening_json, happenings
from noroshi.entrypoints.keyset import page
from noroshi.entrypoints.shapes import exposure_json, records_json, vulnerability_json
from noroshi.vulnerabilities import queries

SCOPES = ("assets", "warnings")
ORDERS: Final = {"newest": ("-id",), "oldest": ("id",)}
router = Router(auth=Bearer(*SCOPES), tags=["vulnerabilities"])


@router.get(
    "",
    response=schemas.Page[schemas.Vulnerability],
    openapi_extra=described(scopes=SCOPES, refusals=[304]),
)
def list_vulnerabilities(
    request: Request, chosen: Query[schemas.VulnerabilityFilter]
) -> dict[str, Any]:
    """Vulnerabilities by identifier, the highest first."""
    found = queries.vulnerabilities(
        text=chosen.text,
        severity=chosen.severity,
        exploited="yes" if chosen.exploited else "",
        exposed="yes" if chosen.exposed else "",
    )
    part = page(found, ORDERS[chosen.order], after=chosen.cursor, size=chosen.limit)
    known = queries.standings(one.id for one in part.rows)
    items = [vulnerability_json(one, known[one.id]) for one in part.rows]
    return {"items": items, "next": part.next}


@router.get(
    "/{path:identifier}/course",
    response=schemas.Whole[schemas.Happening],
    openapi_extra=described(scopes=SCOPES, refusals=[304, 404]),
)
def get_course(request: Request, identifier: schemas.VulnerabilityName) -> dict[str, Any]:
    """What happened about one vulnerability, by day: who told of it when, when its EPSS score moved
    by a hundredth and a tenth of itself, when it came to where the reader may see."""
    found = queries.vulnerability(identifier)
    told = happenings(found, queries.standings([found.id])[found.id])
    ordered = sorted(told, key=lambda one: one.day)
    return {"items": [happening_json(one) for one in ordered], "next": None}


@router.get(
    "/{path:identifier}",
    response=schemas.VulnerabilityInFull,
    openapi_extra=described(scopes=SCOPES, refusals=[304, 404]),
)
def get_vulnerability(request: Request, identifier: schemas.VulnerabilityName) -> dict[str, Any]:
    """One vulnerability, by any of its names: who tells what, what it affects, and who is exposed as far as the reader may know."""
    found = queries.vulnerability(identifier)
    exposures = queries.exposures(cause=found.id)[: schemas.MOST]
    return {
        **vulnerability_json(found, queries.standings([found.id])[found.id]),
        **records_json(queries.records(found.id)),
        "exposures": [exposure_json(exposure) for exposure in exposures],
    }
