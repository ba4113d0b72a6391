"""`/vulnerabilities`: what is known to be weak."""

from typing import Any

from ninja import Query, Router

from noroshi.entrypoints.api import schemas
from noroshi.entrypoints.api.access import Bearer, Request
from noroshi.entrypoints.api.description import described
from noroshi.entrypoints.keyset import page
from noroshi.entrypoints.shapes import affected_json, exposure_json, vulnerability_json
from noroshi.vulnerabilities import queries

SCOPES = ("assets", "warnings")
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
    part = page(found, ["-id"], after=chosen.cursor, size=chosen.limit)
    known = queries.standings(one.id for one in part.rows)
    items = [vulnerability_json(one, known[one.id]) for one in part.rows]
    return {"items": items, "next": part.next}


@router.get(
    "/{identifier}",
    response=schemas.VulnerabilityInFull,
    openapi_extra=described(scopes=SCOPES, refusals=[304, 404]),
)
def get_vulnerability(request: Request, identifier: schemas.CveId) -> dict[str, Any]:
    """One vulnerability: what it affects, and who is exposed as far as the reader may know."""
    found = queries.vulnerability(identifier)
    exposures = queries.exposures(cause=identifier)[: schemas.MOST]
    return {
        **vulnerability_json(found, queries.standings([identifier])[identifier]),
        "affected": [affected_json(product) for product in found.products.all()],
        "exposures": [exposure_json(exposure) for exposure in exposures],
    }
