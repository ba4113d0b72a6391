"""How one's organisation is told: wishes, endpoints, and what was and was not delivered."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from noroshi.entrypoints.delivery_shapes import delivery_json
from noroshi.entrypoints.web.delivery_forms import (
    EndpointForm,
    OwnWishForm,
    WishForm,
    quiet_of,
    shown,
    urgency_of,
    wish_of,
)
from noroshi.entrypoints.web.forms import ChosenForm, carry_out, told
from noroshi.entrypoints.web.listing import Choice, Column, Listing, queried, show
from noroshi.entrypoints.web.permissions import may
from noroshi.entrypoints.web.requests import Request
from noroshi.entrypoints.web.words import choices, failure_word
from noroshi.kernel.clock import now
from noroshi.kernel.errors import MalformedError
from noroshi.kernel.markings import Tlp
from noroshi.operations.config import config
from noroshi.parties.rules import Power
from noroshi.warnings import deliveries as queries
from noroshi.warnings.actions.keep_endpoint import (
    make_endpoint,
    remove_endpoint,
    resume_endpoint,
)
from noroshi.warnings.actions.keep_wish import keep_own_wish, keep_wish
from noroshi.warnings.actions.retry_deliveries import retry_deliveries


def _may_keep(request: Any) -> dict[str, bool]:
    may_keep = may(request.hat.actor, Power.KEEP_DELIVERY)
    return {"may_keep": may_keep, "may_answer": may_keep}


def _found(chosen: Mapping[str, str]) -> Any:
    return queries.deliveries(state=chosen["state"], channel=chosen["channel"])


_fetch, _count = queried(_found, {"": ("-made_at", "-id")})


LISTING = Listing(
    name="own_deliveries",
    title=_("Messages"),
    columns=(
        Column("id", _("Number"), is_hidden=True),
        Column("to", _("Receiver")),
        Column("channel", _("By")),
        Column("state", _("State")),
        Column("reason", _("Reason"), lambda one: failure_word(one.reason) if one.reason else ""),
        Column("attempts", _("Attempts"), is_number=True),
        Column("warnings", _("Warnings"), is_number=True),
        Column("made_at", _("Since")),
        Column("next_at", _("Next attempt"), is_extra=True),
    ),
    fetch=_fetch,
    shape=delivery_json,
    count=_count,
    filters=(
        Choice("state", _("State"), lambda: choices("delivery")),
        Choice("channel", _("By"), lambda: choices("channel")),
    ),
    template="delivery/list.html",
    beside=_may_keep,
)


@require_safe
def own_deliveries(request: HttpRequest) -> HttpResponse:
    """What was, is and will be sent; dead letters are those of the state `dead`."""
    return show(request, LISTING)


@require_POST
def own_deliveries_again(request: Request) -> HttpResponse:
    """Send the dead letters that were ticked once more."""
    form = ChosenForm(request.POST)
    if not form.is_valid():
        raise MalformedError(gettext("tick one or more messages first"))
    done = retry_deliveries(form.cleaned_data["chosen"], by=request.hat.actor, at=now())
    text = ngettext("%(count)d message waits again", "%(count)d messages wait again", done)
    messages.success(request, text % {"count": done})
    return redirect("own_deliveries")


@require_http_methods(["GET", "POST"])
def own_delivery(request: Request) -> HttpResponse:
    """How everybody of the organisation is told who has said nothing else."""
    if request.method != "POST":
        return _page(request)
    by, at = request.hat.actor, now()
    return carry_out(
        WishForm(request.POST),
        lambda given: keep_wish(wish_of(given), quiet_of(given), by=by, at=at),
        again=lambda form: _page(request, wish_form=form),
        then=lambda _: _saved(request),
    )


@require_POST
def own_delivery_mine(request: Request) -> HttpResponse:
    """How one is told oneself."""
    return carry_out(
        OwnWishForm(request.POST, prefix="mine"),
        lambda given: keep_own_wish(wish_of(given), by=request.hat.actor, at=now()),
        again=lambda form: _page(request, mine_form=form),
        then=lambda _: _saved(request),
    )


def _saved(request: Request) -> HttpResponse:
    return told(request, gettext("Saved."), "own_delivery")


@require_POST
def own_endpoint(request: Request) -> HttpResponse:
    """Make an endpoint; its secret is shown on this one page."""
    by, at = request.hat.actor, now()
    return carry_out(
        EndpointForm(request.POST),
        lambda given: make_endpoint(given["url"], urgency_of(given["least"]), by=by, at=at),
        again=lambda form: _page(request, endpoint_form=form),
        then=lambda made: _page(request, made=made, tlp=Tlp.RED),
    )


@require_POST
def own_endpoint_resume(request: Request, identifier: UUID) -> HttpResponse:
    """Send to a paused endpoint again."""
    resume_endpoint(identifier, by=request.hat.actor, at=now())
    return _saved(request)


@require_POST
def own_endpoint_remove(request: Request, identifier: UUID) -> HttpResponse:
    """Send to an endpoint no more."""
    remove_endpoint(identifier, by=request.hat.actor, at=now())
    return _saved(request)


def _page(request: Request, **more: Any) -> HttpResponse:
    actor = request.hat.actor
    wish, quiet = queries.wish(actor)
    context = {
        "has_mail": config().smtp is not None,
        "endpoints": queries.endpoints(),
        "dead": queries.deliveries(state="dead").count(),
        "may_keep": may(actor, Power.KEEP_DELIVERY),
        "wish_form": WishForm(initial=shown(wish, quiet)),
        "mine_form": OwnWishForm(initial=shown(queries.own_wish(actor) or wish), prefix="mine"),
        "endpoint_form": EndpointForm(),
        "tlp": Tlp.AMBER,
        **more,
    }
    status = 422 if any(getattr(value, "errors", None) for value in more.values()) else 200
    return render(request, "delivery/own.html", context, status=status)
