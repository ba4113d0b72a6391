"""The supplier's desk, and the exchange between the national office and suppliers."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from noroshi.entrypoints.details import detail_word
from noroshi.entrypoints.supplier_shapes import line_json, thread_json
from noroshi.entrypoints.web.forms import CommentForm, attempt, carry_out, told
from noroshi.entrypoints.web.listing import Choice, Column, Listing, queried, show
from noroshi.entrypoints.web.options import supplier_options
from noroshi.entrypoints.web.permissions import may, needs
from noroshi.entrypoints.web.requests import Request
from noroshi.entrypoints.web.supplier_forms import (
    ANSWERS,
    ExtendForm,
    ProductForm,
    ReasonForm,
    SendForm,
)
from noroshi.entrypoints.web.views.ledger import line_of
from noroshi.entrypoints.web.words import choices
from noroshi.kernel.clock import now
from noroshi.kernel.errors import ConflictError, MalformedError
from noroshi.kernel.markings import Tlp
from noroshi.parties.rules import Power, require
from noroshi.release.rules import roughness
from noroshi.suppliers import queries
from noroshi.suppliers.actions.answer_thread import (
    answer_thread,
    close_thread,
    comment_thread,
    extend_thread,
    see_thread,
)
from noroshi.suppliers.actions.claim_product import claim_product, verify_product, withdraw_product
from noroshi.suppliers.actions.send_thread import Message, send_thread
from noroshi.suppliers.rules import CLOSED, OPEN, OWED, TRANSITIONS, Answer, AnswerKind, Kind, State
from noroshi.vulnerabilities.queries import vulnerability

MOST_ON_DESK: Final = 50


def _found(chosen: Mapping[str, str]) -> Any:
    return queries.threads(
        queries.Filter(
            state=chosen["state"],
            kind=chosen["kind"],
            organisation=chosen["organisation"],
            text=chosen["text"],
        )
    )


_fetch, _count = queried(
    _found, {"": ("-sent_at", "-id"), "due": ("due_at", "id"), "cause": ("cause", "id")}
)

LISTING = Listing(
    name="supplier_threads",
    title=_("Notices and requests to suppliers"),
    columns=(
        Column("id", _("Number"), is_hidden=True),
        Column("cause", _("Cause"), order="cause"),
        Column("organisation", _("Supplier")),
        Column("product_name", _("Product")),
        Column("kind", _("Kind")),
        Column("state", _("State")),
        Column("due_at", _("Answer due"), order="due"),
        Column("sent_at", _("Sent"), is_extra=True),
        Column("changed_at", _("Changed"), is_extra=True),
        Column("answer", _("Answer")),
        Column("article", _("Article"), is_hidden=True),
        Column("ledger_entry", _("Ledger entry"), is_hidden=True),
    ),
    fetch=_fetch,
    shape=thread_json,
    count=_count,
    filters=(
        Choice(
            "state",
            _("State"),
            lambda: choices("thread", "owed", *(state.value for state in State)),
        ),
        Choice("kind", _("Kind"), lambda: choices("sent")),
        Choice("organisation", _("Supplier"), supplier_options, least=2),
        Choice("text", _("CVE or product"), hint=_("For example CVE-2024-21762")),
    ),
    template="suppliers/list.html",
    beside=lambda request: {"may_ask": may(request.hat.actor, Power.ASK_SUPPLIERS)},  # type: ignore[attr-defined]
)


@require_safe
def desk(request: Request) -> HttpResponse:
    """What a supplier owes, and roughly how many run its products."""
    return _desk(request, ProductForm())


@require_POST
def desk_product(request: Request) -> HttpResponse:
    """Name a product as one's own."""
    text = gettext("Named. The national office will verify it.")
    return carry_out(
        ProductForm(request.POST),
        lambda given: claim_product(**given, by=request.hat.actor, at=now()),
        again=lambda form: _desk(request, form),
        then=lambda _: told(request, text, "desk"),
    )


def _desk(request: Request, form: ProductForm) -> HttpResponse:
    actor = request.hat.actor
    counts = queries.rough_counts()
    own = queries.claims().filter(organisation_id=actor.organisation)
    waiting = queries.threads().filter(organisation_id=actor.organisation, state__in=OPEN)
    context = {
        "products": [(one, counts.get(one.id, ())) for one in own],
        "threads": waiting.order_by("due_at", "id")[:MOST_ON_DESK],
        "owed": waiting.filter(state__in=OWED).count(),
        "roughness": roughness(),
        "least": min(roughness().steps),
        "may_claim": may(actor, Power.CLAIM_PRODUCTS),
        "form": form,
        "tlp": Tlp.AMBER,
    }
    return render(request, "suppliers/desk.html", context, status=422 if form.errors else 200)


@require_POST
def product_verify(request: Request, identifier: UUID) -> HttpResponse:
    """Confirm that a product is the supplier's who named it."""
    try:
        verify_product(identifier, by=request.hat.actor, at=now())
    except ConflictError as error:
        messages.error(request, detail_word(error.detail))
    else:
        messages.success(request, gettext("Verified."))
    return redirect("claims")


