"""`/taken-reports`: what the national office takes down for operators that telephone, and the files that they
send it; `/reports/…/confirm`: that it is so."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

import orjson
from ninja import Header, Query, Router

from noroshi.entrypoints import keyset
from noroshi.entrypoints.api import report_schemas as shapes
from noroshi.entrypoints.api import schemas
from noroshi.entrypoints.api.access import Bearer, Request
from noroshi.entrypoints.api.attachment_schemas import Attachment
from noroshi.entrypoints.api.attachments import ATTACH, attached
from noroshi.entrypoints.api.description import ACTED, described
from noroshi.entrypoints.api.submissions import submitted
from noroshi.entrypoints.api.taking_schemas import Call as TakenCall
from noroshi.entrypoints.api.taking_schemas import Taking, TakingMore
from noroshi.entrypoints.report_fields import in_words, read_report
from noroshi.entrypoints.report_shapes import report_json, whole_json
from noroshi.kernel.clock import now
from noroshi.kernel.errors import MalformedError
from noroshi.reporting import queries
from noroshi.reporting.actions.confirm_report import confirm_report
from noroshi.reporting.actions.keep_attachment import attach_for_caller
from noroshi.reporting.actions.take_report import Call, Onto, take_report, take_supplement
from noroshi.reporting.incident import Incident

SCOPES = ("reports",)
ACT: Final = described(scopes=SCOPES, refusals=ACTED)
router = Router(auth=Bearer(*SCOPES), tags=["reports"])
taken = Router(auth=Bearer(*SCOPES), tags=["reports"])


@taken.get(
    "",
    response=schemas.Page[shapes.Report],
    openapi_extra=described(scopes=SCOPES, refusals=[304]),
)
def list_taken_reports(request: Request, chosen: Query[schemas.Paging]) -> dict[str, Any]:
    """What was filed for operators and waits for them to confirm or correct it, the oldest first."""
    found = queries.unconfirmed()
    part = keyset.page(found, ("accepted_at", "id"), after=chosen.cursor, size=chosen.limit)
    return {"items": [report_json(one.report, one) for one in part.rows], "next": part.next}


@taken.post("", response={201: shapes.ReportInFull}, openapi_extra=ACT)
def take_report_down(
    request: Request, given: Taking, sending: Header[schemas.Sending]
) -> Mapping[str, Any]:
    """File what an operator tells by telephone, as the national office. The operator is told of it."""
    call = Call(given.organisation, given.called_at, _consents(given))
    return _taken(request, given, sending, lambda told: take_report(told, call, **_now(request)))


@taken.post("/{identifier}/versions", response={201: shapes.ReportInFull}, openapi_extra=ACT)
def take_supplement_down(
    request: Request, identifier: UUID, given: TakingMore, sending: Header[schemas.Sending]
) -> Mapping[str, Any]:
    """File what an operator tells that telephones again: the next version of its report, whole. It waits
    for the operator to confirm it."""
    held = queries.report(identifier)
    call = Call(held.organisation.code, given.called_at, _consents(given))
    onto = Onto(identifier, given.number)
    return _taken(
        request, given, sending, lambda told: take_supplement(onto, told, call, **_now(request))
    )


@taken.post("/{identifier}/attachments", response={201: Attachment}, openapi_extra=ATTACH)
def attach_file_for_caller(
    request: Request,
    identifier: UUID,
    given: Query[schemas.File],
    sending: Header[schemas.Sending],
) -> Mapping[str, Any]:
    """Attach a file that the operator sent, as the national office, beside what it took down and the
    operator has not confirmed. Until it does, the file goes to nobody by consent."""
    return attached(
        request,
        given,
        sending,
        lambda file: attach_for_caller(identifier, file, by=request.auth, at=now()),
    )


def _consents(given: TakenCall) -> dict[str, list[str]]:
    return {one.recipient: one.groups for one in given.consents}


def _now(request: Request) -> dict[str, Any]:
    return {"by": request.auth, "at": now()}


def _taken(
    request: Request,
    given: TakenCall,
    sending: schemas.Sending,
    act: Callable[[Incident], Any],
) -> Mapping[str, Any]:
    incident = read_report(orjson.dumps(given.incident), "body")

    def take() -> Any:
        try:
            return act(incident)
        except MalformedError as error:
            raise in_words(error, "body") from error

    return submitted(request, sending, take, lambda one: whole_json(one.report, one))


@router.post("/{identifier}/confirm", response=shapes.ReportInFull, openapi_extra=ACT)
def confirm_taken_report(
    request: Request, identifier: UUID, sending: Header[schemas.Sending]
) -> Mapping[str, Any]:
    """Say that what the national office filed for one is so; the consents that were said with it hold
    from then on. To correct it, file the next version."""
    return submitted(
        request,
        sending,
        lambda: confirm_report(identifier, by=request.auth, at=now()),
        lambda one: whole_json(queries.report(identifier), one),
    )
