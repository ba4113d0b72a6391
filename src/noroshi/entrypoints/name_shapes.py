"""The stable JSON shapes of what products are called."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from noroshi.entrypoints.shapes import Shape, asset_json
from noroshi.kernel.clock import rfc3339

if TYPE_CHECKING:
    from noroshi.assets.models import Asset
    from noroshi.vulnerabilities.models import ProductAlias


def alias_json(alias: "ProductAlias") -> Shape:
    """Two names that are of one product, may be, or are not; score: likeness in [0, 1]."""
    hat = alias.judged_by
    return {
        "id": str(alias.id),
        "name": alias.name,
        "other": alias.other,
        "kind": alias.kind,
        "origin": alias.origin,
        "state": alias.state,
        "score": float(alias.score),
        "ground": alias.ground,
        "judged_by": hat.person.name if hat and hat.person else None,
        "judged_at": alias.judged_at and rfc3339(alias.judged_at),
    }


def unmet_json(asset: "Asset", likely: Sequence[tuple[str, Decimal]]) -> Shape:
    """An asset whose product no source names, and the names that are like its own."""
    return {
        **asset_json(asset),
        "likely": [{"name": name, "score": float(score)} for name, score in likely],
    }
