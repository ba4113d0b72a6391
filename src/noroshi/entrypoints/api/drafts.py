"""`/report-drafts`: a report stated field by field, by several at once, and filed."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from ninja import Header, Query, Router

from noroshi.entrypoints import keyset
from noroshi.entrypoints.api import draft_schemas as shapes
from noroshi.entrypoints.api import schemas
from noroshi.entrypoints.api.access import Bearer, Request
from noroshi.entrypoints.api.description import ACTED, described
from noroshi.entrypoints.api.report_schemas import ReportInFull
from noroshi.entrypoints.api.submissions import acted, submitted
from noroshi.entrypoints.draft_shapes import draft_json, whole_draft_json
from noroshi.entrypoints.report_fields import in_words
from noroshi.entrypoints.report_shapes import whole_json
from noroshi.kernel.clock import now
from noroshi.kernel.errors import MalformedError
from noroshi.parties.queries import organisation
from noroshi.reporting import drafts, queries
from noroshi.reporting.actions import keep_draft
from noroshi.reporting.actions.file_draft import file_draft
from noroshi.reporting.incident import Kind
from noroshi.reporting.merging import Merged, Typed, Value, plain

SCOPES = ("reports",)
ACT: Final = described(scopes=SCOPES, refusals=ACTED)
router = Router(auth=Bearer(*SCOPES), tags=["reports"])


@router.get(
    "",
    response=schemas.Page[shapes.Draft],
    openapi_extra=described(scopes=SCOPES, refusals=[304]),
)
def list_report_drafts(request: Request, chosen: Query[schemas.Paging]) -> dict[str, Any]:
    """Drafts of one's own that are open, the last changed first. Nobody else sees them."""
    part = keyset.page(
        drafts.drafts(), ("-changed_at", "-id"), after=chosen.cursor, size=chosen.limit
    )
    return {"items": [draft_json(one) for one in part.rows], "next": part.next}


@router.post("", response={201: shapes.DraftInFull}, openapi_extra=ACT)
def begin_report_draft(
    request: Request, given: shapes.Beginning, sending: Header[schemas.Sending]
) -> Mapping[str, Any]:
    """Begin to state a report, or the next version of one."""

    def begin() -> UUID:
        by, at = request.auth, now()
        if (given.kind is None) == (given.report is None):
            raise MalformedError("say either kind or report")
        if given.report:
            return keep_draft.supplement_draft(given.report, by=by, at=at).id
        return keep_draft.begin_draft(Kind(str(given.kind)), by=by, at=at).id

    return submitted(request, sending, begin, lambda one: _whole(request, one))


@router.get(
    "/{identifier}",
    response=shapes.DraftInFull,
    openapi_extra=described(scopes=SCOPES, refusals=[304, 404]),
)
def get_report_draft(request: Request, identifier: UUID) -> dict[str, Any]:
    """One draft: its fields with their marks, what is wrong and missing, and what would follow."""
    return _whole(request, identifier)


@router.post("/{identifier}/fields", response=shapes.DraftChanged, openapi_extra=ACT)
def change_report_draft(
    request: Request, identifier: UUID, given: shapes.Changing, sending: Header[schemas.Sending]
) -> Mapping[str, Any]:
    """Change fields of a draft, each with the mark of what it is based on; others stay. What somebody
    else has changed meanwhile stands, and what was sent stands beside it until one is chosen."""
    typed = Typed({name: _plain(value) for name, value in given.fields.items()}, given.marks)

    def change() -> Merged:
        try:
            return keep_draft.save_draft(identifier, typed, by=request.auth, at=now())
        except MalformedError as error:
            raise in_words(error, "body") from error

    return submitted(
        request,
        sending,
        change,
        lambda merged: {**_whole(request, identifier), "contested": list(merged.contested)},
    )


@router.post("/{identifier}/settle", response=shapes.DraftInFull, openapi_extra=ACT)
def settle_report_draft(
    request: Request, identifier: UUID, given: shapes.Settling, sending: Header[schemas.Sending]
) -> Mapping[str, Any]:
    """Of what several have typed into a field take one."""
    given_by = (identifier, given.field, given.choice)
    return acted(
        request, sending, keep_draft.settle_draft, *given_by, tell=lambda one: _whole(request, one)
    )


@router.post("/{identifier}/renew", response=shapes.DraftInFull, openapi_extra=ACT)
def renew_report_draft(
    request: Request, identifier: UUID, sending: Header[schemas.Sending]
) -> Mapping[str, Any]:
    """Bring a draft up to the newest version of its report, field by field."""
    return acted(
        request, sending, keep_draft.renew_draft, identifier, tell=lambda one: _whole(request, one)
    )


@router.post("/{identifier}/discard", response=shapes.DraftInFull, openapi_extra=ACT)
def discard_report_draft(
    request: Request, identifier: UUID, sending: Header[schemas.Sending]
) -> Mapping[str, Any]:
    """Throw a draft away, with all that stands in it and its files."""
    return acted(
        request,
        sending,
        keep_draft.discard_draft,
        identifier,
        tell=lambda one: _whole(request, one),
    )


@router.post("/{identifier}/file", response={201: ReportInFull}, openapi_extra=ACT)
def file_report_draft(
    request: Request, identifier: UUID, given: shapes.Filing, sending: Header[schemas.Sending]
) -> Mapping[str, Any]:
    """File what a draft says, under its fields `stage` and `regimes`. Of one that is filed already the
    answer is its report as it now stands."""

    def file() -> Any:
        try:
            return file_draft(
                identifier, correction=given.correction or "", by=request.auth, at=now()
            )
        except MalformedError as error:
            raise in_words(error, "draft") from error

    def tell(filed: Any) -> dict[str, Any]:
        report = queries.report(filed.report_id)
        return whole_json(report, queries.versions(report)[0])

    return submitted(request, sending, file, tell)


def _whole(request: Request, identifier: UUID) -> dict[str, Any]:
    return whole_draft_json(drafts.draft(identifier), organisation(request.auth.organisation_code))


def _plain(value: Value) -> Value:
    return plain(value) if isinstance(value, str) else [plain(one) for one in value]
