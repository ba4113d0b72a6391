"""`/warnings`: the inbox, the notice, and what its organisation says to it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from ninja import Header, Query, Router

from noroshi.entrypoints.api import notice_schemas as notices
from noroshi.entrypoints.api import schemas
from noroshi.entrypoints.api.access import Bearer, Request
from noroshi.entrypoints.api.description import ACTED, BODY, described
from noroshi.entrypoints.api.submissions import submitted
from noroshi.entrypoints.notices import notice_json
from noroshi.entrypoints.shapes import note_json, warning_json
from noroshi.kernel.clock import now
from noroshi.warnings import queries
from noroshi.warnings.actions import answer_warning as actions
from noroshi.warnings.explanations import explain

SCOPES = ("warnings",)
router = Router(auth=Bearer(*SCOPES), tags=["warnings"])


@router.get(
    "",
    response=schemas.Page[schemas.Warning],
    openapi_extra=described(scopes=SCOPES, refusals=[304]),
)
def list_warnings(request: Request, chosen: Query[schemas.WarningFilter]) -> dict[str, Any]:
    """Warnings with their reasons and what to do, the most urgent or the newest first."""
    narrowed = queries.Filter(
        state=chosen.state,
        urgency=chosen.urgency,
        organisation=chosen.organisation,
        sector=chosen.sector,
        system=str(chosen.system or ""),
        text=chosen.text,
        since=chosen.since,
        order=chosen.order,
    )
    found = queries.inbox(narrowed, cursor=chosen.cursor, size=chosen.limit)
    items = [warning_json(one) for one in explain(found.items)]
    return {"items": items, "next": found.next}


@router.get(
    "/{identifier}",
    response=notices.Notice,
    openapi_extra=described(scopes=SCOPES, refusals=[304, 404]),
)
def get_warning(request: Request, identifier: UUID) -> dict[str, Any]:
    """One warning with its history, and with what the suppliers say."""
    return notice_json(identifier)


@router.post(
    "/{identifier}/answer",
    response=notices.Notice,
    openapi_extra=described(scopes=SCOPES, refusals=ACTED),
)
def answer_warning(
    request: Request,
    identifier: UUID,
    answer: schemas.Answer,
    sending: Header[schemas.Sending],
) -> Mapping[str, Any]:
    """Acknowledge a warning of one's own, open it again, or say that it is fixed or not affected."""
    said = actions.Answer(answer.state, answer.reason, answer.text)
    return submitted(
        request,
        sending,
        lambda: actions.answer_warning(identifier, said, by=request.auth, at=now()),
        lambda _: notice_json(identifier),
    )


@router.post(
    "/{identifier}/comments",
    response={201: schemas.Note},
    openapi_extra=described(scopes=SCOPES, refusals=[*BODY, 404]),
)
def comment_warning(
    request: Request,
    identifier: UUID,
    comment: schemas.Comment,
    sending: Header[schemas.Sending],
) -> Mapping[str, Any]:
    """Add a line to the history of a warning of one's own."""
    return submitted(
        request,
        sending,
        lambda: actions.comment_warning(identifier, comment.text, by=request.auth, at=now()),
        note_json,
    )
