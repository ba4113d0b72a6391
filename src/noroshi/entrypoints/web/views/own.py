"""My organisation: what it owns, who acts for it, who receives its information."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_POST, require_safe

from noroshi.entrypoints.web.forms import (
    ClientForm,
    DomainForm,
    InviteForm,
    NetworkForm,
    carry_out,
    told,
)
from noroshi.entrypoints.web.permissions import may
from noroshi.entrypoints.web.requests import Request
from noroshi.kernel.clock import now
from noroshi.kernel.markings import Tlp
from noroshi.parties import queries
from noroshi.parties.actions.claim import claim_domain, claim_network
from noroshi.parties.actions.create_client import create_client
from noroshi.parties.actions.end_role import end_role
from noroshi.parties.actions.invite_person import invite_person
from noroshi.parties.rules import Power
from noroshi.release import queries as release

NAMED = gettext_noop("Named. The national office will verify it.")


@require_safe
def own(request: Request) -> HttpResponse:
    """Everything about one's own organisation on one page."""
    return _page(request)


@require_POST
def own_network(request: Request) -> HttpResponse:
    """Name a network as one's own."""
    return carry_out(
        NetworkForm(request.POST),
        lambda given: claim_network(given["network"], by=request.hat.actor, at=now()),
        again=lambda form: _page(request, network_form=form),
        then=lambda _: told(request, gettext(NAMED), "own"),
    )


@require_POST
def own_domain(request: Request) -> HttpResponse:
    """Name a domain as one's own."""
    return carry_out(
        DomainForm(request.POST),
        lambda given: claim_domain(given["name"], by=request.hat.actor, at=now()),
        again=lambda form: _page(request, domain_form=form),
        then=lambda _: told(request, gettext(NAMED), "own"),
    )


@require_POST
def own_invite(request: Request) -> HttpResponse:
    """Give somebody a role; the password of a new account is shown on this one page."""
    return carry_out(
        InviteForm(request.POST),
        lambda given: invite_person(**given, **_by_own(request)),
        again=lambda form: _page(request, invite_form=form),
        then=lambda made: _page(request, invitation=made, tlp=Tlp.RED),
    )


@require_POST
def own_client(request: Request) -> HttpResponse:
    """Make a machine client; its secret is shown on this one page."""
    return carry_out(
        ClientForm(request.POST),
        lambda given: create_client(tuple(given["scopes"]), **_by_own(request)),
        again=lambda form: _page(request, client_form=form),
        then=lambda made: _page(request, credentials=made, tlp=Tlp.RED),
    )


@require_POST
def own_end(request: Request, identifier: UUID) -> HttpResponse:
    """End somebody's role, or stop a machine client."""
    end_role(identifier, by=request.hat.actor, at=now())
    return told(request, gettext("Ended."), "own")


def _by_own(request: Request) -> dict[str, Any]:
    actor = request.hat.actor
    own = queries.organisation(actor.organisation_code)
    return {"organisation": own, "by": actor, "at": now()}


def _page(request: Request, **more: Any) -> HttpResponse:
    actor = request.hat.actor
    identifier: UUID = actor.organisation
    own = queries.organisation(actor.organisation_code)
    context = {
        "organisation": own,
        "ministry": queries.ministry_of(own),
        "people": queries.people(identifier),
        "clients": queries.clients(identifier),
        "communities": queries.communities().prefetch_related(None),
        "decisions": release.receives(identifier),
        "may_claim": may(actor, Power.CLAIM_NETWORKS),
        "may_invite": may(actor, Power.INVITE),
        "network_form": NetworkForm(),
        "domain_form": DomainForm(),
        "invite_form": InviteForm(),
        "client_form": ClientForm(),
        "tlp": Tlp.AMBER,
        **more,
    }
    status = 422 if any(getattr(value, "errors", None) for value in more.values()) else 200
    return render(request, "own.html", context, status=status)
