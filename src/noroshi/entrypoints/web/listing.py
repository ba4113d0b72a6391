"""What every list is made of: columns, filters and order in the address, pages by cursor, and the
same rows again as CSV or JSON."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

import orjson
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import DateTimeField
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from noroshi.entrypoints import keyset
from noroshi.entrypoints.web.rows import Cell, Filling
from noroshi.formats.sheets import write_rows
from noroshi.formats.stix import bundle_of
from noroshi.kernel.errors import MalformedError
from noroshi.kernel.markings import Tlp
from noroshi.parties.queries import saved_views

PAGE: Final = 50
FORMATS: Final = ("csv", "json")
STIX: Final = "application/stix+json;version=2.1"


@dataclass(frozen=True, slots=True)
class Column:
    """value: what an export says of a row, None: the member of its shape that is called like the
    column; a page shows the row by the list's own template.

    order: the name by which the list can be ordered so; is_extra: hidden until chosen;
    is_hidden: in exports only; is_number: its head stands over figures."""

    name: str
    label: Promise
    value: Callable[[Any], Any] | None = None
    order: str = ""
    is_extra: bool = False
    is_hidden: bool = False
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter of the list. options: codes with their words; none make it a text field.

    least: with fewer options there is nothing to choose, and neither filter nor column is shown."""

    name: str
    label: Promise
    options: Callable[[], Iterable[tuple[str, Any]]] | None = None
    hint: Promise | None = None
    least: int = 1


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of a list. next: the cursor of what follows, None at the end."""

    rows: Sequence[Any]
    next: str | None


Fetch = Callable[[Mapping[str, str], str, int | None], Part]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as a page; its rows are shown by `rows/NAME.html`.

    fetch: filters, cursor, size (None: all); count: filters; shape: a row as JSON; cells: what fills
    the places of the rows' template, in which `line` then stands for each row; without any it loops
    over `rows`; content: a row as an object of STIX, where it is one; beside: what else the page
    needs."""

    name: str
    title: Promise | str
    columns: Sequence[Column]
    fetch: Fetch
    shape: Callable[[Any], Mapping[str, Any]]
    count: Callable[[Mapping[str, str]], int | None] = lambda _: None
    filters: Sequence[Choice] = ()
    template: str = "list.html"
    tlp: Tlp = Tlp.AMBER
    cells: Mapping[str, Cell] | None = None
    content: Callable[[Any], str] | None = None
    beside: Callable[[HttpRequest], Mapping[str, Any]] = field(default=lambda _: {})

    @property
    def is_stix(self) -> bool:
        """Is it exported as STIX too?"""
        return self.content is not None


def show(request: HttpRequest, listing: Listing) -> HttpResponse:
    """The page of a list, or with `?format=` the whole of it as filtered and ordered.

    Raises: MalformedError for an unknown format or a cursor that is not ours."""
    chosen = {
        name: request.GET.get(name, "")
        for name in (*(choice.name for choice in listing.filters), "order")
    }
    if wanted := request.GET.get("format"):
        return export(listing, listing.fetch(chosen, "", None).rows, wanted)
    part = listing.fetch(chosen, request.GET.get("after", ""), PAGE)
    filters, idle = _offered(listing, chosen)
    choosable = [one for one in listing.columns if not one.is_hidden and one.name not in idle]
    usual = {column.name for column in choosable if not column.is_extra}
    shown = set(request.GET.getlist("column")) or usual
    context = {
        "listing": listing,
        "columns": [column for column in choosable if column.name in shown],
        "choosable": choosable,
        "shown": shown - idle,
        "rows": part.rows,
        "rows_template": f"rows/{listing.name}.html",
        "next": part.next,
        "total": listing.count(chosen),
        "chosen": chosen,
        "filters": filters,
        "is_narrowed": any(chosen[choice.name] for choice in listing.filters),
        "views": saved_views(listing.name),
        "query": kept_query(listing, request.GET, without=usual if shown == usual else ()),
        "tlp": listing.tlp,
        **_filling(listing, part.rows),
        **listing.beside(request),
    }
    return render(request, listing.template, context)


