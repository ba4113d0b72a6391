"""Reports and what is owed for them in plain values: the same from the command line and the API."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language

from noroshi.kernel.clock import now, rfc3339
from noroshi.ledger.actions.issue_receipt import issue_receipt
from noroshi.reporting.queries import owed
from noroshi.reporting.rules import state
from noroshi.reporting.sentences import why

if TYPE_CHECKING:
    from noroshi.reporting.models import Obligation, Report, Version

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
        "receipt": receipt_json(version),
        "changes": version.changes["ja" if get_language() == "ja" else "en"],
    }


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
    promise = issue_receipt(version.ledger_entry, at=version.accepted_at)
    return {**receipt_json(version), "promise": promise}


def obligation_json(row: "Obligation") -> Shape:
    """What is owed to one recipient, and why, in the reader's language."""
    value = owed(row)
    return {
        "report": str(row.report_id),
        "organisation": row.organisation.code,
        "regime": row.regime,
        "duty": row.duty,
        "article": value.article,
        "tag": value.tag.value,
        "stage": row.stage,
        "recipient": row.recipient,
        "due_at": row.due_at and rfc3339(row.due_at),
        "warn_at": row.warn_at and rfc3339(row.warn_at),
        "filed_at": row.filed_at and rfc3339(row.filed_at),
        "state": state(value, now=now()).value,
        "why": why(value),
    }
