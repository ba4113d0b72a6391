"""Files beside reports in plain values: the same from the command line, the API and the pages."""

from typing import TYPE_CHECKING, Any

from noroshi.entrypoints.shapes import instant
from noroshi.kernel.clock import rfc3339

if TYPE_CHECKING:
    from noroshi.reporting.models import Attachment

Shape = dict[str, Any]


def attachment_json(one: "Attachment") -> Shape:
    """A file without its octets. look: what it looks like that runs, empty for nothing; taken_by: the
    office that attached it for the reporter; holds: not before the reporter has confirmed that."""
    return {
        "id": str(one.id),
        "report": one.report_id and str(one.report_id),
        "name": one.name,
        "size": one.size,
        "sha256": bytes(one.digest).hex(),
        "look": one.look,
        "taken_by": one.taken_by,
        "holds": one.holds,
        "added_at": rfc3339(one.added_at),
        "erased_at": instant(one.erased_at),
    }
