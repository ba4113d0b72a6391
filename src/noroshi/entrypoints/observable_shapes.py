"""The stable JSON shapes of an observable with the lists that it is on, and of the lists."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from noroshi.entrypoints.shapes import Shape
from noroshi.formats.names.observables import Observable, defang
from noroshi.kernel.clock import rfc3339

if TYPE_CHECKING:
    from noroshi.intelligence.warninglists.models import WarningList


def common_json(one: Observable, lists: Sequence[str]) -> Shape:
    """common: names of the warning lists that the value is on; empty for one that is not common."""
    return {
        "kind": one.kind.value,
        "value": one.value,
        "defanged": defang(one.value),
        "common": list(lists),
    }


def warning_list_json(held: "WarningList") -> Shape:
    """A list of common values, without them."""
    return {
        "name": held.name,
        "description": held.description,
        "version": held.version,
        "match": held.match,
        "kinds": held.kinds,
        "entries": held.entries,
        "imported_at": rfc3339(held.imported_at),
    }
