"""Reports and what is owed for them in plain values: the same from the command line and the API."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language

from noroshi.entrypoints.attachment_shapes import attachment_json
from noroshi.entrypoints.shapes import instant
from noroshi.kernel.clock import now, rfc3339
from noroshi.ledger.actions.issue_receipt import promise
from noroshi.reporting.attachments import attachments
from noroshi.reporting.board import of_first, of_report
from noroshi.reporting.fields import field_word
from noroshi.reporting.queries import leaf_of, owed
from noroshi.reporting.rules import state, turn
from noroshi.reporting.sentences import why

if TYPE_CHECKING:
    from noroshi.reporting.differences import Difference
    from noroshi.reporting.models import Report, Version

Shape = dict[str, Any]


def report_json(report: "Report", version: "Version") -> Shape:
    """A report with the receipt of its newest version."""
    return {
        "id": str(report.id),
        "organisation": report.organisation.code,
        "kind": report.kind,
        "title": report.title,
        "regimes": report.regimes,
        "stage": report.stage,
        "version": report.version,
        "aware_at": rfc3339(report.aware_at),
        "changed_at": rfc3339(report.changed_at),
        "withdrawn_at": instant(report.withdrawn_at),
        "on_behalf": on_behalf_json(version),
        "receipt": receipt_json(version),
        "changes": changes_of(version),
    }


def on_behalf_json(version: "Version") -> Shape | None:
    """Of what was taken down by telephone: who took it down, when the reporter called, and when it
    confirmed it; None for what it filed itself."""
    if not version.taken_by:
        return None
    called = version.content["on_behalf"]["called_at"]
    return {
        "office": version.taken_by,
        "called_at": rfc3339(datetime.fromisoformat(called)),
        "confirmed_at": instant(version.confirmed_at),
    }


def version_json(version: "Version") -> Shape:
    """A version with its receipt; act: what it is; reason: of a correction or withdrawal."""
    return {
        "number": version.number,
        "act": version.act,
        "reason": version.reason,
        "on_behalf": on_behalf_json(version),
        "receipt": receipt_json(version),
        "changes": changes_of(version),
    }


def whole_json(report: "Report", newest: "Version") -> Shape:
    """A report with what its newest version says and what is owed for it. Whoever reads it may hold the
    log to its promise."""
    told = {**report_json(report, newest), "receipt": promised_json(newest)}
    is_first = newest.owed is not None  # and accepted just now: nothing can be beside it yet
    files = () if is_first else attachments(report)
    rows = of_first(newest) if is_first else of_report(report)
    return {
        **told,
        "content": newest.content,
        "attachments": [attachment_json(one) for one in files],
        "obligations": [obligation_json(one) for one in rows],
    }


def difference_json(one: "Difference") -> Shape:
    """A field that two versions say otherwise, by its place and in words."""
    return {
        "place": one.place,
        "field": field_word(one.place),
        "before": one.before,
        "after": one.after,
    }


def changes_of(version: "Version") -> list[str]:
    """What became of the obligations with a version, for whom may know."""
    found = getattr(version, "consequence", None)
    said: list[str] = found.sentences["ja" if get_language() == "ja" else "en"] if found else []
    return said


def receipt_json(version: "Version") -> Shape:
    """What was accepted and when; digest: SHA-256 of the content's canonical JSON."""
    return {
        "number": version.receipt,
        "at": rfc3339(version.accepted_at),
        "digest": bytes(version.digest).hex(),
        "ledger_entry": str(version.ledger_entry),
    }


def promised_json(version: "Version") -> Shape:
    """A receipt with the log's signed promise; after the act has committed."""
    leaf = version.leaf or leaf_of(version)
    return {**receipt_json(version), "promise": promise(leaf, at=version.accepted_at)}


def obligation_json(row: Any) -> Shape:
    """What is owed to one recipient, a row of `board.whole`, and why, in the reader's language."""
    value = owed(row)
    return {
        "id": str(row.id),
        "report": row.report_id and str(row.report_id),
        "organisation": row.organisation.code,
        "sector": row.organisation.sector,
        "regime": row.regime,
        "duty": row.duty,
        "article": value.article,
        "tag": value.tag.value,
        "stage": row.stage,
        "recipient": row.recipient,
        "due_at": instant(row.due_at),
        "warn_at": instant(row.warn_at),
        "filed_at": instant(row.filed_at),
        "state": state(value, now=now()).value,
        "waiting_on": turn(filed_at=row.filed_at, is_asked=row.is_asked).value,
        "why": why(value),
    }
