"""The last page of a draft: everything that was stated, what follows from it, and filing."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from noroshi.entrypoints.details import detail_word
from noroshi.entrypoints.report_fields import in_words
from noroshi.entrypoints.web import draft_forms
from noroshi.entrypoints.web.attachment_forms import files_beside
from noroshi.entrypoints.web.draft_forms import CorrectionForm, StepForm
from noroshi.entrypoints.web.forms import MENDABLE, told
from noroshi.entrypoints.web.requests import Request
from noroshi.entrypoints.web.views.drafts import (
    LAST,
    Wanted,
    do_beside,
    duties_of,
    frame_of,
    gone,
    owed_of,
)
from noroshi.kernel.clock import now
from noroshi.kernel.errors import MalformedError, NoroshiError
from noroshi.reporting import drafts as queries
from noroshi.reporting.actions import keep_draft
from noroshi.reporting.actions.file_draft import file_draft
from noroshi.reporting.attachments import attachments_of_draft
from noroshi.reporting.drafting import Stated, missing, path_of
from noroshi.reporting.fields import field_word
from noroshi.reporting.forms.fields import value_at
from noroshi.reporting.forms.steps import wizard
from noroshi.reporting.incident import Kind
from noroshi.reporting.merging import mark


@require_http_methods(["GET", "POST"])
def report_draft_check(request: Request, identifier: UUID) -> HttpResponse:
    """Everything that was stated, what follows from it, and filing."""
    draft = queries.draft(identifier)
    if request.method == "POST":
        return _filed(request, draft)
    if draft.ended_at:
        return redirect("report_draft", identifier) if draft.version_id else gone()
    return _check(request, draft, CorrectionForm())


def _filed(request: Request, draft: Any) -> HttpResponse:
    actor, at = request.hat.actor, now()
    form = CorrectionForm(request.POST)
    wanted = Wanted.of(request.POST.get("go", ""))
    try:
        if draft.version_id is None:
            typed = draft_forms.read_typed(request.POST)
            merged = keep_draft.save_draft(draft.id, typed, by=actor, at=at)
            if wanted.verb == "renew":
                merged = keep_draft.renew_draft(draft.id, by=actor, at=at)
            do_beside(request, draft.id, wanted)
            if wanted.verb == "to" and wizard().step(wanted.what):
                return redirect("report_draft_step", draft.id, wanted.what)
            if wanted.verb != "file" or merged.contested:
                return redirect("report_draft_check", draft.id)
        if not form.is_valid():
            return _check(request, draft, form)
        made = file_draft(draft.id, correction=form.cleaned_data["correction"], by=actor, at=at)
    except MENDABLE as error:
        draft.refresh_from_db()
        form.add_error(None, _reason(error))
        return _check(request, draft, form)
    return told(request, gettext("Filed. The receipt is below."), "report", made.report_id)


def _reason(error: NoroshiError) -> str:
    return (
        in_words(error, "draft").detail
        if isinstance(error, MalformedError)
        else detail_word(error.detail)
    )


def _check(request: Request, draft: Any, form: forms.Form) -> HttpResponse:
    stated = queries.said_by(draft)
    owed = owed_of(request, draft, stated)
    chosen = queries.proposed(draft.fields, owed)
    fields = {**draft.fields, **chosen}
    filing = StepForm(("stage", "regimes"), fields, stated.problems)
    filing.marks = {name: mark(draft.fields.get(name, "")) for name in filing.fields}
    _narrow(filing, queries.filable(owed))
    wrong = [*missing(fields, str(chosen.get("stage", "first"))), *stated.problems]
    context = {
        **frame_of(draft, LAST),
        "form": form,
        "filing": filing,
        "asked": list(draft_forms.asked(filing, str(chosen.get("stage", "")), {})),
        "wrong": [_wrong(name) for name in dict.fromkeys(wrong) if name not in filing.fields],
        "rivals": [_wrong(name) for name in draft.rivals],
        "duties": duties_of(owed),
        "told": _told(stated, Kind(draft.kind)),
        "is_behind": draft.report_id and draft.report.version != draft.base,
        **files_beside(
            attachments_of_draft(draft),
            request.hat.actor,
            attach_to=("report_draft_attach", draft.id),
        ),
        "may_file": bool(queries.filable(owed)),
    }
    return render(request, "drafts/check.html", context, status=422 if form.errors else 200)


def _narrow(filing: StepForm, filable: Mapping[str, tuple[str, ...]]) -> None:
    """Only what can be filed here is offered."""
    regimes = {one for asked in filable.values() for one in asked}
    for name, known in (("stage", set(filable)), ("regimes", regimes)):
        field: Any = filing.fields[name]
        field.choices = [(value, word) for value, word in field.choices if value in known]


def _wrong(name: str) -> dict[str, Any]:
    step = wizard().step_of(name)
    key = step.key if step else LAST
    return {"name": name, "word": field_word(path_of(name)), "step": key}


def _told(stated: Stated, kind: Kind) -> list[tuple[str, str, list[tuple[str, Any]]]]:
    """What every page says, as it will be filed."""
    found = []
    for step in wizard().steps:
        lines = [(path, value_at(stated.plain, path)) for path in step.paths(kind)]
        for many in step.lists:
            for number, entry in enumerate(value_at(stated.plain, many) or ()):
                lines += [(f"{many}[{number}].{name}", value) for name, value in entry.items()]
        kept = [(place, value) for place, value in lines if value not in (None, "", [])]
        found.append((step.key, draft_forms.said(step.label), kept))
    return found
