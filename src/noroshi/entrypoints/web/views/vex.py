"""Whose VEX is believed, what it has closed, and where authors contradict each other."""

from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from noroshi.entrypoints.web.forms import DistrustForm, TrustForm, carry_out, told
from noroshi.entrypoints.web.permissions import may
from noroshi.entrypoints.web.requests import Request
from noroshi.kernel.clock import now
from noroshi.kernel.markings import Tlp
from noroshi.parties.rules import Power
from noroshi.vulnerabilities import queries
from noroshi.vulnerabilities.actions.judge_vex_author import distrust_vex_author, trust_vex_author

MOST: Final = 200


@require_safe
def vex(request: Request) -> HttpResponse:
    """Every author, trusted or not."""
    if request.GET.get("format") == "json":
        return JsonResponse({"items": queries.vex_authors(), "next": None})
    return _page(request, TrustForm(initial={"author": request.GET.get("author", "")}))


@require_POST
def vex_trust(request: Request) -> HttpResponse:
    """Believe an author from now on."""

    def act(given: Mapping[str, Any]) -> Any:
        return trust_vex_author(
            given["author"], rank=given["rank"], days=given["days"], by=request.hat.actor, at=now()
        )

    text = gettext("The author is trusted. What follows is done in seconds.")
    return carry_out(
        TrustForm(request.POST),
        act,
        again=lambda form: _page(request, form, status=422),
        then=lambda _: told(request, text, "vex"),
    )


@require_POST
def vex_distrust(request: Request) -> HttpResponse:
    """Believe an author no more."""
    form = DistrustForm(request.POST)
    if form.is_valid():
        distrust_vex_author(form.cleaned_data["author"], by=request.hat.actor, at=now())
        messages.success(
            request, gettext("The author is trusted no more. What it had closed opens again.")
        )
    return redirect("vex")


def _page(request: Request, form: TrustForm, *, status: int = 200) -> HttpResponse:
    author = request.GET.get("author", "")
    closed = queries.closed_by_vex(author=author)
    context = {
        "authors": queries.vex_authors(),
        "author": author,
        "closed": closed[:MOST],
        "closed_count": closed.count(),
        "contradictions": queries.contradictions(most=MOST),
        "may_judge": may(request.hat.actor, Power.JUDGE_SOURCES),
        "form": form,
        "tlp": Tlp.AMBER,
    }
    return render(request, "vex.html", context, status=status)
