"""`/reports`: what was filed, by whom the law lets file and read; `/obligations`: what is owed."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from ninja import Header, Query, Router

from noroshi.entrypoints import keyset
from noroshi.entrypoints.api import report_schemas as shapes
from noroshi.entrypoints.api import schemas
from noroshi.entrypoints.api.access import Bearer, Request
from noroshi.entrypoints.api.description import ACTED, BODY, described
from noroshi.entrypoints.api.submissions import once
from noroshi.entrypoints.report_fields import in_words, read_report
from noroshi.entrypoints.report_shapes import (
    difference_json,
    obligation_json,
    report_json,
    version_json,
    whole_json,
)
from noroshi.kernel.clock import now
from noroshi.kernel.errors import MalformedError
from noroshi.reporting import queries
from noroshi.reporting.actions.accept_report import Manner, accept_version
from noroshi.reporting.actions.withdraw_report import withdraw_report
from noroshi.reporting.board import ORDERS, OwedFilter, whole
from noroshi.reporting.board import obligations as owed

SCOPES = ("reports",)
INCIDENT: Final = {
    "required": True,
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Incident"}}},
}
READ = described(scopes=SCOPES, refusals=[304, 404])
FILE = described(scopes=SCOPES, refusals=BODY, requestBody=INCIDENT)
FILE_AGAIN = described(scopes=SCOPES, refusals=ACTED, requestBody=INCIDENT)
router = Router(auth=Bearer(*SCOPES), tags=["reports"])
obligations = Router(auth=Bearer(*SCOPES), tags=["reports"])


@router.get(
    "",
    response=schemas.Page[shapes.Report],
    openapi_extra=described(scopes=SCOPES, refusals=[304]),
)
def list_reports(request: Request, chosen: Query[shapes.ReportFilter]) -> dict[str, Any]:
    """Reports of one's own and those that the law sends here, the last changed first."""
    found = queries.reports(
        queries.Filter(chosen.organisation, chosen.kind, chosen.regime, chosen.text)
    )
    part = keyset.page(found, ("-changed_at", "-id"), after=chosen.cursor, size=chosen.limit)
    newest = queries.newest(part.rows)
    return {"items": [report_json(one, newest[one.id]) for one in part.rows], "next": part.next}


@router.post("", response={201: shapes.ReportInFull}, openapi_extra=FILE)
def file_report(request: Request, sending: Header[schemas.Sending]) -> Mapping[str, Any]:
    """File an incident under the laws that it names. The answer says the receipt, and what is owed
    by all of them."""
    return _filed(request, sending, Manner())


@router.get("/{identifier}", response=shapes.ReportInFull, openapi_extra=READ)
def get_report(request: Request, identifier: UUID) -> dict[str, Any]:
    """One report as it now stands, with its receipt and what is owed for it."""
    return _whole(request, identifier)


@router.get("/{identifier}/versions", response=schemas.Whole[shapes.Version], openapi_extra=READ)
def list_report_versions(request: Request, identifier: UUID) -> dict[str, Any]:
    """Its versions, the newest first."""
    found = queries.versions(queries.report(identifier))
    return {"items": [version_json(one) for one in found], "next": None}


@router.post(
    "/{identifier}/versions", response={201: shapes.ReportInFull}, openapi_extra=FILE_AGAIN
)
def file_report_again(
    request: Request,
    identifier: UUID,
    given: Query[shapes.Correcting],
    sending: Header[schemas.Sending],
) -> Mapping[str, Any]:
    """File the next version of a report of one's own: a supplement, or a correction with its
    reason. It is sent whole."""
    return _filed(request, sending, Manner(identifier, given.correction, given.order))


@router.get("/{identifier}/versions/{number}", response=shapes.VersionInFull, openapi_extra=READ)
def get_report_version(request: Request, identifier: UUID, number: shapes.Number) -> dict[str, Any]:
    """One version with its content."""
    found = queries.version(queries.report(identifier), number)
    return {**version_json(found), "content": found.content}


@router.get("/{identifier}/difference", response=shapes.Differences, openapi_extra=READ)
def compare_report_versions(
    request: Request, identifier: UUID, chosen: Query[shapes.Comparing]
) -> dict[str, Any]:
    """What two versions say otherwise, field by field."""
    report = queries.report(identifier)
    found = queries.difference(report, chosen.before, chosen.after or report.version)
    return {"items": [difference_json(one) for one in found], "next": None}


@router.post(
    "/{identifier}/withdraw",
    response=shapes.ReportInFull,
    openapi_extra=described(scopes=SCOPES, refusals=ACTED),
)
def withdraw_filed_report(
    request: Request,
    identifier: UUID,
    given: shapes.Withdrawing,
    sending: Header[schemas.Sending],
) -> Mapping[str, Any]:
    """Withdraw a report of one's own, for a reason. It stays, and so does what it filed."""

    def give() -> dict[str, Any]:
        withdraw_report(identifier, given.reason, by=request.auth, at=now())
        return _whole(request, identifier)

    return once(request, sending.idempotency_key, request.body, give)


@obligations.get(
    "",
    response=schemas.Page[shapes.Obligation],
    openapi_extra=described(scopes=SCOPES, refusals=[304]),
)
def list_obligations(request: Request, chosen: Query[shapes.ObligationFilter]) -> dict[str, Any]:
    """What is owed, by when and why; usually the first due on top and what has no date last."""
    narrowed = OwedFilter(
        chosen.state,
        chosen.regime,
        chosen.organisation,
        chosen.sector,
        chosen.waiting_on,
        chosen.due_before,
        chosen.order,
    )
    found = owed(narrowed, now=now())
    part = keyset.page(found, ORDERS[chosen.order], after=chosen.cursor, size=chosen.limit)
    return {"items": [obligation_json(one) for one in whole(part.rows)], "next": part.next}


def _filed(request: Request, sending: schemas.Sending, manner: Manner) -> Mapping[str, Any]:
    incident = read_report(request.body, "body")

    def give() -> dict[str, Any]:
        try:
            version = accept_version(incident, manner, by=request.auth, at=now())
        except MalformedError as error:
            raise in_words(error, "body") from error
        return whole_json(version.report, version)

    content = f"{manner.correction}\n{manner.order or ''}\n".encode() + request.body
    return once(request, sending.idempotency_key, content, give)


def _whole(request: Request, identifier: UUID) -> dict[str, Any]:
    """The answer leaves after the commit, so that its promise is none in vain."""
    report = queries.report(identifier)
    return whole_json(report, queries.versions(report)[0])
