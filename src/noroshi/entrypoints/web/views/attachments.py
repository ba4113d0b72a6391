"""Files beside reports and drafts: attached, handed out, erased."""

from collections.abc import Callable, Mapping
from typing import Any, BinaryIO, Final, cast
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from noroshi.entrypoints.web.attachment_forms import AttachForm, EraseForm
from noroshi.entrypoints.web.forms import MENDABLE, attempt, place_of
from noroshi.entrypoints.web.requests import Request
from noroshi.kernel.clock import now
from noroshi.reporting.actions.hand_out import hand_out
from noroshi.reporting.actions.keep_attachment import (
    attach_for_caller,
    attach_to_draft,
    attach_to_report,
    erase_attachment,
    remove_from_draft,
)
from noroshi.reporting.attaching import File
from noroshi.reporting.attachments import attachment

OCTETS: Final = "application/octet-stream"


@require_POST
def report_attach(request: Request, identifier: UUID) -> HttpResponse:
    """Attach files to a report of one's own."""
    return _attached(request, attach_to_report, identifier, resolve_url("report", identifier))


@require_POST
def report_attach_taken(request: Request, identifier: UUID) -> HttpResponse:
    """Attach files that an operator sent, as the national office."""
    return _attached(request, attach_for_caller, identifier, resolve_url("report", identifier))


@require_POST
def report_draft_attach(request: Request, identifier: UUID) -> HttpResponse:
    """Attach files to a draft."""
    place = resolve_url("report_draft_check", identifier)
    return _attached(request, attach_to_draft, identifier, place)


def _attached(
    request: Request, attach: Callable[..., Any], beside: UUID, place: str
) -> HttpResponse:
    form = AttachForm(request.POST, request.FILES)
    made: list[Any] = []

    def keep(given: Mapping[str, Any]) -> None:
        for one in given["file"]:
            file = File(one.name or "", cast("BinaryIO", one.file))
            made.append(attach(beside, file, by=request.hat.actor, at=now()))

    attempt(form, keep)
    for texts in form.errors.values():
        messages.error(request, " ".join(str(text) for text in texts))
    if made:
        said = ngettext("%(count)d file attached.", "%(count)d files attached.", len(made))
        messages.success(request, said % {"count": len(made)})
    live = [one.name for one in made if one.look]
    if live:
        text = gettext(
            "%(names)s: this looks like live malware. It is kept encrypted, and given to analysts"
            " alone, in a zip with the password infected."
        )
        messages.warning(request, text % {"names": gettext(", ").join(live)})
    return redirect(f"{place}#attachments")


@require_safe
def report_attachment(request: Request, identifier: UUID) -> HttpResponseBase:
    """The file itself: to be saved, never shown in place."""
    given = hand_out(identifier, by=request.hat.actor, at=now())
    return FileResponse(given.stream, as_attachment=True, filename=given.name, content_type=OCTETS)


@require_POST
def report_attachment_erase(request: Request, identifier: UUID) -> HttpResponse:
    """Erase one's own file, or take it away from its draft."""
    held, by = attachment(identifier), request.hat.actor
    form = EraseForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        if held.report_id or not held.draft_id:
            erase_attachment(identifier, reason, by=by, at=now())
        else:
            remove_from_draft(held.draft_id, identifier, by=by, at=now())
        messages.success(request, gettext("Erased."))
    except MENDABLE as error:
        messages.error(request, place_of(form, error)[1])
    place = ("report", held.report_id) if held.report_id else ("report_draft_check", held.draft_id)
    return redirect(f"{resolve_url(*place)}#attachments")
