"""Who may read parts of a report by its reporter's consent, and what was received so."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from noroshi.entrypoints.consent_shapes import excerpt_json, whole_excerpt_json
from noroshi.entrypoints.web.attachment_forms import files_beside
from noroshi.entrypoints.web.consent_table import ConsentForm, group_words
from noroshi.entrypoints.web.forms import carry_out, told
from noroshi.entrypoints.web.listing import Choice, Column, Listing, queried, show
from noroshi.entrypoints.web.requests import Request
from noroshi.entrypoints.web.views.ledger import line_of
from noroshi.entrypoints.web.views.reports import report_page, told_fields
from noroshi.kernel.clock import now
from noroshi.kernel.markings import Tlp
from noroshi.reporting import consents
from noroshi.reporting.actions.keep_consent import give_consent, withdraw_consent
from noroshi.reporting.actions.open_shared import open_shared
from noroshi.reporting.attachments import attachments


def _found(chosen: Mapping[str, str]) -> Any:
    return consents.excerpts(chosen["text"])


_fetch, _count = queried(_found, {"": ("-left_at", "-id")}, list)

SHARED = Listing(
    name="report_shared",
    title=_("Reports shared by consent"),
    columns=(
        Column("id", _("Identifier"), is_hidden=True),
        Column("organisation", _("Organisation")),
        Column("report", _("Report"), is_extra=True),
        Column("version", _("Version"), is_number=True),
        Column("groups", _("What it may read")),
        Column("left_at", _("Shared")),
        Column("consent_withdrawn_at", _("Consent withdrawn")),
    ),
    fetch=_fetch,
    shape=excerpt_json,
    count=_count,
    filters=(Choice("text", _("Organisation"), hint=_("Part of its code")),),
    template="reports/shared_list.html",
    tlp=Tlp.AMBER_STRICT,
    beside=lambda _: {"group_words": group_words()},
)


@require_safe
def report_shared(request: HttpRequest) -> HttpResponse:
    """What one received by a reporter's consent, or has let leave."""
    return show(request, SHARED)


@require_safe
def report_shared_one(request: Request, identifier: UUID) -> HttpResponse:
    """One version, in the groups that were consented to."""
    found = open_shared(identifier, by=request.hat.actor, at=now())
    if request.GET.get("format") == "json":
        return JsonResponse(whole_excerpt_json(found))
    context = {
        **files_beside(attachments(found.report_id), request.hat.actor),
        "excerpt": found,
        "facts": told_fields({}, found.content),
        "group_words": group_words(),
        "is_own": found.organisation_id == request.hat.actor.organisation,
        "entry": line_of(found.ledger_entry),
        "tlp": Tlp.AMBER_STRICT,
    }
    return render(request, "reports/shared.html", context)


@require_POST
def report_consent(request: Request, identifier: UUID) -> HttpResponse:
    """Let an authority read groups of fields of one's own report."""

    def give(given: Mapping[str, Any]) -> Any:
        by = request.hat.actor
        return give_consent(identifier, given["recipient"], given["groups"], by=by, at=now())

    return carry_out(
        ConsentForm(request.POST),
        give,
        again=lambda form: report_page(request, identifier, consent_form=form),
        then=lambda made: told(
            request,
            gettext("%(code)s reads these groups from now on.") % {"code": made.code},
            "report",
            identifier,
        ),
    )


@require_POST
def report_consent_withdraw(request: Request, identifier: UUID, consent: UUID) -> HttpResponse:
    """Take a consent back, and say what has left."""
    left = withdraw_consent(identifier, consent, by=request.hat.actor, at=now())
    said = ngettext(
        "Withdrawn. %(count)d version has left already and stays with its recipient.",
        "Withdrawn. %(count)d versions have left already and stay with their recipient.",
        len(left.versions),
    ) % {"count": len(left.versions)}
    files = len({one.attachment_id for one in left.files})
    if files:
        fetched = ngettext(
            "%(count)d file was fetched by it, too.",
            "%(count)d files were fetched by it, too.",
            files,
        )
        said = f"{said} {fetched % {'count': files}}"
    return told(request, said, "report", identifier)
