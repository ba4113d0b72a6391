"""The inbox and the notice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from noroshi.entrypoints.shapes import warning_json
from noroshi.entrypoints.web.forms import (
    AnswerForm,
    AssignChosenForm,
    AssignForm,
    ChosenForm,
    CommentForm,
    carry_out,
    told,
)
from noroshi.entrypoints.web.listing import Choice, Column, Listing, Part, kept_query, show
from noroshi.entrypoints.web.options import organisation_options, sector_options, system_options
from noroshi.entrypoints.web.permissions import may
from noroshi.entrypoints.web.requests import Request
from noroshi.entrypoints.web.rows import Cell, address
from noroshi.entrypoints.web.templatetags import faces
from noroshi.entrypoints.web.views.ledger import line_of
from noroshi.entrypoints.web.words import choices, name_of, title_of
from noroshi.kernel.clock import now
from noroshi.kernel.errors import ConflictError, MalformedError
from noroshi.kernel.markings import Tlp
from noroshi.parties import queries as parties
from noroshi.parties.rules import Power
from noroshi.suppliers import queries as suppliers
from noroshi.vulnerabilities import queries as vulnerabilities
from noroshi.warnings import queries
from noroshi.warnings.actions.answer_warning import (
    Answer,
    answer_warning,
    assign_warning,
    assign_warnings,
    comment_warning,
)
from noroshi.warnings.explanations import Explained, explain
from noroshi.warnings.rules import OWED, TRANSITIONS, State, Urgency

if TYPE_CHECKING:
    from noroshi.vulnerabilities.models import Vulnerability
    from noroshi.warnings.models import Warning

ACKNOWLEDGED = Answer(State.ACKNOWLEDGED)


class Sheet:
    """The warnings of one page, explained all at once when the first of them is asked to be."""

    def __init__(self, found: "Sequence[Warning]") -> None:
        self._found = found

    @cached_property
    def explained(self) -> dict[UUID, Explained]:
        """What explains each of them."""
        return {one.warning.id: one for one in explain(list(self._found))}


@dataclass(frozen=True, slots=True)
class Line:
    """A warning in a list; outline: of its cause as it stands now, None while only its name is
    known."""

    warning: "Warning"
    outline: "Vulnerability | None"
    sheet: Sheet

    @property
    def title(self) -> str:
        """Its cause's title, empty for none."""
        return title_of(self.outline) if self.outline else ""

    @property
    def epss(self) -> Decimal | None:
        """The probability in [0, 1] that its cause is exploited within 30 days."""
        return self.outline.epss if self.outline else None  # type: ignore[attr-defined]

    @property
    def cvss_score(self) -> Decimal | None:
        """Its cause's base score."""
        return self.outline.cvss_score if self.outline else None

    @property
    def explained(self) -> Explained:
        """What explains it."""
        return self.sheet.explained[self.warning.id]

    @property
    def urgency(self) -> str:
        """Its urgency's code."""
        return Urgency(self.warning.urgency).name.lower()

    @property
    def others(self) -> int:
        """How many assets are affected beside the first."""
        return len(self.explained.exposures) - 1

    @property
    def assignees(self) -> list[str]:
        """Who it is given to: one name at most."""
        assignee = self.warning.assignee
        return [assignee.person.name] if assignee and assignee.person else []

    @property
    def is_owed(self) -> bool:
        """Does it still wait for an answer?"""
        return self.warning.state in OWED


def lines(found: "Sequence[Warning]") -> list[Line]:
    """Warnings with what a line of a list says of their causes."""
    known, sheet = vulnerabilities.outlines({one.cause for one in found}), Sheet(found)
    return [Line(one, known.get(one.cause), sheet) for one in found]


def _filter(chosen: Mapping[str, str]) -> queries.Filter:
    return queries.Filter(
        state=chosen["state"],
        urgency=chosen["urgency"],
        organisation=chosen["organisation"],
        sector=chosen["sector"],
        system=chosen["system"],
        text=chosen["text"],
        since=chosen["since"],
        order=chosen["order"] or "due",
    )


