"""A document is read, what it names is looked through, and what is chosen of it is stored."""

from collections.abc import Collection, Mapping
from io import BytesIO
from typing import Any, BinaryIO, Final, cast

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from noroshi.entrypoints.readings import opened, read_document, signed
from noroshi.entrypoints.web.forms import attempt, told
from noroshi.entrypoints.web.permissions import needs
from noroshi.entrypoints.web.reading_forms import PASTED, ReadForm, StoreForm, column_choices
from noroshi.entrypoints.web.requests import Request
from noroshi.intelligence.actions.store_reading import Stored, store_reading
from noroshi.intelligence.intake import EVERY, Choice, Reading
from noroshi.intelligence.readings import Looked, looked_through
from noroshi.kernel.clock import now
from noroshi.kernel.markings import Tlp
from noroshi.parties.rules import Power

MOST_SHOWN: Final = 500
TWICE: Final = "again"  # the button that asks for another column


@require_http_methods(["GET", "POST"])
@needs(Power.KEEP_INTELLIGENCE)
def intelligence_read(request: Request) -> HttpResponse:
    """Hand a document over, and see what it names. Nothing is kept."""
    form = ReadForm(request.POST, request.FILES) if request.method == "POST" else ReadForm()
    reading = attempt(form, _read)
    if reading is None:
        status = 422 if form.errors else 200
        return render(request, "intelligence/read.html", {"form": form}, status=status)
    first = {"title": reading.name, "source": gettext("Document")}
    return _preview(request, reading, reading.likeliest, StoreForm(initial=first))


@require_POST
@needs(Power.KEEP_INTELLIGENCE)
def intelligence_store(request: Request) -> HttpResponse:
    """Store what is ticked, or show another column."""
    form = StoreForm(request.POST)
    reading = opened(request.POST.get("reading", ""), by=request.hat.actor)
    column = _column(request, reading)
    if TWICE in request.POST:
        given = {name: request.POST.get(name, "") for name in StoreForm.base_fields}
        return _preview(request, reading, column, StoreForm(initial=given))
    stored = attempt(form, lambda given: _store(request, reading, column, given))
    if stored is None:
        return _preview(request, reading, column, form)
    count = stored.result.accepted
    said = ngettext("%(count)d object stored.", "%(count)d objects stored.", count)
    return told(request, said % {"count": count}, "intelligence_object", stored.report)


def _read(given: Mapping[str, Any]) -> Reading:
    file = given["file"]
    stream = cast("BinaryIO", file.file) if file else BytesIO(given["text"].encode())
    name = (file.name if file else "") or gettext("pasted text")
    kind = given["kind"] or ("" if file else PASTED)
    return read_document(stream, name=name, kind=kind, at=now())


def _column(request: Request, reading: Reading) -> int:
    """The column that the page shows; of what is no number the likeliest."""
    try:
        wanted = int(request.POST.get("column", ""))
    except ValueError:
        return reading.likeliest
    return wanted if wanted < len(reading.columns) else reading.likeliest


def _store(request: Request, reading: Reading, column: int, given: Mapping[str, Any]) -> Stored:
    numbers = list(given["chosen"])
    if given["rest"]:
        unseen = looked_through(reading, column)[MOST_SHOWN:]
        numbers += [one.number for one in unseen if one.is_offered]
    choice = Choice(
        numbers, given["title"], given["source"], Tlp(given["tlp"]), given["confidence"]
    )
    return store_reading(reading, choice, by=request.hat.actor, at=now())


def _preview(request: Request, reading: Reading, column: int, form: StoreForm) -> HttpResponse:
    """The values, as the form ticks them; before it was sent, as they are offered."""
    ticked = set(request.POST.getlist("chosen")) if form.is_bound else None
    looked = looked_through(reading, column)
    shown = looked[:MOST_SHOWN]
    context = {
        "reading": reading,
        "token": signed(reading, by=request.hat.actor),
        "form": form,
        "column": str(column),
        "columns": column_choices(reading),
        "lines": [(one, _is_ticked(one, ticked)) for one in shown],
        "total": len(looked),
        "rest": sum(one.is_offered for one in looked[MOST_SHOWN:]),
        "unread": [one for one in reading.unread if column in (EVERY, one.column)],
        "tlp": Tlp.AMBER_STRICT,
    }
    status = 422 if form.errors else 200
    return render(request, "intelligence/reading.html", context, status=status)


def _is_ticked(one: Looked, ticked: Collection[str] | None) -> bool:
    return one.is_offered if ticked is None else str(one.number) in ticked
