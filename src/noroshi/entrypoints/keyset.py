"""Pages of a query by cursor: the keys of the last row shown, never an offset, so that a page is
stable while rows come and go, and a deep one costs what the first does."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import orjson
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Field, Model, Q, QuerySet

from noroshi.kernel.errors import MalformedError

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Part(Generic[Row]):
    """Some rows of a list. next: the cursor of what follows, None at the end."""

    rows: Sequence[Row]
    next: str | None


def page(found: QuerySet[Row], keys: Sequence[str], *, after: str, size: int) -> Part[Row]:
    """The rows after a cursor in the order of the keys, `-` before one for descending.

    Keys are the model's own columns of text, number, time or UUID, none of them null; the last is unique.
    after: empty for the first page. Raises: MalformedError for a cursor that is not ours."""
    ordered = found.order_by(*keys)
    if after:
        ordered = ordered.filter(_following(keys, _opened(after, _columns(found.model, keys))))
    rows = list(ordered[: size + 1])
    if len(rows) <= size:
        return Part(rows, None)
    last = rows[size - 1]
    values = [_text(getattr(last, key.lstrip("-"))) for key in keys]
    return Part(rows[:size], base64.urlsafe_b64encode(orjson.dumps(values, default=str)).decode())


def _following(keys: Sequence[str], values: Sequence[Any]) -> Q:
    """(a, b) > (x, y), spelt out, for keys that run in different directions."""
    condition = Q()
    equal: dict[str, Any] = {}
    for key, value in zip(keys, values, strict=True):
        name = key.lstrip("-")
        condition |= Q(**equal, **{f"{name}__{'lt' if key.startswith('-') else 'gt'}": value})
        equal[name] = value
    return condition


def _columns(model: type[Model], keys: Sequence[str]) -> list["Field[Any, Any]"]:
    columns = [model._meta.get_field(key.lstrip("-")) for key in keys]  # noqa: SLF001 - Django's
    if not all(isinstance(column, Field) for column in columns):
        raise FieldDoesNotExist("a list is ordered by columns of its own")
    return columns  # type: ignore[return-value]


def _opened(cursor: str, columns: "Sequence[Field[Any, Any]]") -> list[Any]:
    """The values in a cursor, each as its column has it, or it is none of ours."""
    try:
        values = orjson.loads(base64.urlsafe_b64decode(cursor))
        pairs = zip(columns, values, strict=True)
        return [column.to_python(_sound(value)) for column, value in pairs]
    except (binascii.Error, ValueError, TypeError, ValidationError) as error:
        raise MalformedError("this cursor is not one of ours") from error


def _text(value: object) -> object:
    return str(value) if isinstance(value, int) else value


def _sound(value: object) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise TypeError("a cursor holds texts")
    return value
