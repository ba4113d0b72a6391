"""The shapes of ATT&CK's matrix, the same from pages, interface and command line."""

from typing import Any, Final

from noroshi.entrypoints.shapes import instant
from noroshi.formats.navigator import Scored, layer
from noroshi.intelligence.techniques import Cell, Column, Matrix, Seen

COLUMNS: Final = ("id", "name", "tactics", "objects", "own", "last_seen")


def matrix_json(found: Matrix) -> dict[str, Any]:
    """The matrix with what was seen; of what was not, nothing but the tactics."""
    return {
        "domain": found.domain,
        "name": found.name,
        "version": found.version,
        "objects": found.objects,
        "tactics": [_column(one) for one in found.columns],
        "others": [cell_json(one) for one in found.others],
    }


def cell_json(cell: Cell) -> dict[str, Any]:
    """A technique, its sub-techniques told apart from it."""
    return {
        "id": cell.number,
        "name": cell.name,
        "tactics": list(cell.tactics),
        "objects": cell.whole.objects,
        "own": cell.own.objects,
        "last_seen": _last(cell.whole),
    }


def layer_json(found: Matrix, name: str) -> dict[str, Any]:
    """The same as a layer of the ATT&CK Navigator: how many objects tell of each."""
    scored = [
        Scored(cell.number, cell.whole.objects, f"{cell.own.objects} of itself")
        for cell in found.cells
        if not cell.is_gone
    ]
    return layer(
        name=name,
        domain=found.domain,
        version=found.version,
        description=f"{found.objects} objects; a score is how many tell of a technique or its parts",
        scored=scored,
    )


def _column(one: Column) -> dict[str, Any]:
    return {
        "id": one.number,
        "short": one.short,
        "name": one.name,
        "objects": one.alone.objects,
        "techniques": [
            {
                **cell_json(cell),
                "subtechniques": [cell_json(sub) for sub in cell.seen_subs],
            }
            for cell in one.seen
        ],
    }


def _last(seen: Seen) -> str | None:
    return None if seen.last is None else instant(seen.last)
