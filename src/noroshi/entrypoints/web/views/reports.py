"""What was reported, to whom the law sends it, and what is still owed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from noroshi.entrypoints.report_fields import in_words, read_report
from noroshi.entrypoints.report_shapes import (
    obligation_json,
    report_json,
    version_json,
    whole_json,
)
from noroshi.entrypoints.web.attachment_forms import files_beside
from noroshi.entrypoints.web.consent_table import consent_table, taken_beside
from noroshi.entrypoints.web.forms import attempt
from noroshi.entrypoints.web.listing import Choice, Column, Listing, queried, show
from noroshi.entrypoints.web.options import organisation_options
from noroshi.entrypoints.web.permissions import may
from noroshi.entrypoints.web.report_forms import ReportForm, WithdrawForm
from noroshi.entrypoints.web.requests import Request
from noroshi.entrypoints.web.thread_forms import (
    AnswerQuestionForm,
    NextVersionForm,
    OrderForm,
    SayForm,
)
from noroshi.entrypoints.web.views.ledger import line_of
from noroshi.entrypoints.web.words import choices, word
from noroshi.kernel.clock import now
from noroshi.kernel.errors import AbsentError, MalformedError
from noroshi.kernel.markings import Tlp
from noroshi.ledger.signing import signing_keys
from noroshi.parties.rules import Power, require
from noroshi.reporting import queries
from noroshi.reporting.actions.accept_report import Manner, accept_version
from noroshi.reporting.actions.withdraw_report import withdraw_report
from noroshi.reporting.attachments import attachments
from noroshi.reporting.board import obligations, whole
from noroshi.reporting.differences import Difference, differences
from noroshi.reporting.drafts import drafts
from noroshi.reporting.fields import field_order
from noroshi.reporting.forms.offline import write_offline
from noroshi.reporting.forms.signed import sign_form
from noroshi.reporting.incident import Kind, example
from noroshi.reporting.threads import WAITS

FILE = "incident.json"


def _with_versions(rows: Sequence[Any]) -> list[tuple[Any, Any]]:
    newest = queries.newest(rows)
    return [(one, newest[one.id]) for one in rows]


def _found(chosen: Mapping[str, str]) -> Any:
    return queries.reports(
        queries.Filter(chosen["organisation"], chosen["kind"], chosen["regime"], chosen["text"])
    )


def _may_file(request: Any) -> dict[str, Any]:
    actor = request.hat.actor
    is_operator = actor.organisation_kind == "operator"
    may_file = is_operator and may(actor, Power.FILE_REPORTS)
    return {
        "may_file": may_file,
        "drafts": drafts() if may_file else (),
        "may_take": may(actor, Power.TAKE_REPORTS),
    }


def _by_telephone(version: Any) -> str:
    if not version.taken_by:
        return ""
    return word("by_telephone", "waiting" if version.is_unconfirmed else "confirmed")


_fetch, _count = queried(_found, {"": ("-changed_at", "-id")}, _with_versions)

LISTING = Listing(
    name="reports",
    title=_("Reports"),
    columns=(
        Column("id", _("Identifier"), is_hidden=True),
        Column("title", _("Title")),
        Column("organisation", _("Organisation")),
        Column("kind", _("Kind")),
        Column("stage", _("Stage")),
        Column("regimes", _("Laws")),
        Column("version", _("Version"), is_extra=True),
        Column("aware_at", _("When you noticed it"), is_extra=True),
        Column("changed_at", _("Changed")),
        Column("withdrawn_at", _("Withdrawn"), is_hidden=True),
        Column("on_behalf", _("By telephone"), lambda line: _by_telephone(line[1]), is_hidden=True),
        Column("receipt", _("Receipt"), lambda line: line[1].receipt),
    ),
    fetch=_fetch,
    shape=lambda line: report_json(*line),
    count=_count,
    filters=(
        Choice("organisation", _("Organisation"), organisation_options, least=2),
        Choice("kind", _("Kind"), lambda: choices("report_kind")),
        Choice("regime", _("Law"), lambda: choices("regime")),
        Choice("text", _("Title"), hint=_("Part of a title")),
    ),
    template="reports/list.html",
    tlp=Tlp.AMBER_STRICT,
    beside=_may_file,
)


def lines_of(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Obligations as values, each with its row."""
    return [{**obligation_json(row), "row": row} for row in rows]


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Reports of one's own and those that the law sends here."""
    return show(request, LISTING)


