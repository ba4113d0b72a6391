"""`/reports/…/attachments`, `/report-drafts/…/attachments`: files beside reports and drafts of them;
`/report-attachments`: each of them."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from django.http import FileResponse
from ninja import Header, Query, Router

from noroshi.entrypoints.api import attachment_schemas as shapes
from noroshi.entrypoints.api import schemas
from noroshi.entrypoints.api.access import Bearer, Request
from noroshi.entrypoints.api.description import ACTED, described
from noroshi.entrypoints.api.submissions import acted, once, submitted
from noroshi.entrypoints.api.uploads import FORM, OCTETS, received
from noroshi.entrypoints.attachment_shapes import attachment_json
from noroshi.kernel.clock import now
from noroshi.reporting.actions.hand_out import hand_out
from noroshi.reporting.actions.keep_attachment import (
    attach_to_draft,
    attach_to_report,
    erase_attachment,
    remove_from_draft,
)
from noroshi.reporting.attaching import File
from noroshi.reporting.attachments import attachment, attachments_of_draft, readable
from noroshi.reporting.drafts import draft

SCOPES = ("reports",)
LIST: Final = described(scopes=SCOPES, refusals=[304, 404])
MEDIA_TYPE: Final = "application/octet-stream"
BODIES: Final = {"required": True, "content": {"multipart/form-data": FORM, MEDIA_TYPE: OCTETS}}
ATTACH: Final = described(scopes=SCOPES, refusals=ACTED, requestBody=BODIES)
router = Router(auth=Bearer(*SCOPES), tags=["reports"])
of_drafts = Router(auth=Bearer(*SCOPES), tags=["reports"])
files = Router(auth=Bearer(*SCOPES), tags=["reports"])


def attached(
    request: Request,
    given: schemas.File,
    sending: schemas.Sending,
    attach: Callable[[File], Any],
) -> Mapping[str, Any]:
    """Attach the file that came with a request; under the same Idempotency-Key once."""
    with received(request, given.source) as upload:
        file = File(upload.source, upload.stream)
        key = sending.idempotency_key
        return once(request, key, upload.digest, lambda: attachment_json(attach(file)))


@router.get(
    "/{identifier}/attachments",
    response=schemas.Whole[shapes.Attachment],
    openapi_extra=LIST,
)
def list_report_attachments(request: Request, identifier: UUID) -> dict[str, Any]:
    """The files beside a report, the oldest first: of one's own, of those that the law sends here, and
    of those to whose files one has a consent."""
    return {"items": [attachment_json(one) for one in readable(identifier)], "next": None}


@router.post("/{identifier}/attachments", response={201: shapes.Attachment}, openapi_extra=ATTACH)
def attach_file(
    request: Request,
    identifier: UUID,
    given: Query[schemas.File],
    sending: Header[schemas.Sending],
) -> Mapping[str, Any]:
    """Attach a file of at most 64 MiB to a report of one's own; it is stored encrypted."""
    return attached(
        request,
        given,
        sending,
        lambda file: attach_to_report(identifier, file, by=request.auth, at=now()),
    )


@of_drafts.get(
    "/{identifier}/attachments",
    response=schemas.Whole[shapes.Attachment],
    openapi_extra=LIST,
)
def list_draft_attachments(request: Request, identifier: UUID) -> dict[str, Any]:
    """The files beside a draft of one's own, the oldest first."""
    return _beside_draft(identifier)


@of_drafts.post(
    "/{identifier}/attachments", response={201: shapes.Attachment}, openapi_extra=ATTACH
)
def attach_file_to_draft(
    request: Request,
    identifier: UUID,
    given: Query[schemas.File],
    sending: Header[schemas.Sending],
) -> Mapping[str, Any]:
    """Attach a file of at most 64 MiB to a draft: it is filed with it, or thrown away with it."""
    return attached(
        request,
        given,
        sending,
        lambda file: attach_to_draft(identifier, file, by=request.auth, at=now()),
    )


@of_drafts.post(
    "/{identifier}/attachments/{file}/remove",
    response=schemas.Whole[shapes.Attachment],
    openapi_extra=described(scopes=SCOPES, refusals=ACTED),
)
def remove_file_from_draft(
    request: Request, identifier: UUID, file: UUID, sending: Header[schemas.Sending]
) -> Mapping[str, Any]:
    """Take a file away from a draft; nothing of it stays. The answer lists what is left."""
    return acted(request, sending, remove_from_draft, identifier, file, tell=_beside_draft)


@files.get(
    "/{identifier}/content",
    openapi_extra=described(scopes=SCOPES, refusals=[404], media_types=[MEDIA_TYPE]),
)
def get_attachment_content(request: Request, identifier: UUID) -> FileResponse:
    """Its octets, never to be shown in place. What looks like live malware goes to analysts alone."""
    given = hand_out(identifier, by=request.auth, at=now())
    return FileResponse(
        given.stream, as_attachment=True, filename=given.name, content_type=MEDIA_TYPE
    )


@files.post(
    "/{identifier}/erase",
    response=shapes.Attachment,
    openapi_extra=described(scopes=SCOPES, refusals=ACTED),
)
def erase_file(
    request: Request, identifier: UUID, given: shapes.Erasing, sending: Header[schemas.Sending]
) -> Mapping[str, Any]:
    """Erase a file beside a report of one's own, for a reason. Its digest stays in the log."""

    def erase() -> UUID:
        erase_attachment(identifier, given.reason, by=request.auth, at=now())
        return identifier

    return submitted(request, sending, erase, lambda one: attachment_json(attachment(one)))


def _beside_draft(identifier: UUID) -> dict[str, Any]:
    found = attachments_of_draft(draft(identifier))
    return {"items": [attachment_json(one) for one in found], "next": None}