@require_POST
def product_withdraw(request: Request, identifier: UUID) -> HttpResponse:
    """Take back that a product is a supplier's, or refuse that it is."""
    form = ReasonForm(request.POST)
    done = attempt(
        form,
        lambda given: withdraw_product(identifier, given["reason"], by=request.hat.actor, at=now()),
    )
    if done is None:
        messages.error(request, gettext("Say why: the supplier reads it."))
    else:
        messages.success(request, gettext("Withdrawn."))
    return redirect("claims")


@require_safe
def supplier_threads(request: HttpRequest) -> HttpResponse:
    """Every notice and request that the reader may see."""
    return show(request, LISTING)


@require_http_methods(["GET", "POST"])
@needs(Power.ASK_SUPPLIERS)
def supplier_thread_new(request: Request) -> HttpResponse:
    """Send one about the vulnerability that the address names."""
    actor = request.hat.actor
    require(actor, Power.ASK_SUPPLIERS)
    about = vulnerability(request.GET.get("cause", ""))
    concerned = list(queries.concerned(about.id))
    verified = queries.claims().exclude(verified_at=None)
    form = SendForm(request.POST or None, products=verified, concerned=concerned)

    def act(given: Mapping[str, Any]) -> Any:
        kind, text = Kind(given["kind"]), given["text"]
        message = Message(given["product"], about.id, kind, text, given["due_on"])
        return send_thread(message, by=actor, at=now())

    sent = attempt(form, act) if request.method == "POST" else None
    if sent is not None:
        messages.success(request, gettext("Sent."))
        return redirect("supplier_thread", sent.id)
    context = {"form": form, "cause": about, "concerned": concerned, "tlp": Tlp.AMBER}
    status = 422 if form.errors else 200
    return render(request, "suppliers/send.html", context, status=status)


@require_safe
def supplier_thread(request: Request, identifier: UUID) -> HttpResponse:
    """One thread. That its supplier opens it is itself recorded, once."""
    found = queries.thread(identifier)
    if request.GET.get("format") == "json":
        history = [line_json(line) for line in queries.lines(identifier)]
        return JsonResponse({**thread_json(found), "history": history})
    if found.organisation_id == request.hat.actor.organisation:
        see_thread(identifier, by=request.hat.actor, at=now())
    return _thread(request, identifier)


@require_POST
def supplier_thread_answer(request: Request, identifier: UUID) -> HttpResponse:
    """Answer with a fixed version, VEX, a date, or that there will be none."""
    kind = request.POST.get("kind", "")
    if kind not in ANSWERS:
        raise MalformedError(gettext("an answer is a fix, VEX, a date or an end"))

    def act(given: Mapping[str, Any]) -> Any:
        said = Answer(AnswerKind(kind), **given)
        return answer_thread(identifier, said, by=request.hat.actor, at=now())

    text = gettext("Your answer is recorded.")
    return carry_out(
        ANSWERS[kind](request.POST),
        act,
        again=lambda form: _thread(request, identifier, **{f"{kind}_form": form}),
        then=lambda _: told(request, text, "supplier_thread", identifier),
    )


@require_POST
def supplier_thread_comment(request: Request, identifier: UUID) -> HttpResponse:
    """Add to the thread."""
    text = gettext("Your comment is recorded.")
    return carry_out(
        CommentForm(request.POST),
        lambda given: comment_thread(identifier, given["comment"], by=request.hat.actor, at=now()),
        again=lambda form: _thread(request, identifier, comment_form=form),
        then=lambda _: told(request, text, "supplier_thread", identifier),
    )


@require_POST
def supplier_thread_extend(request: Request, identifier: UUID) -> HttpResponse:
    """Give the supplier more time."""
    form = ExtendForm(request.POST)
    done = attempt(
        form,
        lambda given: extend_thread(identifier, given["due_on"], by=request.hat.actor, at=now()),
    )
    if done is None:
        return _thread(request, identifier, extend_form=form)
    messages.success(request, gettext("It is recorded."))
    return redirect("supplier_thread", identifier)


@require_POST
def supplier_thread_close(request: Request, identifier: UUID) -> HttpResponse:
    """Take the answer for done, or withdraw."""
    state = request.POST.get("state", "")
    if state not in CLOSED:
        raise MalformedError(gettext("what is open is done or withdrawn"))
    close_thread(identifier, State(state), by=request.hat.actor, at=now())
    messages.success(request, gettext("Closed."))
    return redirect("supplier_thread", identifier)


def _thread(request: Request, identifier: UUID, **forms: Any) -> HttpResponse:
    found = queries.thread(identifier)
    actor = request.hat.actor
    is_own = found.organisation_id == actor.organisation
    may_ask = may(actor, Power.ASK_SUPPLIERS)
    may_answer = is_own and may(actor, Power.ANSWER_REQUESTS)
    context = {
        "thread": found,
        "lines": queries.lines(identifier),
        "entry": line_of(found.ledger_entry),
        "is_own": is_own,
        "is_owed": found.state in OWED,
        "may_ask": may_ask,
        "may_answer": may_answer and found.state in OPEN,
        "may_comment": (may_ask or may_answer) and found.state in OPEN,
        "next_states": TRANSITIONS[State(found.state)],
        "comment_form": CommentForm(),
        "extend_form": ExtendForm(),
        **{f"{kind}_form": form() for kind, form in ANSWERS.items()},
        "tlp": Tlp.AMBER_STRICT,
        **forms,
    }
    status = 422 if any(form.errors for form in forms.values()) else 200
    return render(request, "suppliers/thread.html", context, status=status)
