"""Make documents of the VEX that suppliers answer with, each by the supplier as its author."""

from datetime import datetime

from django.db import transaction

from noroshi.formats.advisories import (
    Justification,
    Product,
    Statement,
    Status,
    VexDocument,
    VexFormat,
)
from noroshi.kernel.canonical import Json
from noroshi.kernel.clock import rfc3339
from noroshi.kernel.imports import ImportResult
from noroshi.ledger.actions.record import record
from noroshi.ledger.entries import rows_root
from noroshi.suppliers.models import Line
from noroshi.suppliers.rules import AnswerKind, LineKind, version_entries
from noroshi.vulnerabilities.actions.store_vex import store_vex
from noroshi.vulnerabilities.facts import FeedImported


@transaction.atomic
def publish_answers(*, at: datetime) -> int:
    """Store what has been answered since, oldest first. Runs as the worker; idempotent.

    Returns the number of documents that are new. Whether they close anything depends on whether
    the supplier is believed, as with any other author."""
    waiting = list(
        Line.objects.select_for_update(of=("self",))
        .filter(kind=LineKind.ANSWER, answer__kind=AnswerKind.VEX.value, published_at=None)
        .select_related("thread__claim", "organisation")
        .order_by("written_at", "id")
    )
    digests: list[bytes] = []
    for line in waiting:
        store_vex(_document(line), result=ImportResult(), digests=digests)
    Line.objects.filter(id__in=[line.id for line in waiting]).update(published_at=at)
    if digests:
        detail: Json = {"records": len(digests), "root": rows_root(digests).hex()}
        record(FeedImported("feeds", None, detail), by=None, at=at)
    return len(digests)


def _document(line: Line) -> VexDocument:
    """One document for a supplier's product and vulnerability: a newer answer takes its place. Its
    name tells nothing of the thread that it comes from."""
    thread, claim, said = line.thread, line.thread.claim, line.answer or {}
    name = f"{claim.vendor} {claim.product}"
    statement = Statement(
        vulnerability=thread.cause,
        aliases=(),
        product=Product(
            id=name,
            vendor=claim.vendor,
            name=claim.product,
            versions=version_entries(tuple(said["versions"])),
        ),
        status=Status(said["status"]),
        justification=(Justification(said["justification"]) if said["justification"] else None),
        impact=line.text or None,
        at=line.written_at,
    )
    return VexDocument(
        format=VexFormat.OPENVEX,
        id=f"{line.organisation.code} {thread.cause} {name}",
        author=line.organisation.name,
        version=rfc3339(line.written_at),
        updated_at=line.written_at,
        statements=(statement,),
    )