@require_safe
def report_template(request: HttpRequest, kind: str) -> HttpResponse:  # noqa: ARG001
    """A complete example of an incident, to be changed and sent back."""
    if kind not in [one.value for one in Kind]:
        raise AbsentError(gettext("there is nothing at this address"))
    headers = {"Content-Disposition": f'attachment; filename="{kind}.json"'}
    return HttpResponse(example(Kind(kind)), content_type="application/json", headers=headers)


@require_safe
def report_offline(request: HttpRequest, kind: str, suffix: str) -> HttpResponse:  # noqa: ARG001
    """The form that works without a network, or its signature."""
    if kind not in [one.value for one in Kind] or suffix not in ("html", "html.sig"):
        raise AbsentError(gettext("there is nothing at this address"))
    octets = write_offline(Kind(kind))
    if suffix != "html":
        octets = sign_form(octets, signing_keys().signers).encode()
    headers = {"Content-Disposition": f'attachment; filename="incident-{kind}.{suffix}"'}
    return HttpResponse(octets, content_type="application/octet-stream", headers=headers)


@require_http_methods(["GET", "POST"])
def report_upload(request: Request) -> HttpResponse:
    """File a report from a file, or as it is typed in JSON."""
    actor = request.hat.actor
    require(actor, Power.FILE_REPORTS)
    form = ReportForm(request.POST, request.FILES) if request.method == "POST" else ReportForm()
    made = (
        attempt(form, lambda given: _accepted(given, actor)) if request.method == "POST" else None
    )
    if made is not None:
        messages.success(request, gettext("Filed. The receipt is below."))
        return redirect("report", made.report_id)
    context = {
        "form": form,
        "kinds": [kind.value for kind in Kind],
        "tlp": Tlp.AMBER_STRICT,
    }
    return render(request, "reports/upload.html", context, status=422 if form.errors else 200)


@require_safe
def report(request: Request, identifier: UUID) -> HttpResponse:
    """One report with what is owed for it, its versions, and its receipt."""
    wanted = request.GET.get("format")
    if wanted in ("json", "receipt"):
        return JsonResponse(_document(identifier, wanted))
    return report_page(request, identifier)


@require_POST
def report_version(request: Request, identifier: UUID) -> HttpResponse:
    """File the next version of one's own report."""
    actor = request.hat.actor
    form = NextVersionForm(request.POST, request.FILES, orders=_orders(queries.report(identifier)))
    if attempt(form, lambda given: _accepted(given, actor, identifier)) is None:
        return report_page(request, identifier, next_form=form)
    messages.success(request, gettext("Filed. The receipt is below."))
    return redirect("report", identifier)


@require_POST
def report_withdraw(request: Request, identifier: UUID) -> HttpResponse:
    """Withdraw one's own report."""
    actor = request.hat.actor
    form = WithdrawForm(request.POST)
    done = attempt(
        form, lambda given: withdraw_report(identifier, given["reason"], by=actor, at=now())
    )
    if done is None:
        return report_page(request, identifier, withdraw_form=form)
    messages.success(request, gettext("Withdrawn."))
    return redirect("report", identifier)


def _accepted(given: Mapping[str, Any], by: Any, report: UUID | None = None) -> Any:
    incident = read_report(given["incident"], FILE)
    manner = Manner(report, given.get("correction", ""), given.get("order"))
    try:
        return accept_version(incident, manner, by=by, at=now())
    except MalformedError as error:
        raise in_words(error, FILE) from error


def _document(identifier: UUID, wanted: str) -> dict[str, Any]:
    found = queries.report(identifier)
    versions = list(queries.versions(found))
    whole = whole_json(found, versions[0])
    if wanted == "receipt":
        return {"report": str(found.id), "version": found.version, **whole["receipt"]}
    return {**whole, "versions": [version_json(one) for one in versions]}