def _fetch(chosen: Mapping[str, str], cursor: str, size: int | None) -> Part:
    page = queries.inbox(_filter(chosen), cursor=cursor, size=size)
    return Part(lines(page.items), page.next)


CELLS: Mapping[str, Cell] = {
    "id": lambda line: line.warning.id,
    "address": lambda line: address("warning", line.warning.id),
    "cause": lambda line: line.warning.cause,
    "title": lambda line: line.title,
    "organisation": lambda line: line.warning.organisation.code,
    "organisation_name": lambda line: name_of(line.warning.organisation),
    "urgency": lambda line: faces.badge(line.urgency, "urgency"),
    "state": lambda line: faces.badge(line.warning.state, "state"),
    "assignee": lambda line: faces.sub(line.assignees),
    "due_at": lambda line: faces.answer_due(line.warning, line.is_owed),
    "raised_at": lambda line: faces.when(line.warning.raised_at),
    "assets": lambda line: line.warning.assets,
    "epss": lambda line: faces.percent(line.epss),
    "cvss_score": lambda line: "—" if line.cvss_score is None else line.cvss_score,
    "changed_at": lambda line: faces.when(line.warning.changed_at),
    "reasons": lambda line: faces.sub(line.explained.reasons),
}


def _beside(request: Any) -> dict[str, Any]:
    actor = request.hat.actor
    may_answer = may(actor, Power.ANSWER_WARNINGS)
    colleagues = parties.people(actor.organisation) if may_answer else ()
    return {"may_answer": may_answer, "colleagues": colleagues}


LISTING = Listing(
    name="warnings",
    title=_("Warnings"),
    columns=(
        Column("id", _("Number"), lambda line: str(line.warning.id), is_hidden=True),
        Column("cause", _("Cause"), lambda line: line.warning.cause),
        Column("title", _("Title"), lambda line: line.title, is_hidden=True),
        Column("organisation", _("Organisation")),
        Column("urgency", _("Urgency"), lambda line: line.urgency),
        Column("state", _("State"), lambda line: line.warning.state),
        Column("due_at", _("Answer due"), order="due"),
        Column("raised_at", _("Raised"), order="raised", is_extra=True),
        Column("assets", _("Assets"), is_number=True),
        Column("epss", _("EPSS"), lambda line: line.epss, is_number=True),
        Column(
            "cvss_score", _("CVSS"), lambda line: line.cvss_score, is_extra=True, is_number=True
        ),
        Column("changed_at", _("Changed"), is_extra=True),
        Column("reasons", _("Reasons"), is_extra=True),
        Column("actions", _("What to do"), is_hidden=True),
        Column("ledger_entry", _("Ledger entry"), is_hidden=True),
    ),
    fetch=_fetch,
    shape=lambda line: warning_json(line.explained),
    count=lambda chosen: queries.count(_filter(chosen)),
    filters=(
        Choice("state", _("State"), lambda: choices("state")),
        Choice("urgency", _("Urgency"), lambda: choices("urgency")),
        Choice("organisation", _("Organisation"), organisation_options, least=2),
        Choice("sector", _("Sector"), sector_options, least=2),
        Choice("system", _("System"), system_options),
        Choice("text", _("CVE or asset"), hint=_("For example CVE-2024-21762")),
        Choice("since", _("Changed since"), hint=_("For example 2026-10-01")),
    ),
    template="warnings/list.html",
    cells=CELLS,
    beside=_beside,
)


@require_safe
def warnings(request: HttpRequest) -> HttpResponse:
    """The inbox."""
    return show(request, LISTING)


