"""A report stated page by page: drafts, what would follow from them, and filing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from noroshi.entrypoints.details import detail_word
from noroshi.entrypoints.web import draft_forms
from noroshi.entrypoints.web.draft_forms import KindForm, StepForm
from noroshi.entrypoints.web.forms import MENDABLE, told
from noroshi.entrypoints.web.requests import Request
from noroshi.entrypoints.web.role_words import role_word
from noroshi.formats.names.observables import defang, extract
from noroshi.kernel.clock import now
from noroshi.kernel.errors import AbsentError, NoroshiError
from noroshi.kernel.identifiers import uuid7
from noroshi.kernel.markings import Tlp
from noroshi.parties.queries import organisation
from noroshi.parties.rules import Power, require
from noroshi.reporting import drafts as queries
from noroshi.reporting import suggestions
from noroshi.reporting.actions import keep_draft
from noroshi.reporting.drafting import Stated, keys_of, names_of
from noroshi.reporting.forms.steps import Step, wizard
from noroshi.reporting.incident import Kind
from noroshi.reporting.merging import Fields, Typed, mark
from noroshi.reporting.rules import END_OF_TIME
from noroshi.reporting.sentences import missing as unknown
from noroshi.reporting.sentences import why

LAST: Final = "check"
MOST_FOUND: Final = 50
MOST_READ: Final = 100_000
# Where observables and weaknesses are told of beside the fields that list them.
TECHNICAL: Final = "technical"
SEEN: Final = "technical.indicators"
WEAK: Final = "technical.vulnerabilities"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the button of a page asks for: `next`, `save`, `to systems`, `add 0192…`."""

    verb: str
    what: str

    @classmethod
    def of(cls, text: str) -> "Wanted":
        verb, _colon, what = text.partition(":")
        return cls(verb or "save", what)


@require_http_methods(["GET", "POST"])
def report_new(request: Request) -> HttpResponse:
    """Choose what kind of attack it is; what is being stated already stands beside."""
    actor = request.hat.actor
    require(actor, Power.FILE_REPORTS)
    form = KindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = keep_draft.begin_draft(Kind(form.cleaned_data["kind"]), by=actor, at=now())
        return redirect("report_draft_step", made.id, wizard().steps[0].key)
    context = {"kinds": list(Kind), "drafts": queries.drafts(), "tlp": Tlp.AMBER_STRICT}
    return render(request, "drafts/new.html", context)


@require_POST
def report_supplement(request: Request, identifier: UUID) -> HttpResponse:
    """State what is new in a report; its newest version stands in the pages."""
    made = keep_draft.supplement_draft(identifier, by=request.hat.actor, at=now())
    return redirect("report_draft_step", made.id, wizard().steps[0].key)


@require_safe
def report_draft(request: HttpRequest, identifier: UUID) -> HttpResponse:  # noqa: ARG001
    """On to where a draft begins, or to the report that it became."""
    found = queries.draft(identifier)
    if found.version:
        return redirect("report", found.version.report_id)
    return redirect("report_draft_step", identifier, wizard().steps[0].key)


@require_http_methods(["GET", "POST"])
def report_draft_step(request: Request, identifier: UUID, key: str) -> HttpResponse:
    """One page of a draft, saved when it is left by any button."""
    step = wizard().step(key)
    if step is None:
        raise AbsentError(gettext("there is nothing at this address"))
    draft = queries.draft(identifier)
    if request.method == "POST":
        return _saved(request, draft, step)
    if draft.ended_at:
        return redirect("report_draft", identifier) if draft.version_id else gone()
    return _page(request, draft, step)


def gone() -> HttpResponse:
    """Raises: AbsentError."""
    raise AbsentError(gettext("this draft is discarded already"))


