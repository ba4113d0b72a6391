"""The stable JSON shape of an advisory."""

from typing import TYPE_CHECKING

from noroshi.entrypoints.shapes import Shape
from noroshi.kernel.clock import rfc3339

if TYPE_CHECKING:
    from noroshi.suppliers.models import Advisory


def advisory_json(advisory: "Advisory") -> Shape:
    """One version. path: of its file, null for what is not the newest published."""
    label = {"clear": "white"}.get(advisory.tlp, advisory.tlp)
    path = f"/csaf/{advisory.code}/{label}/{advisory.path}"
    return {
        "id": str(advisory.id),
        "organisation": advisory.code,
        "tracking_id": advisory.tracking_id,
        "version": advisory.version,
        "state": advisory.state,
        "tlp": advisory.tlp,
        "category": advisory.category,
        "title": advisory.title,
        "released_at": rfc3339(advisory.released_at),
        "changed_at": rfc3339(advisory.changed_at),
        "path": path if advisory.is_newest else None,
        "ledger_entry": advisory.ledger_entry and str(advisory.ledger_entry),
    }