@require_POST
def acknowledge(request: Request) -> HttpResponse:
    """Acknowledge the warnings that were ticked; what cannot be acknowledged any more stays."""
    form = ChosenForm(request.POST)
    if not form.is_valid():
        raise MalformedError(gettext("tick one or more warnings first"))
    done = sum(_acknowledged(request, one) for one in form.cleaned_data["chosen"])
    text = ngettext("%(count)d warning acknowledged", "%(count)d warnings acknowledged", done)
    messages.success(request, text % {"count": done})
    return _back(request)


@require_POST
def assign_ticked(request: Request) -> HttpResponse:
    """Give the warnings that were ticked to a colleague, or to nobody."""
    form = AssignChosenForm(request.POST)
    if not form.is_valid():
        raise MalformedError(gettext("tick one or more warnings first"))
    given = form.cleaned_data
    done = assign_warnings(given["chosen"], given["to"], by=request.hat.actor, at=now())
    text = ngettext("%(count)d warning assigned", "%(count)d warnings assigned", done)
    messages.success(request, text % {"count": done})
    return _back(request)


def _back(request: Request) -> HttpResponse:
    """To the list as it was narrowed."""
    query = kept_query(LISTING, QueryDict(request.POST.get("query", "")))
    return redirect(f"{reverse('warnings')}?{query}" if query else "warnings")


def _acknowledged(request: Request, identifier: UUID) -> bool:
    try:
        answer_warning(identifier, ACKNOWLEDGED, by=request.hat.actor, at=now())
    except ConflictError:
        return False
    return True


@require_safe
def warning(request: Request, identifier: UUID) -> HttpResponse:
    """The notice: what, why me, what to do, by when."""
    if request.GET.get("format") == "json":
        found = explain([queries.warning(identifier)])
        return JsonResponse(warning_json(found[0]))
    return _notice(request, identifier)


@require_POST
def answer(request: Request, identifier: UUID) -> HttpResponse:
    """Acknowledge, fixed, not affected, or open again."""

    def act(given: Mapping[str, Any]) -> Any:
        said = Answer(State(given["state"]), given["reason"], given["text"])
        return answer_warning(identifier, said, by=request.hat.actor, at=now())

    return carry_out(
        AnswerForm(request.POST),
        act,
        again=lambda form: _notice(request, identifier, answer_form=form),
        then=lambda _: told(request, gettext("Your answer is recorded."), "warning", identifier),
    )


@require_POST
def assign(request: Request, identifier: UUID) -> HttpResponse:
    """Give the warning to a colleague, or to nobody."""
    return carry_out(
        AssignForm(request.POST),
        lambda given: assign_warning(identifier, given["to"], by=request.hat.actor, at=now()),
        again=lambda form: _notice(request, identifier, assign_form=form),
        then=lambda _: told(request, gettext("The warning is assigned."), "warning", identifier),
    )


@require_POST
def comment(request: Request, identifier: UUID) -> HttpResponse:
    """Add to the history."""
    return carry_out(
        CommentForm(request.POST),
        lambda given: comment_warning(identifier, given["comment"], by=request.hat.actor, at=now()),
        again=lambda form: _notice(request, identifier, comment_form=form),
        then=lambda _: told(request, gettext("Your comment is recorded."), "warning", identifier),
    )


def _notice(request: Request, identifier: UUID, **forms: Any) -> HttpResponse:
    found = queries.warning(identifier)
    actor = request.hat.actor
    is_own = found.organisation_id == actor.organisation
    context = {
        "line": lines([found])[0],
        "history": queries.history(found),
        "supplier_answers": suppliers.answers_for_exposed([found.cause]).get(found.cause, ()),
        "entry": line_of(found.ledger_entry),
        "may_answer": is_own and may(actor, Power.ANSWER_WARNINGS),
        "next_states": TRANSITIONS[State(found.state)],
        "colleagues": parties.people(actor.organisation) if is_own else (),
        "answer_form": AnswerForm(),
        "comment_form": CommentForm(),
        "tlp": Tlp.AMBER,
        **forms,
    }
    status = 422 if any(form.errors for form in forms.values()) else 200
    return render(request, "warnings/detail.html", context, status=status)
