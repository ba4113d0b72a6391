"""What one version of a report says and another does not, field by field. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Difference:
    """place: of the field, `when.aware`, `systems[0].name`; before, after: what stands there, None
    for nothing."""

    place: str
    before: Any
    after: Any


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Every field that differs, in the order of the later version; what is gone comes last."""
    old, new = dict(_fields(before)), dict(_fields(after))
    return tuple(
        Difference(place, old.get(place), new.get(place))
        for place in dict.fromkeys([*new, *old])
        if old.get(place) != new.get(place)
    )


def _fields(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """The leaves; a list of plain values is one, since it is read as one."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _fields(inner, f"{place}.{name}" if place else name)
    elif isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
        for number, inner in enumerate(value):
            yield from _fields(inner, f"{place}[{number}]")
    elif value not in (None, "", []):
        yield place, value
