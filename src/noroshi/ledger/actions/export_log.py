"""Write the whole log for offline verification."""

from collections.abc import Iterator
from typing import BinaryIO
from uuid import UUID

from django.db import transaction

from noroshi.ledger import models
from noroshi.ledger.actions.sequence import sequence_pending
from noroshi.ledger.entries import entry_line
from noroshi.ledger.export import write_export
from noroshi.ledger.queries import content, latest_checkpoint, leaf_hashes

_ROWS_AT_ONCE = 2000


def export_log(stream: BinaryIO) -> int:
    """Merge what is pending, write every entry and the newest checkpoint, and return how many
    entries there are. Runs as the worker: who may not see all of them exports a broken log.

    What is merged does not change any more, so this needs no snapshot."""
    while not sequence_pending().is_last:
        pass
    with transaction.atomic():
        checkpoint = latest_checkpoint()
        rows = models.Entry.objects.filter(seq__lt=checkpoint.size).order_by("seq")
        return write_export(
            stream,
            lines=(entry_line(content(row)) for row in rows.iterator(chunk_size=_ROWS_AT_ONCE)),
            leaves=_leaves(checkpoint.size),
            checkpoint=checkpoint.note,
        )


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
