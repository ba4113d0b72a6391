"""CSAF providers that the national office lists: how it goes, what is copied and what is not, why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from noroshi.entrypoints.provider_shapes import Counts, provider_json, refused_json
from noroshi.entrypoints.shapes import Shape
from noroshi.entrypoints.web.forms import attempt, told
from noroshi.entrypoints.web.listing import Column, Listing, Part, export
from noroshi.entrypoints.web.permissions import may
from noroshi.entrypoints.web.provider_forms import ProviderForm
from noroshi.entrypoints.web.requests import Request
from noroshi.kernel.clock import now
from noroshi.kernel.markings import Tlp
from noroshi.parties.rules import Power
from noroshi.suppliers.actions import keep_provider as keeping
from noroshi.suppliers.mirrors import queries

if TYPE_CHECKING:
    from noroshi.suppliers.mirrors.models import Provider

MOST: Final = 100  # of what is copied, and of what is not, that a page shows

REFUSED = Listing(
    name="refused",
    title=_("Not copied"),
    columns=tuple(Column(name, _("Not copied")) for name in ("refused_at", "document", "reason")),
    fetch=lambda _chosen, _after, _size: Part((), None),
    shape=refused_json,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A provider, as its row shows it."""

    provider: "Provider"
    shape: Shape


def _lines(rows: Sequence["Provider"]) -> list[Line]:
    counts, at = Counts(queries.mirrored_counts(), queries.refused_counts()), now()
    return [Line(one, provider_json(one, counts, now=at)) for one in rows]


@require_safe
def providers(request: Request) -> HttpResponse:
    """The providers that the office lists, and how it goes with each."""
    lines = _lines(list(queries.providers(request.hat.actor)))
    if request.GET.get("format") == "json":
        return JsonResponse({"items": [one.shape for one in lines], "next": None})
    return _page(request, lines, ProviderForm())


@require_POST
def provider_add(request: Request) -> HttpResponse:
    """List another one."""
    form, by = ProviderForm(request.POST), request.hat.actor
    made = attempt(
        form,
        lambda given: keeping.add_provider(keeping.Wanted(**given), by=by, at=now()),
    )
    if made is None:
        return _page(request, _lines(list(queries.providers(by))), form)
    return told(request, gettext("It is looked at now."), "provider", made.id)


def _page(request: Request, lines: Sequence[Line], form: ProviderForm) -> HttpResponse:
    context = {
        "lines": lines,
        "form": form,
        "may_keep": may(request.hat.actor, Power.LIST_PROVIDERS),
        "tlp": Tlp.AMBER,
    }
    return render(request, "providers/list.html", context, status=422 if form.errors else 200)


@require_safe
def provider(request: Request, identifier: UUID) -> HttpResponse:
    """One provider: how it goes, what is copied, and what is not, why."""
    found = queries.provider_at(identifier, request.hat.actor)
    refused = queries.refused(found.id)
    if wanted := request.GET.get("format"):
        return export(REFUSED, refused, wanted)
    (line,) = _lines([found])
    context: dict[str, Any] = {
        "provider": found,
        "shape": line.shape,
        "copies": queries.documents(found.id).order_by("-changed_at", "-id")[:MOST],
        "refused": refused[:MOST],
        "may_keep": may(request.hat.actor, Power.LIST_PROVIDERS),
        "tlp": Tlp.AMBER,
    }
    return render(request, "providers/detail.html", context)


@require_POST
def provider_look(request: Request, identifier: UUID) -> HttpResponse:
    """Look now."""
    return _kept(request, identifier, keeping.ask_provider, gettext("It is looked at now."))


@require_POST
def provider_pause(request: Request, identifier: UUID) -> HttpResponse:
    """Look no more until it is resumed."""
    return _kept(request, identifier, keeping.pause_provider, gettext("It is paused."))


@require_POST
def provider_resume(request: Request, identifier: UUID) -> HttpResponse:
    """Look again."""
    return _kept(request, identifier, keeping.resume_provider, gettext("It is looked at again."))


@require_POST
def provider_remove(request: Request, identifier: UUID) -> HttpResponse:
    """List it no more."""
    by = request.hat.actor
    keeping.remove_provider(queries.provider_at(identifier, by).name, by=by, at=now())
    return told(request, gettext("It is listed no more, and its copies are gone."), "providers")


def _kept(request: Request, identifier: UUID, does: Callable[..., None], text: str) -> HttpResponse:
    by = request.hat.actor
    does(queries.provider_at(identifier, by).name, by=by, at=now())
    return told(request, text, "provider", identifier)
