"""The stable JSON shapes of VEX: what its authors' statements have closed."""

from typing import TYPE_CHECKING

from noroshi.entrypoints.shapes import Shape
from noroshi.kernel.clock import rfc3339

if TYPE_CHECKING:
    from noroshi.vulnerabilities.models import Exposure


def closure_json(exposure: "Exposure") -> Shape:
    """An exposure that a statement has closed. exposure: of vulnerabilities.queries.closed_by_vex."""
    said = exposure.statement
    assert said  # or it would not be one of them
    expires_at = exposure.expires_at  # type: ignore[attr-defined]
    return {
        "cause": exposure.cause,
        "organisation": exposure.organisation.code,
        "asset": str(exposure.asset_id),
        "name": exposure.asset.name,
        "system": exposure.asset.system.name,
        "version": exposure.version,
        "author": said.document.author,
        "document": said.document.name,
        "status": said.status,
        "justification": said.justification,
        "impact": said.impact,
        "stated_at": said.at and rfc3339(said.at),
        "expires_at": expires_at and rfc3339(expires_at),
    }
