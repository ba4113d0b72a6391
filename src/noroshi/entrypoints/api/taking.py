"""`/taken-reports`: what the national office takes down for operators that telephone; `/reports/…/confirm`:
that it is so."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import orjson
from ninja import Header, Query, Router

from noroshi.entrypoints import keyset
from noroshi.entrypoints.api import report_schemas as shapes
from noroshi.entrypoints.api import schemas
from noroshi.entrypoints.api.access import Bearer, Request
from noroshi.entrypoints.api.description import ACTED, described
from noroshi.entrypoints.api.submissions import submitted
from noroshi.entrypoints.api.taking_schemas import Taking
from noroshi.entrypoints.report_fields import in_words, read_report
from noroshi.entrypoints.report_shapes import report_json, whole_json
from noroshi.kernel.clock import now
from noroshi.kernel.errors import MalformedError
from noroshi.reporting import queries
from noroshi.reporting.actions.confirm_report import confirm_report
from noroshi.reporting.actions.take_report import Call, take_report

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
    incident = read_report(orjson.dumps(given.incident), "body")
    consents = {one.recipient: one.groups for one in given.consents}
    call = Call(given.organisation, given.called_at, consents)

    def take() -> Any:
        try:
            return take_report(incident, call, by=request.auth, at=now())
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
