"""What is asked of the ledger."""

from base64 import b64encode
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import connection

from noroshi.kernel.canonical import Json
from noroshi.kernel.errors import AbsentError, RefusedError, UnavailableError
from noroshi.ledger import models, sql, tiles
from noroshi.ledger.entries import Entry, entry_line
from noroshi.ledger.merkle import (
    consistency_ranges,
    inclusion_ranges,
    is_included,
    leaf_hash,
    split,
)

PAGE: Final = 50
# The columns of `entries.Entry`, in its order.
LEAF: Final = ("id", "kind", "at", "actor_token", "subject", "digest")
MAX_SIZE: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """That an entry is in the tree under a checkpoint (RFC 9162 section 2.1.3).

    line: the leaf's content; number: its index, from 0; checkpoint: a signed note."""

    id: UUID
    line: bytes
    number: int
    size: int
    path: Sequence[bytes]
    checkpoint: str

    def document(self) -> Json:
        """For a machine; hashes in base64, as C2SP writes them."""
        return {
            "id": str(self.id),
            "entry": self.line.decode(),
            "number": self.number,
            "size": self.size,
            "leaf_hash": b64encode(leaf_hash(self.line)).decode(),
            "path": [b64encode(part).decode() for part in self.path],
            "checkpoint": self.checkpoint,
        }


@dataclass(frozen=True, slots=True)
class ConsistencyProof:
    """That a smaller tree begins the one under the checkpoint (RFC 9162 section 2.1.4)."""

    old_size: int
    size: int
    path: Sequence[bytes]
    checkpoint: str

    def document(self) -> Json:
        """For a machine; hashes in base64, as C2SP writes them."""
        return {
            "old_size": self.old_size,
            "size": self.size,
            "path": [b64encode(part).decode() for part in self.path],
            "checkpoint": self.checkpoint,
        }


def entry(id_: UUID) -> models.Entry:
    """One entry. Raises: AbsentError, also when the requester may not see it."""
    found = models.Entry.objects.filter(id=id_).first()
    if found is None:
        raise AbsentError("there is no such ledger entry")
    return found


def entries_page(
    of: Collection[UUID | None], *, before: int | None = None, limit: int = PAGE
) -> tuple[list[models.Entry], int | None]:
    """Sequenced entries, newest first, and the cursor of the next page, None at the end.

    of: whose records' entries, None for the nation's; ask for what the requester may see. The
    policy decides in any case; asking for more costs time, and shows nothing."""
    wanted = {
        "of": [id_ for id_ in of if id_ is not None],
        "before": MAX_SIZE if before is None else before,
        "limit": limit + 1,
    }
    page = list(models.Entry.objects.raw(sql.PAGE_OF_NATION if None in of else sql.PAGE, wanted))
    return page[:limit], page[limit - 1].seq if len(page) > limit else None


def latest_checkpoint() -> models.Checkpoint:
    """The newest checkpoint. Raises: AbsentError before the first."""
    found = models.Checkpoint.objects.order_by("-size").first()
    if found is None:
        raise AbsentError("the ledger has no checkpoint yet")
    return found


def prove(id_: UUID) -> InclusionProof:
    """Proof that an entry is in the tree.

    Raises: AbsentError, UnavailableError while it is pending, RefusedError when what the
    database holds of it is not what was merged."""
    with connection.cursor() as cursor:
        cursor.execute(sql.WITH_CHECKPOINT, {"id": id_})
        found = cursor.fetchone()
    if found is None:
        raise AbsentError("there is no such ledger entry")
    *leaf, number, size, root, note = found
    if number is None or size is None:
        raise UnavailableError("the entry is not merged yet", retry_after=5)
    line = entry_line(Entry(*leaf))
    read = tile_reader(tiles.keys_of(inclusion_ranges(number, size)))
    path = tiles.inclusion_proof(number, size, read)
    if not is_included(leaf_hash(line), index=number, size=size, path=path, root=bytes(root)):
        raise RefusedError(f"entry {number} ({id_}) is not what was merged", code="altered")
    return InclusionProof(id_, line, number, size, path, note)


def consistency(old_size: int) -> ConsistencyProof:
    """Proof that the newest tree begins with the first `old_size` entries.

    Raises: AbsentError for a size that the log has not reached."""
    checkpoint = latest_checkpoint()
    if not 0 <= old_size <= checkpoint.size:
        raise AbsentError(f"the log has {checkpoint.size} entries")
    read = tile_reader(tiles.keys_of(consistency_ranges(old_size, checkpoint.size)))
    path = tiles.consistency_proof(old_size, checkpoint.size, read)
    return ConsistencyProof(old_size, checkpoint.size, path, checkpoint.note)


def content(row: models.Entry) -> Entry:
    """The part of an entry's row that is its leaf."""
    return Entry(row.id, row.kind, row.at, row.actor_token, row.subject, bytes(row.digest))


def tile_reader(keys: Collection[tiles.TileKey]) -> tiles.ReadTile:
    """Read the tiles at once; what is not stored is empty."""
    levels, indexes = [level for level, _ in keys], [index for _, index in keys]
    with connection.cursor() as cursor:
        cursor.execute(sql.READ_TILES, {"levels": levels, "indexes": indexes})
        held = {(level, index): bytes(hashes) for level, index, hashes in cursor.fetchall()}
    return lambda level, index: held.get((level, index), b"")


def leaf_hashes(size: int) -> Iterator[bytes]:
    """The hashes of the first `size` leaves, as they were when they were merged."""
    rows = models.Tile.objects.filter(level=0).order_by("index").values_list("hashes", flat=True)
    number = 0
    for hashes in rows.iterator(chunk_size=16):
        for leaf in split(bytes(hashes)):
            if number == size:
                return
            yield leaf
            number += 1
