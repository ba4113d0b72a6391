"""`/reports/…/consents`: who may read parts of a report; `/shared-reports`: what was received so."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from ninja import Header, Query, Router

from noroshi.entrypoints import keyset
from noroshi.entrypoints.api import consent_schemas as shapes
from noroshi.entrypoints.api import schemas
from noroshi.entrypoints.api.access import Bearer, Request
from noroshi.entrypoints.api.description import ACTED, described
from noroshi.entrypoints.api.submissions import submitted
from noroshi.entrypoints.consent_shapes import (
    consent_json,
    excerpt_json,
    fetch_json,
    whole_excerpt_json,
)
from noroshi.kernel.clock import now
from noroshi.reporting import consents, queries
from noroshi.reporting.actions.keep_consent import give_consent, withdraw_consent
from noroshi.reporting.actions.open_shared import open_shared

SCOPES = ("reports",)
READ: Final = described(scopes=SCOPES, refusals=[304, 404])
router = Router(auth=Bearer(*SCOPES), tags=["reports"])
shared = Router(auth=Bearer(*SCOPES), tags=["reports"])


@router.get("/{identifier}/consents", response=schemas.Whole[shapes.Consent], openapi_extra=READ)
def list_report_consents(request: Request, identifier: UUID) -> dict[str, Any]:
    """The consents of a report of one's own, the newest first, with what has left under each."""
    found = consents.consents(queries.report(identifier))
    return {"items": [consent_json(one) for one in found], "next": None}


@router.post(
    "/{identifier}/consents",
    response={201: shapes.Consent},
    openapi_extra=described(scopes=SCOPES, refusals=ACTED),
)
def consent_to_reading(
    request: Request, identifier: UUID, given: shapes.Consenting, sending: Header[schemas.Sending]
) -> Mapping[str, Any]:
    """Let an authority read groups of fields of a report of one's own, from its newest version on."""
    return submitted(
        request,
        sending,
        lambda: give_consent(identifier, given.recipient, given.groups, by=request.auth, at=now()),
        consent_json,
    )


@router.post(
    "/{identifier}/consents/{consent}/withdraw",
    response=shapes.Withdrawn,
    openapi_extra=described(scopes=SCOPES, refusals=ACTED),
)
def withdraw_report_consent(
    request: Request, identifier: UUID, consent: UUID, sending: Header[schemas.Sending]
) -> Mapping[str, Any]:
    """Take a consent back. The answer lists what has left already, which stays with its recipient:
    versions, whether they were opened, and files that were fetched."""

    def tell(left: Any) -> dict[str, Any]:
        items = [excerpt_json(one) for one in left.versions]
        return {"items": items, "next": None, "files": [fetch_json(one) for one in left.files]}

    return submitted(
        request,
        sending,
        lambda: withdraw_consent(identifier, consent, by=request.auth, at=now()),
        tell,
    )


@shared.get(
    "",
    response=schemas.Page[shapes.Excerpt],
    openapi_extra=described(scopes=SCOPES, refusals=[304]),
)
def list_shared_reports(request: Request, chosen: Query[shapes.SharedFilter]) -> dict[str, Any]:
    """What one received by a reporter's consent, or has let leave, the newest first."""
    found = consents.excerpts(chosen.text)
    part = keyset.page(found, ("-left_at", "-id"), after=chosen.cursor, size=chosen.limit)
    return {"items": [excerpt_json(one) for one in part.rows], "next": part.next}


@shared.get("/{identifier}", response=shapes.ExcerptInFull, openapi_extra=READ)
def get_shared_report(request: Request, identifier: UUID) -> dict[str, Any]:
    """One of them with its content: the groups that were consented to, and nothing else. The reporter
    sees when it was first opened."""
    found = open_shared(identifier, by=request.auth, at=now())
    return whole_excerpt_json(found)
