"""Search over what is told of threats, as far as the reader may see."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import DateTimeField, UUIDField
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from noroshi.entrypoints.intelligence_shapes import held_json
from noroshi.entrypoints.keyset import closed, opened
from noroshi.entrypoints.web.listing import Choice, Column, Listing, Part, show
from noroshi.entrypoints.web.options import organisation_options
from noroshi.entrypoints.web.permissions import may
from noroshi.entrypoints.web.rows import Cell
from noroshi.entrypoints.web.templatetags import faces
from noroshi.entrypoints.web.templatetags.objects import object_title
from noroshi.entrypoints.web.words import choices, word
from noroshi.intelligence.queries import Held, Place
from noroshi.intelligence.searching import COUNTED, Sought, counted, found
from noroshi.kernel.errors import MalformedError
from noroshi.kernel.markings import Tlp
from noroshi.parties import queries as parties
from noroshi.parties.rules import Power
from noroshi.parties.scope import current_actor

PLACE: Final = (DateTimeField(), UUIDField())
ORDERS: Final = ("", "oldest")
MOST_EXPORTED: Final = 20_000
FACETS: Final = ("type", "tlp", "label", "organisation", "source")


@dataclass(frozen=True, slots=True)
class Line:
    """An object in a list. organisation: whose it is, None where the reader does not know it."""

    held: Held
    organisation: str | None
    own: UUID | None


def lines(rows: Sequence[Held]) -> list[Line]:
    """Objects with whose they are."""
    codes, actor = parties.codes(one.organisation for one in rows), current_actor()
    own = actor.organisation if actor else None
    return [Line(one, codes.get(one.organisation), own) for one in rows]


def sought(chosen: Mapping[str, str]) -> Sought:
    """What the filters ask for. Raises: MalformedError for a date that is none."""
    since, until, valid = (_day(chosen[name]) for name in ("since", "until", "valid"))
    code = chosen["organisation"]
    return Sought(
        text=chosen["text"],
        type=chosen["type"],
        tlp=chosen["tlp"],
        label=chosen["label"],
        organisation=str(parties.organisation(code).id) if code else "",
        source=chosen["source"],
        refers_to=chosen["refers_to"],
        created_from=since,
        created_to=until and until + timedelta(days=1),
        valid_on=valid,
        is_oldest=chosen["order"] == "oldest",
    )


def _day(text: str) -> datetime | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise MalformedError(gettext("a day is written as 2026-10-01")) from error
    return datetime.combine(day, time(), timezone.get_current_timezone())


def _fetch(chosen: Mapping[str, str], cursor: str, size: int | None) -> Part:
    if chosen["order"] not in ORDERS:
        raise MalformedError(gettext("a list cannot be ordered by this"))
    after = Place(*opened(cursor, PLACE)) if cursor else None
    most = MOST_EXPORTED if size is None else size
    rows = found(sought(chosen), after=after, size=most + 1)
    if len(rows) <= most:
        return Part(lines(rows), None)
    if size is None:
        raise MalformedError(gettext("too many to export at once: narrow them first"))
    last = rows[size - 1]
    return Part(lines(rows[:size]), closed([last.added_at, str(last.id)]))


def _shape(line: Line) -> dict[str, Any]:
    codes = {line.held.organisation: line.organisation} if line.organisation else {}
    return held_json(line.held, codes=codes, own=line.own)


@dataclass(frozen=True, slots=True)
class Facet:
    """words: value for the address, how it is said, how many there are."""

    name: str
    words: Sequence[tuple[str, str, int]]


def _facets(words: Mapping[str, Sequence[tuple[str, int]]]) -> list[Facet]:
    owners = words.get("organisation", ())
    codes = parties.codes(UUID(owner) for owner, _count in owners)
    known = {**words, "organisation": [(codes[UUID(one)], many) for one, many in owners
                                       if UUID(one) in codes]}  # fmt: skip
    return [
        Facet(name, [(one, _said(name, one), many) for one, many in known[name]])
        for name in FACETS
        if len(known.get(name, ())) > 0
    ]


def _said(facet: str, one: str) -> str:
    if facet == "tlp":
        return Tlp(one).label
    return word("stix", one) if facet == "type" else one


def _beside(request: Any) -> dict[str, Any]:
    chosen = {name: request.GET.get(name, "") for name in (*NAMES, "order")}
    many = counted(sought(chosen))
    return {
        "facets": _facets(many.words),
        "total": None if many.is_more else many.total,
        "most": COUNTED if many.is_more else None,
        "has_chosen": any(chosen[name] for name in NAMES),
        "may_keep": may(request.hat.actor, Power.KEEP_INTELLIGENCE),
    }


def _labels() -> Iterable[tuple[str, str]]:
    return [(tlp.value, tlp.label) for tlp in Tlp]


CELLS: Mapping[str, Cell] = {
    "title": lambda line: object_title(line.held),
    "address": lambda line: f"/intelligence/{line.held.stix_id}/",
    "type": lambda line: word("stix", line.held.type),
    "tlp": lambda line: format_html(
        '<span class="tlp {}">{}</span>', faces.tlp_class(Tlp(line.held.tlp)), Tlp(line.held.tlp).label
    ),
    "revoked": lambda line: faces.sub([gettext("Revoked")] if line.held.revoked else []),
    "organisation": lambda line: line.organisation or "—",
    "source": lambda line: line.held.source if line.held.organisation == line.own else "—",
    "version": lambda line: faces.when(line.held.version),
    "added_at": lambda line: faces.when(line.held.added_at),
    "confidence": lambda line: "—" if line.held.confidence is None else line.held.confidence,
}  # fmt: skip

LISTING = Listing(
    name="intelligence",
    title=_("Intelligence"),
    columns=(
        Column("id", _("Number"), is_hidden=True),
        Column("name", _("Name")),
        Column("type", _("Type")),
        Column("tlp", _("TLP")),
        Column("organisation", _("From whom")),
        Column("source", _("Own source"), is_extra=True),
        Column("confidence", _("Confidence"), is_extra=True, is_number=True),
        Column("version", _("Changed")),
        Column("added_at", _("Came in"), order="oldest"),
        Column("revoked", _("Revoked"), is_hidden=True),
    ),
    fetch=_fetch,
    shape=_shape,
    filters=(
        Choice("text", _("Words or values"), hint=_("For example hxxp://evil[.]example")),
        Choice("type", _("Type"), lambda: choices("stix")),
        Choice("tlp", _("TLP"), _labels),
        Choice("label", _("Label"), hint=_("For example malicious-activity")),
        Choice("organisation", _("From whom"), organisation_options, least=2),
        Choice("source", _("Own source")),
        Choice("since", _("Created since"), hint=_("For example 2026-10-01")),
        Choice("until", _("Created until"), hint=_("For example 2026-10-31")),
        Choice("valid", _("Valid on"), hint=_("For example 2026-10-01")),
        Choice("refers_to", _("Refers to (identifier)")),
    ),
    template="intelligence/list.html",
    cells=CELLS,
    content=lambda line: line.held.content,
    beside=_beside,
)
NAMES: Final = tuple(choice.name for choice in LISTING.filters)


@require_safe
def intelligence(request: HttpRequest) -> HttpResponse:
    """Search and list."""
    return show(request, LISTING)
