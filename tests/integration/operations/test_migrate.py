"""Whether the database has what the running code needs, asked by any role."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from threading import Barrier
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql


@pytest.fixture
def owner(database):
    from noroshi.operations.database import owner_parameters

    with psycopg.connect(**owner_parameters(), autocommit=True) as connection:
        yield connection


@contextmanager
def done(connection, statement, undo):
    connection.execute(statement)
    try:
        yield
    finally:
        connection.execute(undo)


def ready():
    from django.test import Client

    answer = Client(SERVER_NAME="localhost").get("/readyz")
    return answer.status_code, answer.json()["checks"]


GOOD = {"database": True, "role": True, "migrations": True}
STALE = {"database": True, "role": True, "migrations": False}


def test_a_migrated_database_is_up_to_date_for_every_role(owner):
    from noroshi.operations.database import Role, connected_as
    from noroshi.operations.migrate import is_up_to_date

    for role in Role:
        with connected_as(role):
            assert is_up_to_date(), role
    assert ready() == (200, GOOD)


@pytest.mark.parametrize(
    ("app", "name"),
    [("parties", "0003_row_security"), ("mfa", "0001_initial"), ("procrastinate", "0001_initial")],
)
def test_a_database_that_lacks_a_migration_is_not(owner, app, name):
    where = f"WHERE app = '{app}' AND name = '{name}'"
    away = f"UPDATE django_migrations SET name = 'away' {where}"
    back = f"UPDATE django_migrations SET name = '{name}' WHERE app = '{app}' AND name = 'away'"
    assert owner.execute(f"SELECT count(*) FROM django_migrations {where}").fetchone() == (1,)
    with done(owner, away, back):
        assert ready() == (503, STALE)
    assert ready() == (200, GOOD)


def test_the_migrations_say_what_the_models_say(migrated):
    from django.apps import apps
    from django.db.migrations.autodetector import MigrationAutodetector
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.state import ProjectState
    from django.utils import translation

    said = MigrationLoader(None)
    with translation.override(None):
        models = ProjectState.from_apps(apps)
        changes = MigrationAutodetector(said.project_state(), models).changes(graph=said.graph)
    assert changes == {}


def test_a_database_ahead_of_the_code_serves_it_still(owner):
    more = "INSERT INTO django_migrations (app, name, applied) VALUES ('parties', '9999', now())"
    with done(owner, more, "DELETE FROM django_migrations WHERE name = '9999'"):
        assert ready() == (200, GOOD)


def test_before_the_first_migration_it_is_not(owner):
    away = "ALTER TABLE django_migrations RENAME TO away"
    with done(owner, away, "ALTER TABLE away RENAME TO django_migrations"):
        assert ready() == (503, STALE)


def test_a_list_that_may_not_be_read_counts_as_not_there(owner):
    with done(
        owner,
        "REVOKE SELECT ON django_migrations FROM noroshi_web",
        "GRANT SELECT ON django_migrations TO noroshi_web",
    ):
        assert ready() == (503, STALE)


def test_a_database_that_is_away_is_said(database, monkeypatch):
    from django.db import connection

    connection.close()
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    assert ready() == (503, {"database": False})


def test_the_list_of_migrations_is_nobodys_to_write_but_the_owners(owner):
    for role in ("noroshi_web", "noroshi_worker"):
        may = owner.execute(
            "SELECT has_table_privilege(%s, 'django_migrations', 'INSERT, UPDATE, DELETE')", [role]
        )
        assert may.fetchone() == (False,)


def test_many_processes_may_create_the_roles_of_a_new_server_at_once(owner):
    from noroshi.operations.database import ensure_role, owner_parameters

    many, name = 8, f"noroshi_test_{uuid4().hex}"
    together = Barrier(many)

    def ensure(connection):
        together.wait(timeout=30)
        ensure_role(connection, name, "correct horse battery")

    try:
        with ExitStack() as stack, ThreadPoolExecutor(many) as pool:
            opened = [
                stack.enter_context(psycopg.connect(**owner_parameters(), autocommit=True))
                for _ in range(many)
            ]
            for _ in range(3):  # the first time it is created, then set anew
                assert list(pool.map(ensure, opened)) == [None] * many
        made = owner.execute("SELECT rolcanlogin FROM pg_roles WHERE rolname = %s", [name])
        assert made.fetchall() == [(True,)]
    finally:
        owner.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(name)))