def _saved(request: Request, draft: Any, step: Step) -> HttpResponse:
    typed = draft_forms.read_typed(request.POST)
    wanted = Wanted.of(request.POST.get("go", ""))
    actor = request.hat.actor
    try:
        merged = keep_draft.save_draft(draft.id, typed, by=actor, at=now())
        if merged.contested:
            text = gettext("Somebody changed the same field meanwhile. Both stand there: choose.")
            messages.warning(request, text)
            return redirect("report_draft_step", draft.id, step.key)
        do_beside(request, draft.id, wanted)
    except MENDABLE as error:
        draft.fields = draft_forms.over(draft.fields, typed)
        return _page(request, draft, step, error)
    draft.refresh_from_db()
    problems = queries.said_by(draft).problems
    if wanted.verb == "next" and problems.keys() & set(typed.fields):
        return _page(request, draft, step, None, 422)
    return _onward(request, draft.id, step, wanted)


def _onward(request: Request, draft: UUID, step: Step, wanted: Wanted) -> HttpResponse:
    """The page to which a button leads."""
    keys = [one.key for one in wizard().steps]
    following = [*keys[keys.index(step.key) + 1 :], LAST][0]
    to = {"next": following, "to": wanted.what}.get(wanted.verb, step.key)
    if to == LAST:
        return redirect("report_draft_check", draft)
    place = reverse("report_draft_step", args=(draft, to if to in keys else step.key))
    text = request.POST.get("find", "").strip()
    query = f"?{urlencode({'find': text})}" if text and to == step.key else ""
    if wanted.verb in ("save", "next", "to") and to == step.key and not query:
        messages.success(request, gettext("Saved."))
    anchor = {
        "add-empty": "#entries",
        "add": "#entries",
        "remove": "#entries",
        "find": "#seen",
        "weak": "#seen",
        "seen": "#seen",
    }
    return redirect(place + query + anchor.get(wanted.verb, ""))


def do_beside(request: Request, draft: UUID, wanted: Wanted) -> None:
    """What a button does beside saving."""
    actor, what = request.hat.actor, wanted.what
    match wanted.verb:
        case "add":
            _add(draft, actor, what)
        case "remove":
            held = queries.draft(draft).fields
            names = [name for name in held if name.startswith(f"{what}.")]
            _type(draft, actor, dict.fromkeys(names, ""))
        case "take" | "keep":
            name, _colon, place = what.partition(":")
            choice = int(place) if place.isdecimal() and len(place) < 4 else None
            keep_draft.settle_draft(draft, name, choice, by=actor, at=now())
        case "weak":
            _type(draft, actor, {WEAK: _with_line(queries.draft(draft).fields, WEAK, what)})
        case "seen" | "find":
            text = what if wanted.verb == "seen" else request.POST.get("paste", "")
            count = keep_draft.add_observables(draft, text, by=actor, at=now())
            said = ngettext("%(count)d added.", "%(count)d added.", count)
            messages.success(request, said % {"count": count})


def _with_line(fields: Mapping[str, Any], name: str, line: str) -> str:
    lines = [one for one in str(fields.get(name, "")).split("\n") if one.strip()]
    return "\n".join(dict.fromkeys([*lines, line]))


def _add(draft: UUID, actor: Any, key: str) -> None:
    try:
        found = suggestions.suggestion(actor.organisation, UUID(key))
    except ValueError as error:
        raise AbsentError(gettext("there is no such system")) from error
    if found.key not in keys_of(queries.draft(draft).fields, "systems"):
        entry = {"name": found.name, "description": role_word(found.description)}
        flag = {"is_specified": "on"} if found.is_specified else {}
        given = {f"systems.{found.key}.{name}": text for name, text in {**entry, **flag}.items()}
        _type(draft, actor, given)


def _type(draft: UUID, actor: Any, given: Mapping[str, Any]) -> None:
    """As if it had been typed over what stands now."""
    held = queries.draft(draft).fields
    marks = {name: mark(held.get(name, "")) for name in given}
    keep_draft.save_draft(draft, Typed(given, marks), by=actor, at=now())