def _filling(listing: Listing, rows: Sequence[Any]) -> dict[str, Any]:
    if listing.cells is None:
        return {"filling": None}
    filling = Filling(listing.cells, rows)
    return {"filling": filling, "line": filling.places}


def kept_query(listing: Listing, given: QueryDict, *, without: Collection[str] = ()) -> str:
    """What of an address makes a view of the list: filters, order and columns, but not the page.

    without: columns that need no mention."""
    names = (*(choice.name for choice in listing.filters), "order", "column")
    values = ((name, value) for name in names for value in given.getlist(name))
    kept = [(name, value) for name, value in values if value and "\0" not in value]
    return urlencode([pair for pair in kept if pair[0] != "column" or pair[1] not in without])


def _offered(
    listing: Listing, chosen: Mapping[str, str]
) -> tuple[list[tuple[Choice, list[Any] | None, str]], set[str]]:
    """The filters with their options and what is chosen, and the names of those not worth it."""
    offered, idle = [], set()
    for choice in listing.filters:
        options = list(choice.options()) if choice.options else None
        if options is not None and len(options) < choice.least:
            idle.add(choice.name)
        else:
            offered.append((choice, options, chosen[choice.name]))
    return offered, idle


def export(listing: Listing, rows: Iterable[Any], wanted: str) -> HttpResponse:
    """Rows as JSON in their stable shape, or as CSV with every column."""
    if wanted == "stix" and listing.content:
        body: bytes | str = b"".join(bundle_of(map(listing.content, rows)))
        return attached(body, STIX, f"{listing.name}.stix.json")
    if wanted not in FORMATS:
        raise MalformedError(_("a list is exported as csv or json"))
    if wanted == "json":
        body = orjson.dumps({"items": [listing.shape(row) for row in rows], "next": None})
        kind = "application/json"
    else:
        names = [column.name for column in listing.columns]
        cells = (_cells(listing, row) for row in rows)
        body = "".join(write_rows(names, cells)).encode("utf-8-sig")
        kind = "text/csv; charset=utf-8"
    return attached(body, kind, f"{listing.name}.{wanted}")


def _cells(listing: Listing, row: Any) -> list[object]:
    shape = listing.shape(row)
    return [
        _text(column.value(row) if column.value else shape[column.name])
        for column in listing.columns
    ]


def attached(body: bytes | str, kind: str, name: str) -> HttpResponse:
    """A file to be kept. kind: its media type."""
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(body, content_type=kind, headers={"Content-Disposition": disposition})


def _text(value: Any) -> object:
    return " ".join(map(str, value)) if isinstance(value, list | tuple) else value


def read_moment(name: str, text: str) -> datetime | None:
    """An instant as it is written in a filter; of a day alone its beginning here, None for nothing.

    Raises: MalformedError."""
    try:
        found: datetime | None = DateTimeField(required=False).clean(text)
    except ValidationError as error:
        detail = _("%(name)s: a day like 2026-10-01, or an instant (RFC 3339)") % {"name": name}
        raise MalformedError(detail) from error
    return found


def queried(
    build: Callable[[Mapping[str, str]], QuerySet[Any]],
    orders: Mapping[str, Sequence[str]],
    decorate: Callable[[Sequence[Any]], Sequence[Any]] = lambda rows: rows,
) -> tuple[Fetch, Callable[[Mapping[str, str]], int]]:
    """`fetch` and `count` of a list that is a query. orders: keys by name, "" for the usual one."""

    def fetch(chosen: Mapping[str, str], cursor: str, size: int | None) -> Part:
        if chosen["order"] not in orders:
            raise MalformedError(_("a list cannot be ordered by this"))
        found, keys = build(chosen), orders[chosen["order"]]
        if size is None:
            return Part(decorate(list(found.order_by(*keys))), None)
        part = keyset.page(found, keys, after=cursor, size=size)
        return Part(decorate(part.rows), part.next)

    def count(chosen: Mapping[str, str]) -> int:
        return build(chosen).count()

    return fetch, count
