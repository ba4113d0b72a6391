"""What every test stands on: a server of its own, or the one that DATABASE_URL names; a clean
database for each test that asks; connections as the restricted roles, never as the owner."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from psycopg import conninfo, sql

from noroshi.operations.postgres import OWNER, SUPERUSER, running, server_for
from tests.emptying import empty

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
NAMED = os.environ.pop("DATABASE_URL", None)  # of a process that shares the work: its parent's own
SERVER = os.environ.get("TEST_SERVER") if WORKER != "main" else NAMED
if SERVER:
    os.environ["TEST_SERVER"] = SERVER
STATE = Path(tempfile.gettempdir()) / f"noroshi-tests-{os.getuid()}-{WORKER}"
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]

NO_SKIP = os.environ.get("NOROSHI_NO_SKIP") == "1"

for _name in [
    name
    for name in os.environ
    if name.startswith("NOROSHI_") and name not in ("NOROSHI_DATA", "NOROSHI_NO_SKIP")
]:
    del os.environ[_name]
os.environ["NOROSHI_HOME"] = str(STATE)
os.environ["DJANGO_SETTINGS_MODULE"] = "noroshi.entrypoints.settings"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    """Where everything is to be there, a skip is a failure that says what is missing."""
    report = yield
    if NO_SKIP and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome, report.longrepr = "failed", f"nothing may be skipped: {report.longrepr[2]}"
    return report


def _owner() -> dict[str, str]:
    if SERVER:
        return {key: str(value) for key, value in conninfo.conninfo_to_dict(SERVER).items()}
    return server_for(STATE).parameters(OWNER, OWNER)


NAME = f"noroshi_test_{WORKER}_{os.getpid()}"
os.environ["DATABASE_URL"] = conninfo.make_conninfo("", **{**_owner(), "dbname": NAME})


@pytest.fixture(scope="session")
def server() -> Iterator[dict[str, str]]:
    """Connection parameters of an account that may create databases and roles."""
    if SERVER:
        yield _owner()
        return
    with running(STATE) as embedded:
        parameters = embedded.parameters(SUPERUSER, "postgres")
        with psycopg.connect(**parameters, autocommit=True) as connection:
            for name in ("fsync", "full_page_writes", "synchronous_commit"):
                statement = sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(name))
                connection.execute(statement)  # nobody needs a test's rows after a power cut
            connection.execute("SELECT pg_reload_conf()")
        yield parameters


@pytest.fixture(scope="session")
def migrated(server: dict[str, str]) -> Iterator[None]:
    """A migrated database that lives as long as the test run: a copy of the one that was kept when
    these migrations last ran on the embedded server. Passwords and secrets are hashed quickly in this
    process: that it takes long is the library's business, and most of what a client or a person costs."""
    import django
    from django.test import override_settings

    from noroshi.operations.migrate import bring_up_to_date, digest_of_migrations

    django.setup()
    kept = f"kept_{digest_of_migrations()[:16]}"
    with psycopg.connect(**server, autocommit=True) as connection:
        known = "SELECT FROM pg_database WHERE datname = %s"
        is_kept = not SERVER and connection.execute(known, [kept]).fetchone() is not None
        _copy(connection, kept if is_kept else "template1", NAME)
    try:
        bring_up_to_date()
        if not SERVER and not is_kept:
            _keep(server, kept)
        with override_settings(PASSWORD_HASHERS=QUICK):
            yield
    finally:
        from django.db import connections

        connections.close_all()
        with psycopg.connect(**server, autocommit=True) as connection:
            statement = "DROP DATABASE {} WITH (FORCE)"
            connection.execute(sql.SQL(statement).format(sql.Identifier(NAME)))


def _copy(connection: psycopg.Connection, template: str, name: str) -> None:
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}")
    names = (name, template, _owner()["user"])
    connection.execute(statement.format(*map(sql.Identifier, names)))


def _keep(server: dict[str, str], name: str) -> None:
    """Keep a copy of the migrated database; of others, the newest few."""
    from django.db import connections

    connections.close_all()
    with psycopg.connect(**server, autocommit=True) as connection:
        with suppress(psycopg.errors.DuplicateDatabase):
            _copy(connection, NAME, name)
        before = connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'kept_%%' ORDER BY oid DESC OFFSET 8"
        )
        for (old,) in before.fetchall():
            connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(old)))


@pytest.fixture
def database(migrated: None) -> Iterator[None]:
    """An empty database, this process connected as the web role; emptied again afterwards."""
    from django.utils import translation

    yield
    translation.deactivate()  # a request leaves its language behind
    empty()


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of real records, or a skip that says what is missing."""
    folder = os.environ.get("NOROSHI_DATA")
    if not folder:
        pytest.skip("NOROSHI_DATA names no folder of real records")
    return Path(folder)
