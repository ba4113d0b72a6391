"""`/reports/…/thread`: what was asked, answered, noted and ordered about a report, between its versions;
`/report-questions`: what waits for the reporter."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from ninja import Header, Query, Router

from noroshi.entrypoints import keyset
from noroshi.entrypoints.api import report_schemas as shapes
from noroshi.entrypoints.api import schemas
from noroshi.entrypoints.api.access import Bearer, Request
from noroshi.entrypoints.api.description import ACTED, described
from noroshi.entrypoints.api.submissions import submitted
from noroshi.entrypoints.thread_shapes import line_json, thread_json
from noroshi.kernel.clock import now
from noroshi.reporting import queries
from noroshi.reporting.actions.write_line import (
    answer_question,
    ask_question,
    order_correction,
    write_note,
)
from noroshi.reporting.threads import Words

SCOPES = ("reports",)
WRITE: Final = described(scopes=SCOPES, refusals=ACTED)
router = Router(auth=Bearer(*SCOPES), tags=["reports"])
questions = Router(auth=Bearer(*SCOPES), tags=["reports"])


@questions.get(
    "",
    response=schemas.Page[shapes.Line],
    openapi_extra=described(scopes=SCOPES, refusals=[304]),
)
def list_report_questions(request: Request, chosen: Query[schemas.Paging]) -> dict[str, Any]:
    """Questions that wait for the reporter's answer and orders that wait for its correction, the
    oldest first: of one's own reports, and of those that one reads."""
    found = queries.questions()
    part = keyset.page(found, ("written_at", "id"), after=chosen.cursor, size=chosen.limit)
    return {"items": [line_json(one) for one in part.rows], "next": part.next}


@questions.post("/{identifier}/answer", response={201: shapes.Line}, openapi_extra=WRITE)
def answer_report_question(
    request: Request, identifier: UUID, given: shapes.Saying, sending: Header[schemas.Sending]
) -> Mapping[str, Any]:
    """Answer a question about a report of one's own; whoever reads the question reads the answer."""
    return _written(
        request,
        sending,
        lambda: answer_question(identifier, given.text, by=request.auth, at=now()),
    )


@router.get(
    "/{identifier}/thread",
    response=schemas.Whole[shapes.ThreadItem],
    openapi_extra=described(scopes=SCOPES, refusals=[304, 404]),
)
def get_report_thread(request: Request, identifier: UUID) -> dict[str, Any]:
    """Its versions and what was said about them as far as one reads it, the newest first."""
    report = queries.report(identifier)
    return {"items": thread_json(queries.versions(report), queries.said_of(report)), "next": None}


@router.post("/{identifier}/questions", response={201: shapes.Line}, openapi_extra=WRITE)
def ask_about_report(
    request: Request, identifier: UUID, given: shapes.SayingTo, sending: Header[schemas.Sending]
) -> Mapping[str, Any]:
    """Ask the reporter, as an organisation that the law lets read its report."""
    words = Words(given.text, given.readers)
    return _written(
        request, sending, lambda: ask_question(identifier, words, by=request.auth, at=now())
    )


@router.post("/{identifier}/notes", response={201: shapes.Line}, openapi_extra=WRITE)
def note_about_report(
    request: Request, identifier: UUID, given: shapes.SayingTo, sending: Header[schemas.Sending]
) -> Mapping[str, Any]:
    """Write a note, as the reporter or as an organisation that reads the report."""
    words = Words(given.text, given.readers)
    return _written(
        request, sending, lambda: write_note(identifier, words, by=request.auth, at=now())
    )


@router.post("/{identifier}/orders", response={201: shapes.Line}, openapi_extra=WRITE)
def order_report_correction(
    request: Request, identifier: UUID, given: shapes.Ordering, sending: Header[schemas.Sending]
) -> Mapping[str, Any]:
    """Order a correction by the end of a day, as the competent ministry. It is among the
    obligations until a correction is filed that names it."""
    words = Words(given.text, given.readers)
    return _written(
        request,
        sending,
        lambda: order_correction(identifier, words, given.due_on, by=request.auth, at=now()),
    )


def _written(
    request: Request, sending: schemas.Sending, write: Callable[[], Any]
) -> Mapping[str, Any]:
    return submitted(request, sending, write, lambda line: line_json(queries.line(line.id)))
