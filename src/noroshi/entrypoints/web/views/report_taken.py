"""What the national office takes down while an operator telephones, and that it is so."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from noroshi.entrypoints.web.draft_forms import StepForm, asked, plain_of
from noroshi.entrypoints.web.forms import MENDABLE, place_of, told
from noroshi.entrypoints.web.permissions import needs
from noroshi.entrypoints.web.requests import Request
from noroshi.entrypoints.web.taking_forms import ASKED, AgainForm, CallForm
from noroshi.kernel.clock import now
from noroshi.kernel.errors import NoroshiError
from noroshi.kernel.markings import Tlp
from noroshi.parties.queries import organisation
from noroshi.parties.rules import Power
from noroshi.reporting import drafts, queries
from noroshi.reporting.actions.confirm_report import confirm_report
from noroshi.reporting.actions.take_report import Call, Onto, take_report, take_supplement
from noroshi.reporting.drafting import fields_of
from noroshi.reporting.incident import Kind
from noroshi.reporting.merging import EMPTY, Fields


@require_http_methods(["GET", "POST"])
@needs(Power.TAKE_REPORTS)
def report_take(request: Request) -> HttpResponse:
    """Take a report down while an operator telephones."""
    if request.method != "POST":
        return _page(request, CallForm(), {}, {})
    form = CallForm(request.POST)
    typed = {name: plain_of(request.POST, name) for name in ASKED}
    fields = {name: value for name, value in typed.items() if value not in EMPTY}
    if not form.is_valid():
        return _page(request, form, fields, {})
    try:
        made = _taken(form.cleaned_data, fields, request.hat.actor)
    except MENDABLE as error:
        return _page(request, form, fields, _problem(form, error))
    return _told(request, form.cleaned_data["organisation"], made)


@require_http_methods(["GET", "POST"])
@needs(Power.TAKE_REPORTS)
def report_take_again(request: Request, identifier: UUID) -> HttpResponse:
    """Take a supplement down while the operator telephones again."""
    held = queries.report(identifier)
    if request.method != "POST":
        fields = fields_of(queries.versions(held)[0].content)
        return _page(request, AgainForm(number=held.version), fields, {}, report=held)
    form = AgainForm(request.POST, number=held.version)
    typed = {name: plain_of(request.POST, name) for name in ASKED}
    if not form.is_valid():
        return _page(request, form, typed, {}, report=held)
    given = form.cleaned_data
    try:
        incident = drafts.told_again(typed, held)
        call = Call(held.organisation.code, given["called_at"], given["consents"])
        onto = Onto(identifier, given["number"])
        made = take_supplement(onto, incident, call, by=request.hat.actor, at=now())
    except MENDABLE as error:
        return _page(request, form, typed, _problem(form, error), report=held)
    return _told(request, held.organisation.code, made)


@require_POST
def report_confirm(request: Request, identifier: UUID) -> HttpResponse:
    """Say that what the office filed is so."""
    confirm_report(identifier, by=request.hat.actor, at=now())
    return told(request, gettext("Confirmed."), "report", identifier)


def _taken(given: Mapping[str, Any], fields: Fields, by: Any) -> Any:
    caller = organisation(given["organisation"])
    incident = drafts.told(fields, Kind(given["kind"]), caller)
    call = Call(caller.code, given["called_at"], given["consents"])
    return take_report(incident, call, by=by, at=now())


def _told(request: Request, code: str, made: Any) -> HttpResponse:
    return told(
        request,
        gettext("Filed for %(code)s, which is told of it. Say the receipt's number: %(number)s")
        % {"code": code, "number": made.receipt},
        "report",
        made.report_id,
    )


def _problem(form: CallForm, error: NoroshiError) -> dict[str, str]:
    """What is wrong with a field of the incident, by its name; the rest is said beside the call."""
    place = getattr(getattr(error, "at", None), "place", "")
    name, _colon, reason = error.detail.partition(": ")
    if place in ASKED:
        return {place: error.detail}
    if name in ASKED:
        return {name: reason}
    form.add_error(*place_of(form, error))
    return {}


def _page(
    request: Request,
    form: CallForm,
    fields: Fields,
    problems: Mapping[str, str],
    *,
    report: Any = None,
) -> HttpResponse:
    incident = StepForm(ASKED, fields, problems)
    is_wrong = bool(form.errors or problems)
    context = {
        "form": form,
        "report": report,
        "incident": incident,
        "asked": list(asked(incident, "first", {})),
        "tlp": Tlp.AMBER_STRICT,
    }
    return render(request, "reports/take.html", context, status=422 if is_wrong else 200)
