"""A throw-away house: a home of its own with an embedded server, migrated and empty."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
import psycopg
from django.db import connections
from psycopg import conninfo, sql

from noroshi.operations.config import config
from noroshi.operations.database import owner_parameters
from noroshi.operations.migrate import bring_up_to_date
from noroshi.operations.postgres import SUPERUSER, running, server_for

KEPT = ["django_migrations", "django_content_type", "auth_permission"]


@contextmanager
def throw_away_home() -> Iterator[Path]:
    """An empty home; what the environment says of another one is forgotten."""
    for name in list(os.environ):
        if name == "DATABASE_URL" or (name.startswith("NOROSHI_") and name != "NOROSHI_DATA"):
            del os.environ[name]
    with tempfile.TemporaryDirectory(prefix="noroshi-bench-") as name:
        home = Path(name)
        home.chmod(0o755)  # else the server of root would live elsewhere
        os.environ["NOROSHI_HOME"] = name
        os.environ["DJANGO_SETTINGS_MODULE"] = "noroshi.entrypoints.settings"
        yield home


@contextmanager
def open_house(home: Path) -> Iterator[None]:
    """The server runs; the database is migrated and empty."""
    with running(home):
        django.setup()
        bring_up_to_date()
        empty()
        yield
        connections.close_all()


def empty() -> None:
    """Take every row out of the database."""
    connections.close_all()
    with _owner() as owner:
        rows = owner.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL (%s)",
            [KEPT],
        ).fetchall()
        tables = sql.SQL(", ").join(sql.Identifier(row[0]) for row in rows)
        owner.execute(sql.SQL("TRUNCATE {} CASCADE").format(tables))


def settle() -> None:
    """Let the planner know what was written, as it would by itself after a minute."""
    with _owner() as owner:
        owner.execute("VACUUM ANALYZE")


def database_version() -> str:
    """Of PostgreSQL."""
    with _owner() as owner:
        return str(owner.execute("SHOW server_version").fetchone()[0])  # type: ignore[index]


def superuser() -> dict[str, str]:
    """Connection parameters of the embedded server's superuser: whom no policy binds."""
    return server_for(config().home).parameters(SUPERUSER, owner_parameters()["dbname"])


def all_powerful() -> psycopg.Connection:
    """As the superuser."""
    return psycopg.connect(conninfo.make_conninfo("", **superuser()))


def _owner() -> psycopg.Connection:
    return psycopg.connect(**owner_parameters(), autocommit=True)
