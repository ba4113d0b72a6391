"""What products are called: the office's desk for names, and what no source knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from noroshi.entrypoints.name_shapes import alias_json, unmet_json
from noroshi.entrypoints.web.forms import AliasForm, JudgementForm, attempt
from noroshi.entrypoints.web.listing import Choice, Column, Listing, queried, show
from noroshi.entrypoints.web.permissions import needs
from noroshi.entrypoints.web.requests import Request
from noroshi.entrypoints.web.words import choices
from noroshi.kernel.clock import now
from noroshi.kernel.markings import Tlp
from noroshi.parties.rules import Power, require
from noroshi.vulnerabilities import queries
from noroshi.vulnerabilities.actions.judge_names import BEFORE, add_alias, judge_names
from noroshi.vulnerabilities.aliases import Pair


def _found(chosen: Mapping[str, str]) -> Any:
    return queries.product_aliases(
        text=chosen["text"], state=chosen["state"], origin=chosen["origin"], kind=chosen["kind"]
    )


_fetch, _count = queried(
    _found, {"": ("-score", "name", "id"), "name": ("name", "id"), "other": ("other", "id")}
)


LISTING = Listing(
    name="names",
    title=_("Names of products"),
    columns=(
        Column("id", _("Identifier"), is_hidden=True),
        Column("name", _("Name"), order="name"),
        Column("other", _("Other name"), order="other"),
        Column("score", _("Likeness"), is_number=True),
        Column("state", _("State")),
        Column("kind", _("Kind")),
        Column("origin", _("From where"), is_extra=True),
        Column("ground", _("Ground"), is_extra=True),
        Column("judged_at", _("Judged"), is_extra=True),
    ),
    fetch=_fetch,
    shape=alias_json,
    count=_count,
    filters=(
        Choice("text", _("Name"), hint=_("For example FortiOS")),
        Choice("state", _("State"), lambda: choices("alias")),
        Choice("kind", _("Kind"), lambda: choices("alias_kind")),
        Choice("origin", _("From where"), lambda: choices("alias_origin")),
    ),
    template="names/list.html",
)


@dataclass(frozen=True, slots=True)
class Line:
    """An asset that no source knows, with the names that are like its own."""

    asset: Any
    likely: list[tuple[str, Decimal]]


def _lines(rows: Sequence[Any]) -> list[Line]:
    likely = queries.likely_names(row.id for row in rows)
    return [Line(row, likely.get(row.id, [])) for row in rows]


def _unmet(chosen: Mapping[str, str]) -> Any:
    return queries.unmet_assets(text=chosen["text"])


_fetch_unknown, _count_unknown = queried(_unmet, {"": ("name", "id")}, _lines)


def _line_json(line: Line) -> dict[str, Any]:
    return unmet_json(line.asset, line.likely)


UNKNOWN = Listing(
    name="assets_unknown",
    title=_("Known to no source"),
    columns=(
        Column("id", _("Identifier"), is_hidden=True),
        Column("name", _("Name")),
        Column("system", _("System")),
        Column("vendor", _("Vendor")),
        Column("product", _("Product")),
        Column("cpe", _("CPE"), is_extra=True),
        Column("version", _("Version"), is_extra=True),
        Column("likely", _("Names like it"), lambda line: [name for name, _score in line.likely]),
    ),
    fetch=_fetch_unknown,
    shape=_line_json,
    count=_count_unknown,
    filters=(Choice("text", _("Name, product or identifier"), hint=_("For example FortiOS")),),
    template="names/unknown.html",
)


@require_safe
def names(request: Request) -> HttpResponse:
    """Every pair of names; what was proposed waits here for the office."""
    require(request.hat.actor, Power.JUDGE_NAMES)
    return show(request, LISTING)


@require_safe
def name(request: Request, identifier: UUID) -> HttpResponse:
    """One pair of names: where it comes from, who judged it, and what may be said of it now."""
    require(request.hat.actor, Power.JUDGE_NAMES)
    return _page(request, identifier, JudgementForm())


@require_http_methods(["GET", "POST"])
@needs(Power.JUDGE_NAMES)
def name_new(request: Request) -> HttpResponse:
    """Add another name of a product."""
    require(request.hat.actor, Power.JUDGE_NAMES)
    form = AliasForm(request.POST) if request.method == "POST" else AliasForm()
    added = attempt(form, partial(_added, request)) if request.method == "POST" else None
    if added is not None:
        messages.success(request, gettext("The name is added; what it concerns is matched again."))
        return redirect("name", added.id)
    status = 422 if form.errors else 200
    return render(request, "names/form.html", {"form": form, "tlp": Tlp.AMBER}, status=status)


def _added(request: Request, given: Mapping[str, Any]) -> Any:
    return add_alias(Pair(**given), by=request.hat.actor, at=now())


@require_POST
def name_judge(request: Request, identifier: UUID) -> HttpResponse:
    """Confirm or reject what was proposed; take back what was confirmed."""
    form = JudgementForm(request.POST)
    judged = attempt(
        form, lambda given: judge_names(identifier, **given, by=request.hat.actor, at=now())
    )
    if judged is None:
        return _page(request, identifier, form)
    messages.success(request, gettext("It is recorded."))
    if request.POST.get("stay"):
        return redirect("name", identifier)
    return redirect(f"{reverse('names')}?state=proposed")


def _page(request: HttpRequest, identifier: UUID, form: JudgementForm) -> HttpResponse:
    alias = queries.product_alias(identifier)
    if request.GET.get("format") == "json":
        return JsonResponse(alias_json(alias))
    context = {
        "alias": alias,
        "form": form,
        "next_states": [state for state, before in BEFORE.items() if alias.state in before],
        "tlp": Tlp.AMBER,
    }
    status = 422 if form.errors else 200
    return render(request, "names/detail.html", context, status=status)


@require_safe
def assets_unknown(request: HttpRequest) -> HttpResponse:
    """The reader's own assets that no source knows by any name."""
    return show(request, UNKNOWN)
