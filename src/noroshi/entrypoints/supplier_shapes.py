"""The stable JSON shapes of what suppliers are asked and answer."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from noroshi.entrypoints.shapes import Shape, instant
from noroshi.kernel.clock import rfc3339
from noroshi.suppliers.queries import Counted

if TYPE_CHECKING:
    from noroshi.suppliers.models import Disclosure, DisclosureLine, Line, ProductClaim, Thread
    from noroshi.suppliers.queries import SupplierAnswer


def product_json(claim: "ProductClaim", counted: Sequence[Counted]) -> Shape:
    """A product that a supplier has named; versions: roughly how many organisations run each, of
    those that enough run, for the supplier itself."""
    return {
        "id": str(claim.id),
        "organisation": claim.organisation.code,
        "vendor": claim.vendor,
        "product": claim.product,
        "claimed_at": rfc3339(claim.claimed_at),
        "verified_at": instant(claim.verified_at),
        "withdrawn_at": instant(claim.withdrawn_at),
        "reason": claim.reason,
        "counted_at": instant(claim.counted_at),
        "versions": [
            {"version": one.version, "organisations": one.organisations} for one in counted
        ],
    }


def thread_json(thread: "Thread") -> Shape:
    """A notice or request to a supplier; answer: the newest one's value."""
    return {
        "id": str(thread.id),
        "organisation": thread.organisation.code,
        "product": str(thread.claim_id),
        "product_name": f"{thread.claim.vendor} {thread.claim.product}",
        "cause": thread.cause,
        "kind": thread.kind,
        "state": thread.state,
        "article": thread.article,
        "sent_at": rfc3339(thread.sent_at),
        "due_at": rfc3339(thread.due_at),
        "changed_at": rfc3339(thread.changed_at),
        "answer": thread.answer,
        "ledger_entry": thread.ledger_entry and str(thread.ledger_entry),
    }


def line_json(line: "Line") -> Shape:
    """A line of a thread. writer: what the organisation is that wrote it; by: the person, as far
    as the reader may know."""
    hat = line.actor
    return {
        "id": str(line.id),
        "kind": line.kind,
        "writer": line.writer,
        "by": hat.person.name if hat and hat.person else None,
        "text": line.text,
        "answer": line.answer,
        "written_at": rfc3339(line.written_at),
    }


def supplier_answer_json(one: "SupplierAnswer") -> Shape:
    """What a supplier says to who is exposed: the answer's value, without the text for the office."""
    return {
        "product": one.product,
        "supplier": one.supplier,
        "answer": one.answer,
        "at": rfc3339(one.at),
    }


def disclosure_json(disclosure: "Disclosure") -> Shape:
    """A weakness under embargo, or one that was. name: NRS's own once it is published; supplier:
    its code once it is open."""
    return {
        "id": str(disclosure.id),
        "state": disclosure.state,
        "supplier": disclosure.supplier.code if disclosure.supplier else None,
        "title": disclosure.title,
        "description": disclosure.description,
        "vendor": disclosure.vendor,
        "product": disclosure.product,
        "versions": list(disclosure.versions),
        "cvss_vector": disclosure.cvss_vector,
        "cve": disclosure.cve,
        "name": disclosure.name,
        "embargo_until": disclosure.embargo_until and disclosure.embargo_until.isoformat(),
        "proposed_by": disclosure.proposed_by,
        "agreed_at": instant(disclosure.agreed_at),
        "reported_at": rfc3339(disclosure.reported_at),
        "changed_at": rfc3339(disclosure.changed_at),
        "published_at": instant(disclosure.published_at),
    }


def disclosure_line_json(line: "DisclosureLine") -> Shape:
    """What was said or done; writer: `nco`, `supplier` or `reporter`."""
    return {
        "id": str(line.id),
        "writer": line.writer,
        "kind": line.kind,
        "text": line.text,
        "written_at": rfc3339(line.written_at),
    }
