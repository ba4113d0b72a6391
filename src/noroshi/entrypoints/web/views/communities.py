"""Communities: who shares with whom, and how the national office forms them."""

from collections.abc import Mapping
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from noroshi.entrypoints.shapes import community_json
from noroshi.entrypoints.web.forms import ChangeCommunityForm, NewCommunityForm, carry_out, told
from noroshi.entrypoints.web.listing import Choice, Column, Listing, queried, show
from noroshi.entrypoints.web.permissions import may, needs
from noroshi.entrypoints.web.requests import Request
from noroshi.entrypoints.web.words import choices
from noroshi.kernel.clock import now
from noroshi.kernel.errors import RefusedError
from noroshi.kernel.markings import Tlp
from noroshi.parties import queries
from noroshi.parties.actions.keep_community import (
    FORMED,
    CommunityForm,
    form_community,
    keep_community,
)
from noroshi.parties.rules import Power, require


def _may_keep(request: Any) -> dict[str, bool]:
    return {"may_keep": may(request.hat.actor, Power.KEEP_PARTIES)}


def _found(chosen: Mapping[str, str]) -> Any:
    return queries.communities(text=chosen["text"], kind=chosen["kind"])


_fetch, _count = queried(
    _found, {"": ("code",), "name": ("name_ja", "code"), "kind": ("kind", "code")}
)

LISTING = Listing(
    name="communities",
    title=_("Communities"),
    columns=(
        Column("code", _("Code")),
        Column("name", _("Name"), order="name"),
        Column("name_ja", _("Name in Japanese"), is_hidden=True),
        Column("kind", _("Kind"), order="kind"),
        Column("members", _("Members"), is_number=True),
    ),
    fetch=_fetch,
    shape=community_json,
    count=_count,
    filters=(
        Choice("text", _("Code or name")),
        Choice("kind", _("Kind"), lambda: choices("community")),
    ),
    template="communities/list.html",
    beside=_may_keep,
)


@require_safe
def communities(request: HttpRequest) -> HttpResponse:
    """The communities of one's own organisation; the national office sees all."""
    return show(request, LISTING)


@require_safe
def community(request: Request, code: str) -> HttpResponse:
    """One community and its members, of whom those are named that the reader may see."""
    found = queries.community(code)
    if request.GET.get("format") == "json":
        return JsonResponse(community_json(found))
    may_keep = found.kind in FORMED and may(request.hat.actor, Power.KEEP_PARTIES)
    context = {
        "community": found,
        "members": [membership.organisation for membership in found.memberships.all()],
        "may_keep": may_keep,
        "tlp": Tlp.AMBER,
    }
    return render(request, "communities/detail.html", context)


@require_http_methods(["GET", "POST"])
@needs(Power.KEEP_PARTIES)
def community_new(request: Request) -> HttpResponse:
    """Form a community."""
    require(request.hat.actor, Power.KEEP_PARTIES)
    if request.method != "POST":
        return _form_page(request, NewCommunityForm())
    text = gettext("The community is formed.")
    return carry_out(
        NewCommunityForm(request.POST),
        lambda given: form_community(CommunityForm(**given), **_by_us(request)),
        again=lambda form: _form_page(request, form),
        then=lambda formed: told(request, text, "community", formed.code),
    )


@require_http_methods(["GET", "POST"])
@needs(Power.KEEP_PARTIES)
def community_change(request: Request, code: str) -> HttpResponse:
    """Change a community's names, kind and members."""
    require(request.hat.actor, Power.KEEP_PARTIES)
    found = queries.community(code)
    if found.kind not in FORMED:
        raise RefusedError("the community of a sector follows from the register")
    if request.method != "POST":
        shown = community_json(found)
        initial = {**shown, "members": "\n".join(shown["members"])}
        return _form_page(request, ChangeCommunityForm(initial=initial), found)
    return carry_out(
        ChangeCommunityForm(request.POST),
        lambda given: keep_community(CommunityForm(code, **given), **_by_us(request)),
        again=lambda form: _form_page(request, form, found),
        then=lambda _: told(request, gettext("The community is changed."), "community", code),
    )


def _by_us(request: Request) -> dict[str, Any]:
    return {"by": request.hat.actor, "at": now()}


def _form_page(request: Request, form: Form, community: Any = None) -> HttpResponse:
    context = {"form": form, "community": community, "tlp": Tlp.AMBER}
    status = 422 if form.errors else 200
    return render(request, "communities/form.html", context, status=status)
