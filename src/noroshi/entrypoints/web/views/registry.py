"""Specified computers: candidates, what is registered, and what is to be notified."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from noroshi.assets import registry
from noroshi.assets.actions.import_connections import import_connections
from noroshi.assets.actions.register_computers import notify_registration, register_computers
from noroshi.assets.sentences import why
from noroshi.entrypoints.registry_shapes import change_owed, computer_json
from noroshi.entrypoints.web.forms import UploadForm, attempt, told
from noroshi.entrypoints.web.listing import Choice, Column, Listing, queried, show
from noroshi.entrypoints.web.options import organisation_options
from noroshi.entrypoints.web.permissions import may
from noroshi.entrypoints.web.registry_forms import DayForm, RegisterForm
from noroshi.entrypoints.web.requests import Request
from noroshi.entrypoints.web.words import choices
from noroshi.formats.connection_sheets import CONNECTION_TEMPLATE, read_connections
from noroshi.kernel.clock import now
from noroshi.kernel.imports import ImportResult
from noroshi.kernel.markings import Tlp
from noroshi.parties.rules import Power
from noroshi.reporting.queries import in_force
from noroshi.reporting.sentences import why as why_owed

HINT = _("A CSV sheet in the form of the template; it replaces the one before")


def _beside(request: Any) -> dict[str, Any]:
    actor = request.hat.actor
    regimes = in_force()
    pending = [(one, change_owed(one, regimes)) for one in registry.pending_changes()]
    return {
        "pending": [(one, owed, owed and why_owed(owed)) for one, owed in pending],
        "may_keep": may(actor, Power.KEEP_ASSETS) and actor.organisation_kind == "operator",
        "is_own": actor.organisation_kind == "operator",
        "day_form": DayForm(initial={"on": now().date()}),
    }


def _found(chosen: Mapping[str, str]) -> Any:
    return registry.computers(
        text=chosen["text"], state=chosen["state"], organisation=chosen["organisation"]
    )


_fetch, _count = queried(
    _found, {"": ("system", "name", "id"), "newest": ("-registered_on", "-id")}
)


LISTING = Listing(
    name="specified",
    title=_("Specified computers"),
    columns=(
        Column("id", _("Identifier"), is_hidden=True),
        Column("name", _("Name")),
        Column("organisation", _("Organisation")),
        Column("system", _("System")),
        Column("maker", _("Maker")),
        Column("product", _("Product")),
        Column("version", _("Version"), is_extra=True),
        Column("introduced_on", _("In use since"), is_extra=True),
        Column("registered_on", _("Registered"), order="newest"),
        Column("removed_on", _("Removed")),
        Column("pending", _("To be notified")),
    ),
    fetch=_fetch,
    shape=computer_json,
    count=_count,
    filters=(
        Choice("text", _("Name or product")),
        Choice("state", _("State"), lambda: choices("computer")),
        Choice("organisation", _("Organisation"), organisation_options, least=2),
    ),
    template="assets/specified.html",
    beside=_beside,
)


@require_safe
def specified(request: HttpRequest) -> HttpResponse:
    """What is registered, as far as the reader may see, and what of it is to be notified."""
    return show(request, LISTING)


@require_http_methods(["GET", "POST"])
def specified_candidates(request: Request) -> HttpResponse:
    """What the essential service is linked to and is not registered; upload how systems are linked."""
    is_sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES, hint=HINT) if is_sent else UploadForm(hint=HINT)
    actor, at = request.hat.actor, now()

    def take_in(given: Mapping[str, Any]) -> ImportResult:
        file = given["file"]
        rows = read_connections(file.file, source=file.name)
        return import_connections(rows, source=file.name, by=actor, at=at)

    result = attempt(form, take_in) if is_sent else None
    return _candidates(request, form=form, result=result)


@require_POST
def specified_register(request: Request) -> HttpResponse:
    """Register what was ticked, as of a day."""
    form, actor = RegisterForm(request.POST), request.hat.actor
    done = attempt(
        form, lambda given: register_computers(given["chosen"], on=given["on"], by=actor, at=now())
    )
    if done is None:
        return _candidates(request, register_form=form)
    text = ngettext("%(count)d registered", "%(count)d registered", done.registered)
    return told(request, text % {"count": done.registered}, "specified")


@require_POST
def specified_notify(request: Request) -> HttpResponse:
    """Say that what was to be notified has been."""
    form, actor = DayForm(request.POST), request.hat.actor
    done = attempt(form, lambda given: notify_registration(on=given["on"], by=actor, at=now()))
    if done is None:
        return told(request, gettext("Say the day on which it was notified."), "specified")
    text = ngettext("%(count)d notified", "%(count)d notified", done)
    return told(request, text % {"count": done}, "specified")


@require_safe
def connection_template(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The sheet to fill in."""
    return HttpResponse(
        CONNECTION_TEMPLATE.encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="connections.csv"'},
    )


def _candidates(request: Request, **more: Any) -> HttpResponse:
    actor, today = request.hat.actor, now().date()
    found = registry.candidates(actor.organisation, on=today)
    context = {
        "candidates": [(one, why(one.kind, one.over, one.via)) for one in found],
        "connections": registry.connections().count(),
        "may_keep": may(actor, Power.KEEP_ASSETS),
        "form": UploadForm(hint=HINT),
        "register_form": RegisterForm(initial={"on": today}),
        "tlp": Tlp.AMBER,
        **more,
    }
    status = 422 if any(getattr(value, "errors", None) for value in more.values()) else 200
    return render(request, "assets/candidates.html", context, status=status)
