"""Pages of a query by cursor: the keys of the last row shown, never an offset, so that a page is
stable while rows come and go, and a deep one costs what the first does."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

import orjson
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Field, GeneratedField, Model, Q, QuerySet

from noroshi.kernel.errors import MalformedError

Row = TypeVar("Row", bound=Model)
Item = TypeVar("Item")

MOST = 10**18  # of a number in an order
NOT_OURS = "this cursor is not one of ours"


@dataclass(frozen=True, slots=True)
class Part(Generic[Item]):
    """Some rows of a list. next: the cursor of what follows, None at the end."""

    rows: Sequence[Item]
    next: str | None


def page(found: QuerySet[Row], keys: Sequence[str], *, after: str, size: int) -> Part[Row]:
    """The rows after a cursor in the order of the keys, `-` before one for descending.

    Keys are the model's own columns, or annotations, of text, number, time or UUID, none of them
    null; the last is unique.
    after: empty for the first page. Raises: MalformedError for a cursor that is not ours."""
    ordered = found.order_by(*keys)
    if after:
        ordered = ordered.filter(_following(keys, opened(after, _columns(ordered, keys))))
    rows = list(_whole(ordered, size + 1) if found.query.select_related else ordered[: size + 1])
    if len(rows) <= size:
        return Part(rows, None)
    last = rows[size - 1]
    values = [_text(getattr(last, key.lstrip("-"))) for key in keys]
    return Part(rows[:size], closed(values))


def _whole(ordered: QuerySet[Row], size: int) -> QuerySet[Row]:
    """The first rows with what they are joined to: which they are is asked first, of an index
    alone if there is one; the planner would else join a hundred thousand to show fifty."""
    chosen = ordered.select_related(None).values_list("pk", flat=True)[:size]
    return ordered.filter(pk__in=list(chosen))


def closed(values: Sequence[object]) -> str:
    """The cursor of a place: the values of its order's columns there."""
    return base64.urlsafe_b64encode(orjson.dumps(values, default=str)).decode()


def page_at_hand(
    found: Sequence[Item], key: Callable[[Item], list[str]], *, after: str, size: int
) -> Part[Item]:
    """The same of rows that are at hand anyway and few, in the order of their key.

    Raises: MalformedError for a cursor that is not ours."""
    last = _texts(after) if after else []
    rows = sorted((row for row in found if key(row) > last), key=key)
    following = len(rows) > size and base64.urlsafe_b64encode(orjson.dumps(key(rows[size - 1])))
    return Part(rows[:size], following.decode() if following else None)


def _following(keys: Sequence[str], values: Sequence[Any]) -> Q:
    """(a, b) > (x, y), spelt out, for keys that run in different directions."""
    condition = Q()
    equal: dict[str, Any] = {}
    for key, value in zip(keys, values, strict=True):
        name = key.lstrip("-")
        condition |= Q(**equal, **{f"{name}__{'lt' if key.startswith('-') else 'gt'}": value})
        equal[name] = value
    return condition


def _columns(found: QuerySet[Row], keys: Sequence[str]) -> list["Field[Any, Any]"]:
    names = [key.lstrip("-") for key in keys]
    made = found.query.annotations
    columns = [
        made[name].output_field if name in made else found.model._meta.get_field(name)  # noqa: SLF001 - Django's
        for name in names
    ]
    if not all(isinstance(column, Field) for column in columns):
        raise FieldDoesNotExist("a list is ordered by columns of its own")
    return [
        column.output_field if isinstance(column, GeneratedField) else column  # type: ignore[misc]
        for column in columns
    ]


def opened(cursor: str, columns: "Sequence[Field[Any, Any]]") -> list[Any]:
    """The values in a cursor, each as its column has it.

    Raises: MalformedError for a cursor that is not ours."""
    texts = _texts(cursor)
    try:
        pairs = zip(columns, texts, strict=True)
        return [_fitting(column.to_python(text)) for column, text in pairs]
    except (ValueError, TypeError, ValidationError) as error:
        raise MalformedError(NOT_OURS) from error


def _texts(cursor: str) -> list[str]:
    try:
        return [_sound(value) for value in orjson.loads(base64.urlsafe_b64decode(cursor))]
    except (binascii.Error, ValueError, TypeError) as error:
        raise MalformedError(NOT_OURS) from error


def _fitting(value: Any) -> Any:
    if isinstance(value, Decimal) and not (value.is_finite() and abs(value) < MOST):
        raise ValueError("no number of a column")
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError("no instant of a column")
    return value


def _text(value: object) -> object:
    return str(value) if isinstance(value, int) else value


def _sound(value: object) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise TypeError("a cursor holds texts")
    return value
