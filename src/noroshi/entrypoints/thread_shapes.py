"""What was filed and said about a report in plain values: the same from the API and the pages."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from noroshi.entrypoints.report_shapes import version_json
from noroshi.entrypoints.shapes import instant
from noroshi.kernel.clock import rfc3339
from noroshi.reporting.queries import asked
from noroshi.reporting.threads import WAITS

if TYPE_CHECKING:
    from noroshi.reporting.models import Version

Shape = dict[str, Any]


def line_json(line: Any) -> Shape:
    """A line of a thread, a row of `queries.lines`. read_by: kinds of organisations beside the reporter; is_waiting: for the
    reporter's answer; version: the correction that met an order."""
    order = asked(line)
    return {
        "id": str(line.id),
        "report": str(line.report_id),
        "kind": line.kind,
        "at": rfc3339(line.written_at),
        "writer": line.writer,
        "writer_code": line.writer_code,
        "text": line.text,
        "read_by": line.read_by,
        "answers": str(line.answers_id) if line.answers_id else None,
        "version": line.version.number if line.version else None,
        "article": order.article if order else "",
        "due_at": instant(order.due_at) if order else None,
        "is_waiting": line.kind in WAITS and not line.is_answered,
        "ledger_entry": str(line.ledger_entry),
    }


def thread_json(versions: Iterable["Version"], lines: Iterable[Any]) -> list[Shape]:
    """All that was filed and said, the newest first; a version beside the kind that it is."""
    filed = [
        {"kind": "version", "at": rfc3339(one.accepted_at), "filed": version_json(one)}
        for one in versions
    ]
    said = [
        {"kind": "line", "at": rfc3339(one.written_at), "said": line_json(one)} for one in lines
    ]
    return sorted([*filed, *said], key=lambda one: str(one["at"]), reverse=True)
