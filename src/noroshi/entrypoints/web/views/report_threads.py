"""What is asked, answered, noted and ordered about a report, on its page."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from noroshi.entrypoints.web.forms import carry_out, told
from noroshi.entrypoints.web.requests import Request
from noroshi.entrypoints.web.thread_forms import AnswerQuestionForm, OrderForm, SayForm
from noroshi.entrypoints.web.views.reports import others_who_read, report_page
from noroshi.kernel.clock import now
from noroshi.reporting import queries
from noroshi.reporting.actions.write_line import (
    answer_question,
    ask_question,
    order_correction,
    write_note,
)


@require_POST
def report_ask(request: Request, identifier: UUID) -> HttpResponse:
    """Ask the reporter."""
    return _said(request, identifier, "ask", ask_question)


@require_POST
def report_note(request: Request, identifier: UUID) -> HttpResponse:
    """Write a note beside a report."""
    return _said(request, identifier, "note", write_note)


@require_POST
def report_order(request: Request, identifier: UUID) -> HttpResponse:
    """Order a correction."""
    actor = request.hat.actor
    found = queries.report(identifier)
    form = OrderForm(request.POST, others=others_who_read(found, actor), auto_id="order_%s")

    def order(given: Mapping[str, Any]) -> Any:
        words = form.words(given)
        return order_correction(identifier, words, given["due_on"], by=actor, at=now())

    return carry_out(
        form,
        order,
        again=lambda form: report_page(request, identifier, order_form=form),
        then=lambda _: told(
            request,
            gettext("Ordered. The reporter sees it among what it owes."),
            "report",
            identifier,
        ),
    )


@require_POST
def report_answer(request: Request, identifier: UUID, question: UUID) -> HttpResponse:
    """Answer a question about one's own report."""
    form = AnswerQuestionForm(request.POST, auto_id=f"answer_{question}_%s")
    return carry_out(
        form,
        lambda given: answer_question(question, given["text"], by=request.hat.actor, at=now()),
        again=lambda form: report_page(request, identifier, **{f"answer_{question}": form}),
        then=lambda _: told(request, gettext("Answered."), "report", identifier),
    )


def _said(request: Request, identifier: UUID, name: str, does: Callable[..., Any]) -> HttpResponse:
    actor = request.hat.actor
    found = queries.report(identifier)
    form = SayForm(request.POST, others=others_who_read(found, actor), auto_id=f"{name}_%s")
    return carry_out(
        form,
        lambda given: does(identifier, form.words(given), by=actor, at=now()),
        again=lambda form: report_page(request, identifier, **{f"{name}_form": form}),
        then=lambda _: redirect("report", identifier),
    )
