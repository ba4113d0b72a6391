"""What every list is made of: columns, filters and order in the address, pages by cursor, and the
same rows again as CSV or JSON."""

import base64
import binascii
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from noroshi.formats.sheets import write_rows
from noroshi.kernel.errors import MalformedError
from noroshi.kernel.markings import Tlp

PAGE: Final = 50
FORMATS: Final = ("csv", "json")


@dataclass(frozen=True, slots=True)
class Column:
    """value: what an export says of a row; a page shows the row by the list's own template.

    order: the name by which the list can be ordered so; is_extra: hidden until chosen;
    is_hidden: in exports only."""

    name: str
    label: Promise
    value: Callable[[Any], Any]
    order: str = ""
    is_extra: bool = False
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter of the list. options: codes with their words; none make it a text field."""

    name: str
    label: Promise
    options: Callable[[], Iterable[tuple[str, Any]]] | None = None
    hint: Promise | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of a list. next: the cursor of what follows, None at the end."""

    rows: Sequence[Any]
    next: str | None


Fetch = Callable[[Mapping[str, str], str, int | None], Part]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as a page; its rows are shown by `rows/NAME.html`.

    fetch: filters, cursor, size (None: all); count: filters; extra: what else the page needs."""

    name: str
    title: Promise
    columns: Sequence[Column]
    fetch: Fetch
    count: Callable[[Mapping[str, str]], int | None] = lambda _: None
    filters: Sequence[Choice] = ()
    template: str = "list.html"
    tlp: Tlp = Tlp.AMBER
    extra: Callable[[HttpRequest], Mapping[str, Any]] = field(default=lambda _: {})


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
    shown = set(request.GET.getlist("column")) or {
        column.name for column in listing.columns if not column.is_extra
    }
    choosable = [column for column in listing.columns if not column.is_hidden]
    context = {
        "listing": listing,
        "columns": [column for column in choosable if column.name in shown],
        "choosable": choosable,
        "shown": shown,
        "rows": part.rows,
        "rows_template": f"rows/{listing.name}.html",
        "next": part.next,
        "total": listing.count(chosen),
        "chosen": chosen,
        "filters": [(choice, chosen[choice.name]) for choice in listing.filters],
        "is_narrowed": any(chosen[choice.name] for choice in listing.filters),
        "tlp": listing.tlp,
        **listing.extra(request),
    }
    return render(request, listing.template, context)


def export(listing: Listing, rows: Iterable[Any], wanted: str) -> HttpResponse:
    """Rows with every column, for a spreadsheet or a program."""
    if wanted not in FORMATS:
        raise MalformedError(_("a list is exported as csv or json"))
    names = [column.name for column in listing.columns]
    values = ([column.value(row) for column in listing.columns] for row in rows)
    if wanted == "json":
        items = [dict(zip(names, row, strict=True)) for row in values]
        body = orjson.dumps({"items": items, "next": None}, default=str)
        kind = "application/json"
    else:
        texts = ([_text(value) for value in row] for row in values)
        body = "".join(write_rows(names, texts)).encode("utf-8-sig")
        kind = "text/csv; charset=utf-8"
    disposition = f'attachment; filename="{listing.name}.{wanted}"'
    return HttpResponse(body, content_type=kind, headers={"Content-Disposition": disposition})


def _text(value: Any) -> object:
    return " ".join(map(str, value)) if isinstance(value, list | tuple) else value


def queried(
    build: Callable[[Mapping[str, str]], QuerySet[Any]],
    orders: Mapping[str, Sequence[str]],
    decorate: Callable[[Sequence[Any]], Sequence[Any]] = lambda rows: rows,
) -> tuple[Fetch, Callable[[Mapping[str, str]], int]]:
    """`fetch` and `count` of a list that is a query. orders: keys by name, "" for the usual one."""

    def fetch(chosen: Mapping[str, str], cursor: str, size: int | None) -> Part:
        if chosen["order"] not in orders:
            raise MalformedError(_("a list cannot be ordered by this"))
        part = by_keys(build(chosen), orders[chosen["order"]], cursor, size)
        return Part(decorate(part.rows), part.next)

    def count(chosen: Mapping[str, str]) -> int:
        return build(chosen).count()

    return fetch, count


def by_keys(found: QuerySet[Any], keys: Sequence[str], cursor: str, size: int | None) -> Part:
    """A part of a query's rows in the order of keys, `-` before one for descending.

    The last key must be unique. Raises: MalformedError for a cursor that is not ours."""
    found = found.order_by(*keys)
    if cursor:
        found = found.filter(_after(keys, _opened(cursor, len(keys))))
    if size is None:
        return Part(list(found), None)
    rows = list(found[: size + 1])
    if len(rows) <= size:
        return Part(rows, None)
    kept = rows[:size]
    return Part(kept, _sealed([_attribute(kept[-1], key.lstrip("-")) for key in keys]))


def _after(keys: Sequence[str], values: Sequence[Any]) -> Q:
    """(a, b) > (x, y), spelt out, for keys that run in different directions."""
    condition = Q()
    for at, key in enumerate(keys):
        equal = {name.lstrip("-"): value for name, value in zip(keys[:at], values, strict=False)}
        step = "__lt" if key.startswith("-") else "__gt"
        condition |= Q(**equal, **{key.lstrip("-") + step: values[at]})
    return condition


def _attribute(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name)
    return row


def _sealed(values: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(values, default=str)).decode()


def _opened(cursor: str, length: int) -> list[Any]:
    try:
        values = orjson.loads(base64.urlsafe_b64decode(cursor))
    except (binascii.Error, ValueError) as error:
        raise MalformedError("this cursor is not one of ours") from error
    if not isinstance(values, list) or len(values) != length:
        raise MalformedError("this cursor is not one of ours")
    return values