def told_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What differs, in the order of the form."""
    return sorted(differences(before, after), key=lambda one: field_order(one.place))


def _orders(report: Any) -> list[Any]:
    return [one for one in queries.questions() if one.report == report and one.obligation]


def _thread(versions: list[Any], lines: Iterable[Any]) -> list[dict[str, Any]]:
    """What was filed and said, the newest first; each version with what it says otherwise."""
    before = [*versions[1:], None]
    filed = [
        {
            "at": one.accepted_at,
            "version": one,
            "fields": told_fields(old.content, one.content) if old else (),
        }
        for one, old in zip(versions, before, strict=True)
    ]
    said = [{"at": one.written_at, "line": one} for one in lines]
    return sorted([*said, *filed], key=lambda one: one["at"], reverse=True)


def others_who_read(found: Any, actor: Any) -> list[str]:
    """The kinds of organisations that read a report, beside its reporter and the one that asks."""
    return [kind for kind in found.read_by if kind != actor.organisation_kind]


def _said_forms(actor: Any, found: Any) -> dict[str, Any]:
    """What may be said about a report, by whoever asks for its page."""
    is_own = found.organisation_id == actor.organisation
    others = others_who_read(found, actor)
    may_ask = not is_own and may(actor, Power.ASK_REPORTERS)
    may_answer = is_own and may(actor, Power.FILE_REPORTS)
    is_ordered = may(actor, Power.ORDER_CORRECTIONS) and not found.withdrawn_at
    return {
        "ask_form": SayForm(others=others, auto_id="ask_%s") if may_ask else None,
        "note_form": SayForm(others=others, auto_id="note_%s") if may_ask or may_answer else None,
        "order_form": OrderForm(others=others, auto_id="order_%s")
        if is_ordered and queries.law_of_orders(found)
        else None,
        "may_answer": may_answer,
    }


def _waiting(lines: Iterable[Any], forms: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    """What waits for the reporter, each with the form of its answer; an order is met by a version."""
    found = [one for one in lines if one.kind in WAITS and not one.is_answered]
    return [
        (one, forms.get(f"answer_{one.id}") or AnswerQuestionForm(auto_id=f"answer_{one.id}_%s"))
        for one in reversed(found)
    ]


def _files(actor: Any, found: Any, newest: Any) -> dict[str, Any]:
    is_own = found.organisation_id == actor.organisation
    to = ""
    if is_own and not found.withdrawn_at and may(actor, Power.FILE_REPORTS):
        to = "report_attach"
    elif newest.is_unconfirmed and _may_take(actor, found):
        to = "report_attach_taken" if newest.taken_by == actor.organisation_code else ""
    place = (to, found.id) if to else None
    return files_beside(attachments(found), actor, attach_to=place, is_own=is_own)


def _may_take(actor: Any, found: Any) -> bool:
    is_operators = found.organisation.kind == "operator"
    return is_operators and not found.withdrawn_at and may(actor, Power.TAKE_REPORTS)


def report_page(request: Request, identifier: UUID, **forms: Any) -> HttpResponse:
    """The report's page. forms: those that were sent and refused, by their name on the page."""
    found = queries.report(identifier)
    versions = list(queries.versions(found))
    lines = list(queries.said_of(found))
    owed = whole(obligations().filter(report=found))
    is_own = found.organisation_id == request.hat.actor.organisation
    context = {
        "report": found,
        "newest": versions[0],
        "facts": told_fields({}, versions[0].content),
        "thread": _thread(versions, lines),
        "waiting": _waiting(lines, forms),
        **_said_forms(request.hat.actor, found),
        **(consent_table(found, owed) if is_own else {}),
        **taken_beside(found, versions[0]),
        **_files(request.hat.actor, found, versions[0]),
        "may_take": _may_take(request.hat.actor, found),
        "obligations": lines_of(owed),
        "entry": line_of(versions[0].ledger_entry),
        "is_own": is_own,
        "may_file": is_own
        and not found.withdrawn_at
        and may(request.hat.actor, Power.FILE_REPORTS),
        "next_form": NextVersionForm(orders=_orders(found)),
        "withdraw_form": WithdrawForm(),
        "tlp": Tlp.AMBER_STRICT,
        **forms,
    }
    status = 422 if any(form.errors for form in forms.values()) else 200
    return render(request, "reports/detail.html", context, status=status)
