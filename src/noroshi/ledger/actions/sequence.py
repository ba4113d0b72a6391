"""Give pending entries their numbers, grow the tree by them, and sign it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from noroshi.kernel.clock import now
from noroshi.kernel.errors import RefusedError
from noroshi.ledger import models, sql, tiles
from noroshi.ledger.checkpoints import Checkpoint, sign_checkpoint
from noroshi.ledger.entries import Entry, leaf_hash
from noroshi.ledger.queries import tile_reader
from noroshi.ledger.signing import signing_keys

BATCH: Final = 10_000


@dataclass(frozen=True, slots=True)
class SequencedBatch:
    """first: the number of the first entry; entries: in order, each with the next number.

    is_last: nothing else was pending."""

    first: int
    entries: tuple[Entry, ...]
    is_last: bool


def sequence_pending() -> SequencedBatch:
    """Merge up to BATCH pending entries, all visible in one snapshot, in one transaction, which may
    be the caller's: after a crash it has happened or it has not. The first call signs the empty
    log. Notifies `ledger` with the new size. Runs as the worker.

    Raises: RefusedError when the stored tree is not that of the last checkpoint: nothing is
    signed on top of it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.LOCK)
        last = models.Checkpoint.objects.order_by("-size").first()
        cursor.execute(sql.PENDING, {"limit": BATCH})
        pending = tuple(Entry(*row) for row in cursor.fetchall())
        size = last.size if last else 0
        read = tile_reader(tiles.keys_of([(0, size)]))
        if last and tiles.root(size, read) != bytes(last.root):
            raise RefusedError(f"the stored tree is not that of the checkpoint of {size} entries")
        if pending:
            _number(pending, size)
        if pending or last is None:
            _sign(size + len(pending), _grow(pending, size, read))
            cursor.execute(sql.NOTIFY, {"size": str(size + len(pending))})
    return SequencedBatch(size, pending, len(pending) < BATCH)


def _number(pending: Sequence[Entry], first: int) -> None:
    with connection.cursor() as cursor:
        ids: list[UUID] = [entry.id for entry in pending]
        cursor.execute(sql.SEQUENCE, {"ids": ids, "first": first})
        if cursor.rowcount != len(pending):
            raise RefusedError("pending entries changed while they were numbered")


def _grow(pending: Sequence[Entry], size: int, read: tiles.ReadTile) -> bytes:
    """Store the tiles that change, and return the new root. The root of a tree takes the last
    tile of each level that is partial, and so does appending: what was read is enough."""
    changed = tiles.append([leaf_hash(entry) for entry in pending], size=size, read=read)
    with connection.cursor() as cursor:
        cursor.execute(
            sql.STORE_TILES,
            {
                "levels": [level for level, _ in changed],
                "indexes": [index for _, index in changed],
                "hashes": list(changed.values()),
            },
        )
    return tiles.root(
        size + len(pending),
        lambda level, index: changed.get((level, index)) or read(level, index),
    )


def _sign(size: int, root: bytes) -> None:
    keys = signing_keys()
    note = sign_checkpoint(Checkpoint(keys.name, size, root), keys.signers)
    with connection.cursor() as cursor:
        cursor.execute(
            sql.STORE_CHECKPOINT, {"size": size, "root": root, "note": note, "at": now()}
        )
