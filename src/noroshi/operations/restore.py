"""Restore a backup: all of it in one transaction, or nothing.

The whole file is opened once before anything is touched, so that a wrong passphrase, an altered
or a truncated file changes nothing; and again while it is read in."""

import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final, Self

import psycopg
import zstandard
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

from noroshi.kernel.errors import AbsentError, Location, MalformedError, RefusedError
from noroshi.ledger import tiles
from noroshi.ledger.checkpoints import Checkpoint, read_checkpoint
from noroshi.ledger.keys import load_keys
from noroshi.ledger.notes import read_note, require_signed
from noroshi.operations.backup import BackupHeader, read_header
from noroshi.operations.config import config
from noroshi.operations.database import ensure_roles, owner_parameters
from noroshi.operations.sealed import Envelope, opened, read_envelope

LOCK_TIMEOUT: Final = "10s"  # how long a restore waits for those who still read
LONGEST_LINE: Final = 1 << 30  # octets: the longest that PostgreSQL writes

EMPTY_AGAIN: Final = """
DROP SCHEMA IF EXISTS noroshi CASCADE;
DROP SCHEMA public CASCADE;
CREATE SCHEMA public AUTHORIZATION pg_database_owner;
GRANT USAGE ON SCHEMA public TO PUBLIC;
COMMENT ON SCHEMA public IS 'standard public schema';
"""
TABLES: Final = """
SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND n.nspname IN ('public', 'noroshi')
"""


@dataclass(frozen=True, slots=True)
class Backup:
    """An opened backup file; a context that closes it."""

    file: BinaryIO
    name: str
    envelope: Envelope
    header: BackupHeader
    passphrase: bytes

    @classmethod
    def at(cls, path: Path, *, passphrase: bytes) -> Self:
        """Open a backup and read its header. Raises: MalformedError."""
        file = path.open("rb")
        envelope = read_envelope(file, name=str(path))
        header = read_header(envelope.header, name=str(path))
        return cls(file, str(path), envelope, header, passphrase)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def parts(self) -> Iterator[bytes]:
        """The sealed stream from its beginning, each frame authenticated."""
        self.file.seek(len(self.envelope.octets))
        return opened(self.file, self.envelope, passphrase=self.passphrase, name=self.name)

    def statements(self) -> Iterator[bytes]:
        """The lines of the dump."""
        reader = zstandard.ZstdDecompressor().stream_reader(_Parts(self.parts()))
        lines = io.BufferedReader(reader, 1 << 20)
        while line := lines.readline(LONGEST_LINE):
            yield line


