"""Weaknesses that are not public: reported, coordinated, and published when their embargo is over."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from noroshi.entrypoints.supplier_shapes import disclosure_json, disclosure_line_json
from noroshi.entrypoints.web.forms import CommentForm, attempt
from noroshi.entrypoints.web.permissions import may, needs
from noroshi.entrypoints.web.requests import Request
from noroshi.entrypoints.web.supplier_forms import (
    AcceptForm,
    CveForm,
    DescribeForm,
    EmbargoForm,
    ReasonForm,
    WeaknessForm,
)
from noroshi.entrypoints.web.words import choices
from noroshi.kernel.clock import now
from noroshi.kernel.errors import AbsentError
from noroshi.kernel.markings import Tlp
from noroshi.parties.rules import Power, require
from noroshi.suppliers import queries
from noroshi.suppliers.actions import coordinate_disclosure as actions
from noroshi.suppliers.actions.report_weakness import (
    comment_disclosure,
    party_of,
    report_weakness,
)
from noroshi.suppliers.disclosing import Party, Stage, Weakness

MOST: Final = 200


@require_safe
def disclosures(request: Request) -> HttpResponse:
    """Those of which the reader's organisation is a party."""
    chosen = {name: request.GET.get(name, "") for name in ("state", "text")}
    found = queries.disclosures(**chosen)[:MOST]
    if request.GET.get("format") == "json":
        items = [disclosure_json(one) for one in found]
        return JsonResponse({"items": items, "next": None})
    may_report = may(request.hat.actor, Power.REPORT_WEAKNESSES)
    context = {
        "disclosures": found,
        "chosen": chosen,
        "is_narrowed": any(chosen.values()),
        "states": choices("disclosure"),
        "may_report": may_report,
        "tlp": Tlp.RED,
    }
    return render(request, "disclosures/list.html", context)


@require_http_methods(["GET", "POST"])
@needs(Power.REPORT_WEAKNESSES)
def disclosure_new(request: Request) -> HttpResponse:
    """Report a weakness to the office."""
    actor = request.hat.actor
    require(actor, Power.REPORT_WEAKNESSES)
    form = WeaknessForm(request.POST or None)

    def act(given: Mapping[str, Any]) -> Any:
        return report_weakness(Weakness(**given), by=actor, at=now())

    made = attempt(form, act) if request.method == "POST" else None
    if made is not None:
        messages.success(request, gettext("Reported. The national office looks at it."))
        return redirect("disclosure", made.id)
    status = 422 if form.errors else 200
    context = {"form": form, "tlp": Tlp.RED}
    return render(request, "disclosures/new.html", context, status=status)


@require_safe
def disclosure(request: Request, identifier: UUID) -> HttpResponse:
    """One of them, with what was said."""
    if request.GET.get("format") == "json":
        found = queries.disclosure(identifier)
        history = [disclosure_line_json(line) for line in queries.disclosure_lines(identifier)]
        return JsonResponse({**disclosure_json(found), "history": history})
    return _page(request, identifier)


@require_POST
def disclosure_comment(request: Request, identifier: UUID) -> HttpResponse:
    """Add to it."""

    def act(given: Mapping[str, Any]) -> Any:
        return comment_disclosure(identifier, given["comment"], by=request.hat.actor, at=now())

    form = CommentForm(request.POST)
    if attempt(form, act) is None:
        return _page(request, identifier, comment_form=form)
    messages.success(request, gettext("Your comment is recorded."))
    return redirect("disclosure", identifier)


# Of each act the form that it takes, and what it does with what the form gives.
ACTS: Final[Mapping[str, tuple[type[forms.Form] | None, Callable[..., Any]]]] = {
    "accept": (AcceptForm, actions.accept_report),
    "describe": (DescribeForm, actions.describe_weakness),
    "embargo": (EmbargoForm, actions.propose_embargo),
    "agree": (None, actions.agree_embargo),
    "publish": (ReasonForm, actions.publish_now),
    "close": (ReasonForm, actions.close_disclosure),
    "cve": (CveForm, actions.name_cve),
}


@require_POST
def disclosure_act(request: Request, identifier: UUID, act: str) -> HttpResponse:
    """Accept, describe, propose a day, agree, publish, close, or name a CVE identifier."""
    if act not in ACTS:
        raise AbsentError(gettext("there is no such act"))
    kind, does = ACTS[act]
    form = _form(request, kind or forms.Form)

    def do(given: Mapping[str, Any]) -> Any:
        values = list(given.values())
        if act == "describe":
            said = queries.disclosure(identifier)
            values = [Weakness(vendor=said.vendor, product=said.product, **given)]
        return does(identifier, *values, by=request.hat.actor, at=now())

    if attempt(form, do) is None:
        return _page(request, identifier, **{f"{act}_form": form})
    messages.success(request, gettext("It is recorded."))
    return redirect("disclosure", identifier)


def _form(request: Request, kind: type[forms.Form]) -> forms.Form:
    if kind is AcceptForm:
        return AcceptForm(request.POST, products=_products())
    return kind(request.POST)


def _products() -> Any:
    return queries.claims().exclude(verified_at=None)


def _page(request: Request, identifier: UUID, **given: Any) -> HttpResponse:
    found = queries.disclosure(identifier)
    actor = request.hat.actor
    party = party_of(found, actor)
    is_office = party is Party.OFFICE and may(actor, Power.ASK_SUPPLIERS)
    is_supplier = party is Party.SUPPLIER and may(actor, Power.ANSWER_REQUESTS)
    is_open, is_pending = found.state == Stage.OPEN, found.state == Stage.PENDING
    context = {
        "disclosure": found,
        "lines": queries.disclosure_lines(identifier),
        "party": party,
        "is_open": is_open,
        "may_accept": is_office and is_pending,
        "may_coordinate": (is_office or is_supplier) and is_open,
        "may_agree": (is_office or is_supplier)
        and is_open
        and not found.agreed_at
        and found.proposed_by != party,
        "may_decide": is_office and (is_open or is_pending),
        "may_name": (is_office or is_supplier) and (is_open or found.state == Stage.PUBLISHED),
        "may_comment": may(actor, Power.REPORT_WEAKNESSES) and (is_open or is_pending),
        "accept_form": AcceptForm(products=_products()),
        "describe_form": DescribeForm.of(found.weakness),
        "embargo_form": EmbargoForm(),
        "publish_form": ReasonForm(auto_id="publish_%s"),
        "close_form": ReasonForm(auto_id="close_%s"),
        "cve_form": CveForm(initial={"cve": found.cve}),
        "comment_form": CommentForm(),
        "tlp": Tlp.AMBER if found.state == Stage.PUBLISHED else Tlp.RED,
        **given,
    }
    status = 422 if any(form.errors for form in given.values()) else 200
    return render(request, "disclosures/detail.html", context, status=status)
