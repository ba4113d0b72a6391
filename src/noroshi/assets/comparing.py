"""What changed between two editions of a bill of materials, as far as the requester may see."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from noroshi.assets import comparing_sql as sql
from noroshi.assets.models import Edition
from noroshi.assets.rules import MOST_COMPARED
from noroshi.formats.bom import Component
from noroshi.formats.bom_difference import BomDifference, difference
from noroshi.kernel.errors import RefusedError


def compared(before: Edition, after: Edition) -> BomDifference:
    """What changed between two editions of one bill of materials.

    Raises: RefusedError where more than MOST_COMPARED components differ."""
    return difference(_only(before, after), _only(after, before))


def _only(one: Edition, other: Edition) -> list[Component]:
    """The components of an edition that do not stand, or are not told, as they are in the other."""
    values: dict[str, Any] = {
        "inventory": one.inventory_id,
        "number": one.number,
        "at": one.at,
        "other_at": other.at,
        "low": min(one.number, other.number),
        "high": max(one.number, other.number),
        "most": MOST_COMPARED + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.ONLY_IN_ONE, values)
        rows = cursor.fetchall()
    if len(rows) > MOST_COMPARED:
        raise RefusedError("too much differs to be shown: compare the files themselves")
    return [_component(row) for row in rows]


def _component(row: Sequence[Any]) -> Component:
    asset, name, version, purl, supplier, hashes, licences = row
    return Component(
        place=str(asset),
        bom_ref=None,
        type="library",
        name=name,
        version=version,
        purl=purl,
        supplier=supplier,
        hashes=tuple(tuple(text.rsplit(":", 1)) for text in hashes or ()),
        licences=tuple(licences or ()),
    )