class _Parts(io.RawIOBase):
    """Parts as a file, for a library that reads files."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts = parts
        self._rest = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while not self._rest:
            part = next(self._parts, None)
            if part is None:
                return b""
            self._rest = part
        size = len(self._rest) if size < 0 else size
        part, self._rest = self._rest[:size], self._rest[size:]
        return part


def restore(backup: Backup, *, replace: bool, since: str | None = None) -> None:
    """Make the database what the backup holds. It must be running, and nobody else use it.

    replace: also where there is something already, which is lost; since: a checkpoint of the same
    log, as a signed note: what does not contain it is refused.

    Raises: MalformedError or RefusedError before anything is changed."""
    older = None if since is None else _older(since)
    _refuse_newer(backup.header)
    if older:
        _refuse_shorter(backup.header, older)
    for _ in backup.parts():
        pass
    with psycopg.connect(**owner_parameters(), autocommit=True) as connection:
        _refuse_unfit(connection, backup.header, replace=replace)
        ensure_roles()
        with connection.transaction():
            connection.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
            connection.execute(EMPTY_AGAIN)
            _stand_in(connection, backup.header.owner)
            _feed(connection, backup)
            _take_over(connection, backup.header.owner)
            if older:
                _refuse_rewritten(connection, older)


def _older(since: str) -> Checkpoint:
    note = read_note(since, source="older checkpoint")
    with suppress(AbsentError):
        require_signed(note, load_keys(config().keys).verifiers)
    return read_checkpoint(note.text, source="older checkpoint")


def _refuse_newer(header: BackupHeader) -> None:
    known = {".".join(key) for key in MigrationLoader(None).disk_migrations or ()}
    unknown = sorted(set(header.migrations) - known)
    if unknown:
        raise RefusedError(
            f"the backup was made by noroshi {header.noroshi}, which knows {unknown[0]}; this one"
            " does not: restore with that version or a newer one"
        )


def _refuse_shorter(header: BackupHeader, older: Checkpoint) -> None:
    newest = None
    if header.checkpoint is not None:
        newest = read_checkpoint(read_note(header.checkpoint, source="backup").text)
    if newest is None or newest.size < older.size:
        size = newest.size if newest else 0
        raise RefusedError(
            f"the backup's log has {size} entries and the checkpoint {older.size}:"
            " a restore would go behind what was published"
        )
    if newest.origin != older.origin:
        raise RefusedError(f"the checkpoint is of {older.origin}, the backup of {newest.origin}")


def _refuse_unfit(
    connection: psycopg.Connection[Any], header: BackupHeader, *, replace: bool
) -> None:
    server = connection.info.server_version // 10000
    if server < header.server:
        raise RefusedError(
            f"the backup is of PostgreSQL {header.server} and this server is {server}:"
            " restore into the same or a newer one"
        )
    row = connection.execute(TABLES).fetchone()
    if row and row[0] and not replace:
        raise RefusedError("the database is not empty; with --replace it is lost and replaced")


def _stand_in(connection: psycopg.Connection[Any], owner: str) -> None:
    """A role by the old owner's name, for policies that speak of it."""
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [owner]).fetchone()
    if not known:
        connection.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(owner)))


def _take_over(connection: psycopg.Connection[Any], owner: str) -> None:
    """Let policies for the old owner be for this one."""
    row = connection.execute("SELECT current_user").fetchone()
    if row is None or row[0] == owner:
        return
    found = connection.execute(
        "SELECT schemaname, tablename, policyname FROM pg_policies WHERE %s = ANY (roles)", [owner]
    ).fetchall()
    for schema, table, policy in found:
        connection.execute(
            sql.SQL("ALTER POLICY {} ON {} TO CURRENT_USER").format(
                sql.Identifier(policy), sql.Identifier(schema, table)
            )
        )


def _feed(connection: psycopg.Connection[Any], backup: Backup) -> None:
    """Run a dump: statements as they come, the rows of each COPY as a stream."""
    text: list[bytes] = []
    lines = backup.statements()
    try:
        for line in lines:
            if line.startswith((b"\\restrict ", b"\\unrestrict ")):
                continue  # for psql; no other backslash stands outside rows
            if not (line.startswith(b"COPY ") and line.endswith(b" FROM stdin;\n")):
                text.append(line)
                continue
            connection.execute(b"".join(text))
            text.clear()
            with connection.cursor() as cursor, cursor.copy(line) as copy:
                for row in _rows(lines):
                    copy.write(row)
        connection.execute(b"".join(text))
    except (zstandard.ZstdError, psycopg.Error) as error:
        raise MalformedError(f"cannot be restored: {error}", at=Location(backup.name)) from error


def _rows(lines: Iterator[bytes]) -> Iterator[bytes]:
    for line in lines:
        if line == b"\\.\n":
            return
        yield line
    raise MalformedError("the dump ends within a table's rows")


def _refuse_rewritten(connection: psycopg.Connection[Any], older: Checkpoint) -> None:
    """Refuse a log that does not begin with the older checkpoint's entries."""
    connection.execute("ALTER TABLE public.ledger_tile NO FORCE ROW LEVEL SECURITY")

    def read(level: int, index: int) -> bytes:
        row = connection.execute(
            "SELECT hashes FROM public.ledger_tile WHERE level = %s AND index = %s", [level, index]
        ).fetchone()
        return row[0] if row else b""

    if tiles.root(older.size, read) != older.root:
        raise RefusedError("the backup's log does not contain the checkpoint: it was rewritten")
    connection.execute("ALTER TABLE public.ledger_tile FORCE ROW LEVEL SECURITY")
