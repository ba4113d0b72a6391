"""That a restore does not go behind what the log has published."""

from contextlib import suppress

from noroshi.kernel.errors import AbsentError, RefusedError
from noroshi.ledger import tiles
from noroshi.ledger.checkpoints import Checkpoint, read_checkpoint
from noroshi.ledger.keys import load_keys
from noroshi.ledger.notes import read_note, require_signed
from noroshi.operations import sql
from noroshi.operations.config import config
from noroshi.operations.restore import Connection


def read_shown(text: str) -> Checkpoint:
    """A checkpoint that somebody kept. Raises: MalformedError, and RefusedError if this
    installation has its keys and they did not sign it."""
    note = read_note(text, source="older checkpoint")
    with suppress(AbsentError):
        require_signed(note, load_keys(config().keys).verifiers)
    return read_checkpoint(note.text, source="older checkpoint")


def refuse_shorter(newest: str | None, shown: Checkpoint) -> None:
    """Refuse a backup whose own newest checkpoint is behind the one that is shown."""
    held = read_checkpoint(read_note(newest, source="backup").text) if newest else None
    if held is None or held.size < shown.size:
        raise RefusedError(
            f"the backup's log has {held.size if held else 0} entries and the checkpoint"
            f" {shown.size}: a restore would go behind what was published"
        )
    if held.origin != shown.origin:
        raise RefusedError(f"the checkpoint is of {shown.origin}, the backup of {held.origin}")


def refuse_rewritten(connection: Connection, *, shown: Checkpoint | None) -> None:
    """Refuse a log that does not begin with the entries under the checkpoint. Runs as the owner,
    whom row-level security does not bind meanwhile."""
    if shown is None:
        return
    connection.execute(sql.OPEN_TILES)

    def read(level: int, index: int) -> bytes:
        row = connection.execute(sql.TILE, [level, index]).fetchone()
        return row[0] if row else b""

    if tiles.root(shown.size, read) != shown.root:
        raise RefusedError("the backup's log does not contain the checkpoint: it was rewritten")
    connection.execute(sql.CLOSE_TILES)
