"""The ledger: what happened, and the proof that nobody rewrote it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from noroshi.entrypoints.shapes import entry_json
from noroshi.entrypoints.web.listing import Column, Listing, Part, show
from noroshi.kernel.errors import AbsentError, MalformedError, RefusedError, UnavailableError
from noroshi.kernel.markings import Tlp
from noroshi.ledger import queries
from noroshi.parties.scope import current_actor
from noroshi.release import queries as release

LONGEST_EXPORT = 1_000_000
NATIONAL = ("nco", "commission")


def line_of(identifier: UUID | None) -> Any:
    """The entry at the foot of a page; None where there is none that the reader may see."""
    if identifier is None:
        return None
    try:
        return queries.entry(identifier)
    except AbsentError:
        return None


def newest_checkpoint() -> Any:
    """What the log last signed of itself; None before the first time."""
    try:
        return queries.latest_checkpoint()
    except AbsentError:
        return None


def _fetch(chosen: Mapping[str, str], cursor: str, size: int | None) -> Part:  # noqa: ARG001
    if cursor and not cursor.isdecimal():
        raise MalformedError("this cursor is not one of ours")
    before = int(cursor) if cursor else None
    rows, following = queries.entries_page(_whose(), before=before, limit=size or LONGEST_EXPORT)
    return Part(rows, None if following is None else str(following))


def newest_entries(count: int) -> list[Any]:
    """The newest entries that the reader may see."""
    rows, _ = queries.entries_page(_whose(), limit=count)
    return rows


def _whose() -> list[UUID | None]:
    """Whose records' entries the reader receives; None stands for the nation's."""
    actor = current_actor()
    is_national = actor is not None and actor.organisation_kind in NATIONAL
    return [*release.owners("ledger"), *([None] if is_national else [])]


LISTING = Listing(
    name="ledger",
    title=_("Ledger"),
    columns=(
        Column("number", _("Number"), is_number=True),
        Column("at", _("Time")),
        Column("kind", _("What happened")),
        Column("subject", _("Subject")),
        Column("digest", _("Digest"), is_extra=True),
        Column("id", _("Identifier"), is_hidden=True),
    ),
    fetch=_fetch,
    shape=entry_json,
    template="ledger/list.html",
    beside=lambda _: {"checkpoint": newest_checkpoint()},
)


@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """The entries that the reader may see, newest first."""
    return show(request, LISTING)


@require_safe
def ledger_entry(request: HttpRequest, identifier: UUID) -> HttpResponse:
    """One entry; with `?format=json` its proof, for a program."""
    if request.GET.get("format") == "json":
        return JsonResponse(queries.prove(identifier).document())
    context = {
        "entry": queries.entry(identifier),
        "checkpoint": newest_checkpoint(),
        "tlp": Tlp.AMBER,
    }
    return render(request, "ledger/detail.html", context)


@require_safe
def ledger_verify(request: HttpRequest, identifier: UUID) -> HttpResponse:
    """Recompute the way from the entry to the newest checkpoint, and say what came of it."""
    context: dict[str, Any] = {"entry": queries.entry(identifier), "tlp": Tlp.AMBER}
    try:
        context["proof"] = queries.prove(identifier)
    except UnavailableError:
        context["is_pending"] = True
    except RefusedError as error:
        context["altered"] = error.detail
    return render(request, "ledger/detail.html", context | {"checkpoint": newest_checkpoint()})


@require_safe
def ledger_checkpoint(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The newest checkpoint as a signed note, to be kept elsewhere."""
    note = queries.latest_checkpoint().note
    return HttpResponse(note, content_type="text/plain; charset=utf-8")
