"""Consents, and what has left by them, in plain values: the same from the API and the pages."""

from typing import TYPE_CHECKING, Any

from noroshi.entrypoints.attachment_shapes import attachment_json
from noroshi.entrypoints.shapes import instant
from noroshi.kernel.clock import rfc3339
from noroshi.reporting.attachments import attachments

if TYPE_CHECKING:
    from noroshi.reporting.models import Consent, Excerpt, Fetch

Shape = dict[str, Any]


def consent_json(consent: "Consent") -> Shape:
    """A consent; taken_by: the office to which it was said by telephone; holds: not before the reporter
    has confirmed what was filed for it; left: the versions that have left under it, when, and when its
    recipient first opened each; files: those that it has fetched."""
    return {
        "id": str(consent.id),
        "report": str(consent.report_id),
        "recipient": consent.code,
        "kind": consent.kind,
        "groups": consent.groups,
        "taken_by": consent.taken_by,
        "holds": consent.holds,
        "given_at": rfc3339(consent.given_at),
        "withdrawn_at": instant(consent.withdrawn_at),
        "left": [
            {
                "version": one.number,
                "at": rfc3339(one.left_at),
                "opened_at": instant(one.opened_at),
                "digest": bytes(one.digest).hex(),
            }
            for one in consent.excerpts.order_by("-left_at", "-id")
        ],
        "files": [
            fetch_json(one)
            for one in consent.fetches.select_related("attachment").order_by("-fetched_at", "-id")
        ],
        "ledger_entry": str(consent.ledger_entry),
    }


def whole_excerpt_json(excerpt: "Excerpt") -> Shape:
    """The same with its content, and the files beside the report that the requester may have."""
    files = [attachment_json(one) for one in attachments(excerpt.report_id)]
    return {**excerpt_json(excerpt), "content": excerpt.content, "attachments": files}


def fetch_json(fetch: "Fetch") -> Shape:
    """A file that was fetched under a consent; its name is empty once it is erased."""
    return {
        "id": str(fetch.attachment_id),
        "name": fetch.attachment.name,
        "size": fetch.attachment.size,
        "sha256": bytes(fetch.attachment.digest).hex(),
        "look": fetch.attachment.look,
        "at": rfc3339(fetch.fetched_at),
        "ledger_entry": str(fetch.ledger_entry),
    }


def excerpt_json(excerpt: "Excerpt") -> Shape:
    """What of a version its recipient reads, without its content."""
    return {
        "id": str(excerpt.id),
        "report": str(excerpt.report_id),
        "organisation": excerpt.reporter,
        "version": excerpt.number,
        "act": excerpt.act,
        "groups": excerpt.groups,
        "left_at": rfc3339(excerpt.left_at),
        "opened_at": instant(excerpt.opened_at),
        "consent_withdrawn_at": instant(excerpt.consent.withdrawn_at),
        "digest": bytes(excerpt.digest).hex(),
        "ledger_entry": str(excerpt.ledger_entry),
    }