def _page(
    request: Request, draft: Any, step: Step, error: NoroshiError | None = None, status: int = 200
) -> HttpResponse:
    kind = Kind(draft.kind)
    stated = queries.said_by(draft)
    new = uuid7().hex
    names = names_of(step, kind, draft.fields)
    for many in step.lists:
        names += draft_forms.new_names(many, new)
    form = StepForm(names, draft.fields, stated.problems)
    if error:
        form.add_error(None, detail_word(error.detail))
    owed = owed_of(request, draft, stated)
    stage = str(queries.proposed(draft.fields, owed).get("stage", "first"))
    asked = list(draft_forms.asked(form, stage, draft.rivals))
    context = {
        **frame_of(draft, step.key),
        "form": form,
        "step": step,
        "asked": [one for one in asked if one.name in step.asks],
        "lists": [(many, draft_forms.entries(asked, many, new)) for many in step.lists],
        "duties": duties_of(owed),
        **_beside(request, draft, step),
    }
    return render(request, "drafts/step.html", context, status=422 if error else status)


def _beside(request: Request, draft: Any, step: Step) -> dict[str, Any]:
    """What the house knows and the reporter need not type."""
    organisation = request.hat.actor.organisation
    if "systems" in step.lists:
        text = request.GET.get("find", "").strip()[:200]
        held = set(keys_of(draft.fields, "systems"))
        found = suggestions.suggestions(organisation, text)
        return {"text": text, "found": [(one, one.key in held) for one in found]}
    if step.key != TECHNICAL:
        return {}
    weak = suggestions.weaknesses(keys_of(draft.fields, "systems"))
    named = str(draft.fields.get(WEAK, ""))
    return {"weak": [one for one in weak if one not in named], "seen": _seen(draft.fields)}


def _seen(fields: Fields) -> list[str]:
    """What stands in the texts of a draft and not in its list yet, de-fanged."""
    listed = {one.value for one in extract(str(fields.get(SEEN, "")))}
    texts = [value for name, value in fields.items() if name != SEEN and isinstance(value, str)]
    own = [value for name, value in fields.items() if name.startswith("contacts.")]
    skip = {one.value for text in own for one in extract(str(text))} | listed
    found = [one.value for one in extract("\n".join(texts)[:MOST_READ]) if one.value not in skip]
    return [defang(value) for value in found[:MOST_FOUND]]


@require_POST
def report_draft_duties(request: Request, identifier: UUID) -> HttpResponse:
    """What would follow, while it is being typed; nothing is saved."""
    draft = queries.draft(identifier)
    draft.fields = draft_forms.over(draft.fields, draft_forms.read_typed(request.POST))
    owed = owed_of(request, draft, queries.said_by(draft))
    return render(request, "drafts/duties.html", {"draft": draft, "duties": duties_of(owed)})


def owed_of(request: Request, draft: Any, stated: Stated) -> Any:
    """What would be owed; None while nobody can tell."""
    return queries.duties(draft, stated, organisation(request.hat.actor.organisation_code))


def duties_of(owed: Any) -> dict[str, Any] | None:
    """What would be owed, each with its sentence; None while nobody can tell."""
    if owed is None:
        return None
    rows = sorted(owed.obligations, key=lambda one: one.due_at or one.warn_at or END_OF_TIME)
    return {
        "rows": [(one, why(one)) for one in rows if one.filed_at is None],
        "gaps": [unknown(gap) for gap in owed.gaps],
    }


def frame_of(draft: Any, here: str) -> dict[str, Any]:
    """What stands on every page of a draft."""
    return {
        "draft": draft,
        "here": here,
        "steps": [(one.key, draft_forms.said(one.label)) for one in wizard().steps],
        "tlp": Tlp.AMBER_STRICT,
    }


@require_POST
def report_draft_discard(request: Request, identifier: UUID) -> HttpResponse:
    """Throw a draft away."""
    keep_draft.discard_draft(identifier, by=request.hat.actor, at=now())
    return told(request, gettext("Discarded."), "reports")
