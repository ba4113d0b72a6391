"""Write the whole log for offline verification."""

import time
from collections.abc import Iterator
from typing import BinaryIO
from uuid import UUID

from django.db import transaction

from noroshi.kernel.errors import UnavailableError
from noroshi.ledger import models
from noroshi.ledger.entries import Entry, entry_line
from noroshi.ledger.export import write_export
from noroshi.ledger.queries import LEAF, latest_checkpoint, leaf_hashes
from noroshi.ledger.receipts import MERGE_WITHIN

_ROWS_AT_ONCE = 2000
_PAUSE = 0.05


def export_log(stream: BinaryIO) -> int:
    """Write every entry and the newest checkpoint, and return how many entries there are. Runs as
    the worker: who may not see all of them exports a broken log.

    What is pending now is merged first, but not by this: what follows from an entry is queued
    where it is merged. What is merged does not change, so this needs no snapshot.
    Raises: UnavailableError when nobody merges, AbsentError before the first checkpoint."""
    _await_merged()
    with transaction.atomic():
        checkpoint = latest_checkpoint()
        return write_export(
            stream,
            lines=_lines(checkpoint.size),
            leaves=_leaves(checkpoint.size),
            checkpoint=checkpoint.note,
        )


def _await_merged() -> None:
    pending = models.Entry.objects.filter(seq__isnull=True)
    waiting = list(pending.values_list("id", flat=True))
    deadline = time.monotonic() + MERGE_WITHIN.total_seconds()
    while pending.filter(id__in=waiting).exists():
        if time.monotonic() > deadline:
            raise UnavailableError("entries are pending and nobody merges them: run the worker")
        time.sleep(_PAUSE)


def _lines(size: int) -> Iterator[bytes]:
    rows = models.Entry.objects.filter(seq__lt=size).order_by("seq").values_list(*LEAF)
    for row in rows.iterator(chunk_size=_ROWS_AT_ONCE):
        yield entry_line(Entry(*row))


def _leaves(size: int) -> Iterator[tuple[UUID | None, bytes]]:
    """Each leaf's hash as merged, with its entry's id as far as there still is one."""
    rows = models.Entry.objects.filter(seq__lt=size).order_by("seq").values_list("seq", "id")
    named = rows.iterator(chunk_size=_ROWS_AT_ONCE)
    number, id_ = next(named, (size, None))
    for at, leaf in enumerate(leaf_hashes(size)):
        if at == number:
            yield id_, leaf
            number, id_ = next(named, (size, None))
        else:
            yield None, leaf
