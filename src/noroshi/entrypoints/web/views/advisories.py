"""Advisories: written in a form or handed over whole, and published."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from noroshi.entrypoints.advisory_shapes import advisory_json
from noroshi.entrypoints.web.advisory_forms import (
    AdvisoryForm,
    DocumentForm,
    WeakForms,
    history,
    initial,
    point_out,
    rows_of,
    written,
)
from noroshi.entrypoints.web.forms import attempt, place_of, told
from noroshi.entrypoints.web.permissions import may
from noroshi.entrypoints.web.requests import Request
from noroshi.entrypoints.web.views.ledger import line_of
from noroshi.entrypoints.web.words import choices, is_japanese
from noroshi.formats.csaf.writing import Publisher, Written, reread, write
from noroshi.kernel.clock import now
from noroshi.kernel.errors import ConflictError, MalformedError, RefusedError
from noroshi.parties.queries import organisation
from noroshi.parties.rules import Power, require
from noroshi.suppliers import advisories as queries
from noroshi.suppliers.actions import publish_advisory as actions
from noroshi.suppliers.advising import DRAFT, InvalidAdvisoryError

MOST: Final = 200
PREFIX: Final = "weak"


@require_safe
def advisories(request: Request) -> HttpResponse:
    """Every version that the reader may see."""
    chosen = {name: request.GET.get(name, "") for name in ("state", "text")}
    found = queries.advisories(**chosen)[:MOST]
    if request.GET.get("format") == "json":
        items = [advisory_json(one) for one in found]
        return JsonResponse({"items": items, "next": None})
    context = {
        "advisories": found,
        "chosen": chosen,
        "is_narrowed": any(chosen.values()),
        "states": choices("advisory"),
        "may_publish": may(request.hat.actor, Power.PUBLISH_ADVISORIES),
        "is_national": request.hat.actor.organisation_kind == "nco",
    }
    return render(request, "advisories/list.html", context)


@require_safe
def advisory(request: Request, identifier: UUID) -> HttpResponse:
    """One version, or its document."""
    found = queries.advisory(identifier)
    if request.GET.get("format") == "json":
        return HttpResponse(bytes(found.document), content_type="application/json")
    is_own = found.organisation_id == request.hat.actor.organisation
    may_publish = is_own and may(request.hat.actor, Power.PUBLISH_ADVISORIES)
    context = {
        "advisory": found,
        "path": advisory_json(found)["path"],
        "versions": queries.versions(found),
        "recipients": queries.recipients(found) if is_own else [],
        "may_publish": may_publish and found.state == DRAFT,
        "may_write": may_publish and reread(bytes(found.document)) is not None,
        "entry": line_of(found.ledger_entry) if found.ledger_entry else None,
        "tlp": found.marking,
    }
    return render(request, "advisories/detail.html", context)


@require_http_methods(["GET", "POST"])
def advisory_new(request: Request) -> HttpResponse:
    """Write one."""
    require(request.hat.actor, Power.PUBLISH_ADVISORIES)
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
def advisory_edit(request: Request, identifier: UUID) -> HttpResponse:
    """Write a draft anew, or the next version of what is published."""
    require(request.hat.actor, Power.PUBLISH_ADVISORIES)
    found = queries.advisory(identifier)
    before = reread(bytes(found.document))
    if before is None or found.organisation_id != request.hat.actor.organisation:
        raise RefusedError(gettext("this was written elsewhere: hand it over as a file"))
    return _edit(request, before, found)


@require_http_methods(["GET", "POST"])
def advisory_upload(request: Request) -> HttpResponse:
    """Hand over a document; what is not a draft is published at once."""
    require(request.hat.actor, Power.PUBLISH_ADVISORIES)
    form = DocumentForm(request.POST or None, request.FILES or None)

    def act(given: Any) -> Any:
        octets, by = given["file"].read(), request.hat.actor
        return actions.save_advisory(octets, given["recipients"], by=by, at=now())

    kept = attempt(form, act) if request.method == "POST" else None
    if kept is not None:
        return told(request, gettext("It is kept."), "advisory", kept.id)
    status = 422 if form.errors else 200
    return render(request, "advisories/upload.html", {"form": form}, status=status)


@require_POST
def advisory_publish(request: Request, identifier: UUID) -> HttpResponse:
    """Make a draft final."""
    actions.publish_advisory(identifier, by=request.hat.actor, at=now())
    return told(request, gettext("Published and signed."), "advisory", identifier)


@require_POST
def advisory_drop(request: Request, identifier: UUID) -> HttpResponse:
    """Throw a draft away."""
    actions.drop_advisory(identifier, by=request.hat.actor, at=now())
    return told(request, gettext("The draft is gone."), "advisories")


def _edit(request: Request, before: Written | None, found: Any = None) -> HttpResponse:
    form, weaknesses = _forms(request, before, found)
    is_sent = request.method == "POST" and "another" not in request.POST
    kept = _keep(request, form, weaknesses, before) if is_sent else None
    if kept is not None:
        text = gettext("The draft is kept. Nobody else sees it yet.")
        return told(request, text, "advisory", kept.id)
    has_errors = is_sent and (form.errors or any(weaknesses.errors))
    context = {"form": form, "weaknesses": weaknesses, "advisory": found}
    return render(request, "advisories/edit.html", context, status=422 if has_errors else 200)


def _forms(request: Request, before: Written | None, found: Any) -> tuple[AdvisoryForm, Any]:
    """Both forms: as they were sent, with room for one more, or of what was written."""
    sent = request.POST
    if request.method == "POST" and "another" not in sent:
        return AdvisoryForm(sent), WeakForms(sent, prefix=PREFIX)
    if request.method == "POST":
        first = {name: sent.get(name, "") for name in AdvisoryForm.base_fields}
        return AdvisoryForm(initial=first), WeakForms(initial=[*rows_of(sent), {}], prefix=PREFIX)
    first, rows = initial(before) if before else (_first(request), [])
    if found is not None:
        first["recipients"] = "\n".join(queries.recipients(found))
    return AdvisoryForm(initial=first), WeakForms(initial=rows, prefix=PREFIX)


def _first(request: Request) -> dict[str, Any]:
    own = organisation(request.hat.actor.organisation_code)
    site = queries.namespace_of(own.code)
    name = own.name_ja if is_japanese() else own.name
    change = gettext("First version.")
    language = "ja" if is_japanese() else "en"
    return {"vendor": name, "namespace": site, "change": change, "language": language}


def _keep(request: Request, form: AdvisoryForm, weaknesses: Any, before: Written | None) -> Any:
    """The draft; None where something is to be mended, which the forms say."""
    if not all((form.is_valid(), weaknesses.is_valid())):
        return None
    actor, at = request.hat.actor, now().replace(microsecond=0)
    own, given = organisation(actor.organisation_code), form.cleaned_data
    name = own.name_ja if given["language"] == "ja" else own.name
    category = "coordinator" if own.kind == "nco" else "vendor"
    identity = before.id if before else queries.next_id(own.code, at.year)
    kept = [one for one in weaknesses.forms if not one.cleaned_data.get("DELETE")]
    document = written(
        given,
        [one.weak() for one in kept],
        identity=(identity, Publisher(category, name, "")),
        history=history(before, given["change"], at=at),
    )
    try:
        return actions.save_advisory(write(document), given["recipients"], by=actor, at=at)
    except InvalidAdvisoryError as error:
        point_out(error.failures, form, kept)
    except (MalformedError, ConflictError) as error:
        form.add_error(*place_of(form, error))
    return None
