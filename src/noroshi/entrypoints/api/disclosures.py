"""`/disclosures`: weaknesses that are not public, between their reporter, the office and the supplier."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from ninja import Header, Query, Router

from noroshi.entrypoints import keyset
from noroshi.entrypoints.api import disclosure_schemas as shapes
from noroshi.entrypoints.api import schemas
from noroshi.entrypoints.api.access import Bearer, Request
from noroshi.entrypoints.api.description import BODY, described
from noroshi.entrypoints.api.submissions import acted, submitted
from noroshi.entrypoints.supplier_shapes import disclosure_json, disclosure_line_json
from noroshi.kernel.clock import now
from noroshi.suppliers import queries
from noroshi.suppliers.actions import coordinate_disclosure as actions
from noroshi.suppliers.actions.report_weakness import comment_disclosure, report_weakness
from noroshi.suppliers.disclosing import Weakness

SCOPES = ("warnings",)
router = Router(auth=Bearer(*SCOPES), tags=["disclosures"])
ACT = described(scopes=SCOPES, refusals=[*BODY, 404, 409])
Whole = shapes.DisclosureWithHistory


@router.get(
    "",
    response=schemas.Page[shapes.Disclosure],
    openapi_extra=described(scopes=SCOPES, refusals=[304]),
)
def list_disclosures(request: Request, chosen: Query[shapes.DisclosureFilter]) -> dict[str, Any]:
    """Those of which the caller's organisation is a party, the last changed first."""
    order = ("-changed_at", "-id")
    found = queries.disclosures(state=chosen.state, text=chosen.text)
    part = keyset.page(found, order, after=chosen.cursor, size=chosen.limit)
    return {"items": [disclosure_json(one) for one in part.rows], "next": part.next}


@router.post("", response={201: Whole}, openapi_extra=ACT)
def report_disclosure(
    request: Request, report: shapes.WeaknessReport, sending: Header[schemas.Sending]
) -> Mapping[str, Any]:
    """Report a weakness to the office, as a finder or as the supplier itself."""
    return submitted(
        request,
        sending,
        lambda: report_weakness(_weakness(report), by=request.auth, at=now()),
        lambda made: _whole(made.id),
    )


@router.get(
    "/{identifier}",
    response=Whole,
    openapi_extra=described(scopes=SCOPES, refusals=[304, 404]),
)
def get_disclosure(request: Request, identifier: UUID) -> dict[str, Any]:
    """One of them with its history."""
    return _whole(identifier)


@router.post("/{identifier}/comments", response={201: shapes.DisclosureLine}, openapi_extra=ACT)
def comment_on_disclosure(
    request: Request,
    identifier: UUID,
    comment: schemas.Comment,
    sending: Header[schemas.Sending],
) -> Mapping[str, Any]:
    """Add a line, which the office, the supplier and the reporter read."""
    return submitted(
        request,
        sending,
        lambda: comment_disclosure(identifier, comment.text, by=request.auth, at=now()),
        disclosure_line_json,
    )


@router.post("/{identifier}/accept", response=Whole, openapi_extra=ACT)
def accept_disclosure(
    request: Request,
    identifier: UUID,
    given: shapes.Acceptance,
    sending: Header[schemas.Sending],
) -> Mapping[str, Any]:
    """Open it with the supplier of a product, under an embargo. The national office alone may."""
    return acted(request, sending, actions.accept_report, identifier, given.product, tell=_whole)


@router.post("/{identifier}/describe", response=Whole, openapi_extra=ACT)
def describe_disclosure(
    request: Request,
    identifier: UUID,
    given: shapes.WeaknessReport,
    sending: Header[schemas.Sending],
) -> Mapping[str, Any]:
    """Say anew what it is, as the office or the supplier."""
    return acted(
        request, sending, actions.describe_weakness, identifier, _weakness(given), tell=_whole
    )


@router.post("/{identifier}/embargo", response=Whole, openapi_extra=ACT)
def propose_embargo_of_disclosure(
    request: Request,
    identifier: UUID,
    given: shapes.Embargo,
    sending: Header[schemas.Sending],
) -> Mapping[str, Any]:
    """Propose the day of publication, as the office or the supplier."""
    return acted(request, sending, actions.propose_embargo, identifier, given.until, tell=_whole)


@router.post("/{identifier}/agree", response=Whole, openapi_extra=ACT)
def agree_to_embargo(
    request: Request, identifier: UUID, sending: Header[schemas.Sending]
) -> Mapping[str, Any]:
    """Agree to the day that the other side proposed: on it the weakness is published by itself."""
    return acted(request, sending, actions.agree_embargo, identifier, tell=_whole)


@router.post("/{identifier}/publish", response=Whole, openapi_extra=ACT)
def publish_disclosure(
    request: Request,
    identifier: UUID,
    given: shapes.Reason,
    sending: Header[schemas.Sending],
) -> Mapping[str, Any]:
    """Publish without waiting, for a reason. The national office alone may."""
    return acted(request, sending, actions.publish_now, identifier, given.reason, tell=_whole)


@router.post("/{identifier}/close", response=Whole, openapi_extra=ACT)
def close_disclosure(
    request: Request,
    identifier: UUID,
    given: shapes.Reason,
    sending: Header[schemas.Sending],
) -> Mapping[str, Any]:
    """Close it unpublished. The national office alone may."""
    return acted(request, sending, actions.close_disclosure, identifier, given.reason, tell=_whole)


@router.post("/{identifier}/cve", response=Whole, openapi_extra=ACT)
def name_cve_of_disclosure(
    request: Request,
    identifier: UUID,
    given: shapes.CveName,
    sending: Header[schemas.Sending],
) -> Mapping[str, Any]:
    """Say which CVE identifier it got, as the office or the supplier."""
    return acted(request, sending, actions.name_cve, identifier, given.cve, tell=_whole)


def _weakness(report: shapes.WeaknessReport) -> Weakness:
    return Weakness(**{**report.model_dump(), "versions": tuple(report.versions)})


def _whole(identifier: UUID) -> dict[str, Any]:
    history = [disclosure_line_json(line) for line in queries.disclosure_lines(identifier)]
    return {**disclosure_json(queries.disclosure(identifier)), "history": history}
