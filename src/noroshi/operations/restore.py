"""Restore a backup: all of it in one transaction, or nothing.

The whole file is opened once before anything is touched, so that a wrong passphrase, an altered
or a truncated file changes nothing; and again while it is read in."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final, Self

import psycopg
import zstandard
from django.db.migrations.loader import MigrationLoader
from psycopg import conninfo
from psycopg.sql import SQL, Identifier
from typing_extensions import Buffer

from noroshi.kernel.errors import Location, MalformedError, RefusedError, UnavailableError
from noroshi.operations import sql
from noroshi.operations.backup import BackupHeader, read_header
from noroshi.operations.database import ensure_roles, owner_parameters
from noroshi.operations.sealed import Envelope, opened, read_envelope

Connection = psycopg.Connection[tuple[Any, ...]]

LONGEST_LINE: Final = 1 << 30  # octets: the longest that PostgreSQL writes


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
        with io.BufferedReader(_Stream(_decompressed(self.parts())), 1 << 20) as lines:
            while line := lines.readline(LONGEST_LINE):
                yield line


class _Stream(io.RawIOBase):
    """Parts, as they come, as a file."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts = parts
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer) -> int:
        while not self._rest:
            part = next(self._parts, None)
            if part is None:
                return 0
            self._rest = memoryview(part)
        target = memoryview(buffer)
        size = min(len(target), len(self._rest))
        target[:size], self._rest = self._rest[:size], self._rest[size:]
        return size


def _decompressed(parts: Iterator[bytes]) -> Iterator[bytes]:
    decompressor = zstandard.ZstdDecompressor().decompressobj()
    for part in parts:
        yield decompressor.decompress(part)
    if not decompressor.eof:
        raise MalformedError("the dump ends within its compression")


def restore(backup: Backup, *, replace: bool, then: Callable[[Connection], None]) -> None:
    """Make the database what the backup holds. It must be running, and nobody else use it.

    replace: also where there is something already, which is lost; then: what else is to be right,
    asked as the owner in the same transaction when everything is in place; if it raises, nothing
    has happened.

    Raises: MalformedError or RefusedError before anything is changed, UnavailableError."""
    _refuse_newer(backup.header)
    for _ in backup.parts():
        pass
    address = conninfo.make_conninfo("", **owner_parameters())
    try:
        with psycopg.connect(address, autocommit=True) as connection:
            _refuse_unfit(connection, backup.header, replace=replace)
            ensure_roles()
            with connection.transaction():
                connection.execute(sql.EMPTY_AGAIN)
                stands_in = _stand_in(connection, backup.header.owner)
                _feed(connection, backup)
                _take_over(connection, backup.header.owner, is_stand_in=stands_in)
                then(connection)
    except psycopg.OperationalError as error:
        raise UnavailableError(f"the database fails: {error}") from error


def _refuse_newer(header: BackupHeader) -> None:
    known = {".".join(key) for key in MigrationLoader(None).disk_migrations or ()}
    unknown = sorted(set(header.migrations) - known)
    if unknown:
        raise RefusedError(
            f"the backup was made by noroshi {header.noroshi}, which knows {unknown[0]}; this one"
            " does not: restore with that version or a newer one"
        )


def _refuse_unfit(connection: Connection, header: BackupHeader, *, replace: bool) -> None:
    server = connection.info.server_version // 10000
    if server < header.server:
        raise RefusedError(
            f"the backup is of PostgreSQL {header.server} and this server is {server}:"
            " restore into the same or a newer one"
        )
    row = connection.execute(sql.TABLES).fetchone()
    if row and row[0] and not replace:
        raise RefusedError("the database is not empty; with --replace it is lost and replaced")


def _stand_in(connection: Connection, owner: str) -> bool:
    """A role by the old owner's name, for policies that speak of it. False if there is one."""
    known = connection.execute(sql.ROLE, [owner]).fetchone()
    if not known:
        connection.execute(SQL("CREATE ROLE {}").format(Identifier(owner)))
    return not known


def _take_over(connection: Connection, owner: str, *, is_stand_in: bool) -> None:
    """Let policies for the old owner be for this one."""
    row = connection.execute(sql.CURRENT_ROLE).fetchone()
    if row is None or row[0] == owner:
        return
    found = connection.execute(sql.POLICIES_FOR, [owner]).fetchall()
    for schema, table, policy in found:
        connection.execute(
            SQL("ALTER POLICY {} ON {} TO CURRENT_USER").format(
                Identifier(policy), Identifier(schema, table)
            )
        )
    if is_stand_in:
        connection.execute(SQL("DROP ROLE {}").format(Identifier(owner)))


def _feed(connection: Connection, backup: Backup) -> None:
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
