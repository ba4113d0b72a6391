"""Back up the database: one snapshot, sealed. Signing keys and this installation's secrets are no
part of it: they live in files, and nothing derived from them is in the database.

The dump is PostgreSQL's own, as SQL text and compressed by us, so that a restore needs no program
but this one and a dump of an older server can be read by a newer one."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

import msgspec
import psycopg
import zstandard
from psycopg import conninfo

from noroshi import __version__
from noroshi.kernel.clock import rfc3339
from noroshi.kernel.errors import Location, MalformedError, RefusedError, UnavailableError
from noroshi.operations import sql
from noroshi.operations.config import config
from noroshi.operations.database import owner_parameters
from noroshi.operations.postgres import OWNER, SUPERUSER, binaries, server_for
from noroshi.operations.sealed import FRAME, seal

SHORTEST_PASSPHRASE: Final = 12  # characters
FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class BackupHeader:
    """What a backup says of itself in clear. server: PostgreSQL's major version; owner: the role
    that owned the tables; migrations: `app.name` of each that was applied; checkpoint: the newest
    of the ledger, a signed note, or None before the first."""

    format: int
    noroshi: str
    taken_at: str
    server: int
    owner: str
    migrations: tuple[str, ...]
    checkpoint: str | None

    def octets(self) -> bytes:
        """As it stands in the file."""
        return json.dumps(asdict(self), sort_keys=True).encode()


def read_header(octets: bytes, *, name: str) -> BackupHeader:
    """Raises: MalformedError."""
    try:
        header = msgspec.json.decode(octets, type=BackupHeader)
    except msgspec.DecodeError as error:
        raise MalformedError(f"is no backup's header: {error}", at=Location(name)) from error
    if header.format != FORMAT:
        raise MalformedError(f"has format {header.format}, not {FORMAT}", at=Location(name))
    return header


def read_passphrase(path: Path) -> bytes:
    """The first line of a file. Raises: MalformedError if it is too short to protect anything."""
    passphrase = path.read_bytes().split(b"\n")[0].strip(b"\r")
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise MalformedError(
            f"the first line has fewer than {SHORTEST_PASSPHRASE} characters",
            at=Location(str(path), "line 1"),
        )
    return passphrase


def back_up(path: Path, *, passphrase: bytes, at: datetime) -> BackupHeader:
    """Write a backup of the database, which must be running. The file appears when it is whole.

    Raises: RefusedError if the file exists or the account may not read every row,
    UnavailableError if the dump fails."""
    if path.exists():
        raise RefusedError(f"{path} exists already; a backup overwrites nothing")
    parameters = _reader()
    try:
        with _snapshot(parameters) as (connection, snapshot), _draft(path) as file:
            header = _header(connection, at)
            parts = _compressed(_dumped(parameters, snapshot))
            seal(file, parts, header=header.octets(), passphrase=passphrase)
    except psycopg.OperationalError as error:
        raise UnavailableError(f"the database fails: {error}") from error
    return header


def _reader() -> dict[str, str]:
    """An account that row-level security does not bind, or rows would be left out in silence."""
    if config().database_url is None:
        return server_for(config().home).parameters(SUPERUSER, OWNER)
    return owner_parameters()


@contextmanager
def _snapshot(parameters: Mapping[str, str]) -> Iterator[tuple[psycopg.Connection[Any], str]]:
    with psycopg.connect(conninfo.make_conninfo("", **parameters)) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        row = connection.execute(sql.SNAPSHOT).fetchone()
        snapshot, account, is_free = row or ("", "", False)
        if not is_free:
            raise RefusedError(
                f"the role {account} of DATABASE_URL is bound by row-level security and would"
                " leave rows out: back up with a DATABASE_URL whose role has BYPASSRLS"
            )
        yield connection, snapshot


def _header(connection: psycopg.Connection[Any], at: datetime) -> BackupHeader:
    owner = connection.execute(sql.TABLE_OWNER).fetchone()
    if owner is None:
        raise RefusedError("there is nothing to back up: the database has no tables yet")
    applied = connection.execute(sql.APPLIED)
    newest = connection.execute(sql.NEWEST_CHECKPOINT)
    checkpoint = newest.fetchone()
    return BackupHeader(
        format=FORMAT,
        noroshi=__version__,
        taken_at=rfc3339(at),
        server=connection.info.server_version // 10000,
        owner=owner[0],
        migrations=tuple(name for (name,) in applied),
        checkpoint=checkpoint[0] if checkpoint else None,
    )


def _dumped(parameters: Mapping[str, str], snapshot: str) -> Iterator[bytes]:
    address = {name: value for name, value in parameters.items() if name != "password"}
    command = [
        _pg_dump(),
        f"--dbname={conninfo.make_conninfo('', **address)}",
        f"--snapshot={snapshot}",
        "--no-owner",
        "--no-tablespaces",
        "--no-password",
    ]
    environment = {
        **os.environ,
        "PGPASSWORD": parameters.get("password", ""),
        "LC_ALL": "C",
        "TZ": "UTC",
    }
    with subprocess.Popen(  # noqa: S603 - PostgreSQL's own program, our own arguments
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        while part := process.stdout.read(FRAME):
            yield part
        said = process.stderr.read().decode(errors="replace").strip()
    if process.returncode:
        raise UnavailableError(f"pg_dump failed: {said[-500:]}")


def _pg_dump() -> str:
    if config().database_url is None:
        return str(binaries(server_for(config().home)) / "pg_dump")
    program = shutil.which("pg_dump")
    if program is None:
        raise UnavailableError("pg_dump is not on PATH: install PostgreSQL's client programs")
    return program


def _compressed(parts: Iterator[bytes]) -> Iterator[bytes]:
    compressor = zstandard.ZstdCompressor(write_checksum=True).compressobj()
    for part in parts:
        yield compressor.compress(part)
    yield compressor.flush()


@contextmanager
def _draft(path: Path) -> Iterator[BinaryIO]:
    """A file beside `path` that takes its place when it is whole, and goes if it never is."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        raise RefusedError(f"{path} exists already; a backup overwrites nothing") from None
    finally:
        draft.unlink(missing_ok=True)
