"""Bring the database to what this version needs: roles, migrations, privileges on libraries' tables."""

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import AppConfig, apps
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from noroshi.operations.database import Role, connected_as, ensure_roles

SIGN_IN = ("auth_", "account_", "mfa_", "socialaccount_", "oauth2_provider_", "django_session")
QUEUE = ("procrastinate_",)
LOCK = 0x6E6F_726F  # "noro": one process migrates at a time


def bring_up_to_date() -> None:
    """Create roles, migrate and grant, once per state of the migrations; safe to call by anyone."""
    with connected_as(Role.OWNER):
        wanted = digest_of_migrations()
        if _recorded() == wanted:
            return
        ensure_roles()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        _migrate()
        _grant_libraries()
        _record(wanted)


def _migrate() -> None:
    """The libraries' migrations first: they change tables that they created, and Django makes the
    classes of all related models anew with each change."""
    for is_ours in (False, True):
        executor = MigrationExecutor(connection)
        leaves = executor.loader.graph.leaf_nodes()
        targets = [leaf for leaf in leaves if _is_ours(leaf[0]) is is_ours]
        plan = executor.migration_plan(targets)
        emit_pre_migrate_signal(0, interactive=False, db=DEFAULT_DB_ALIAS, plan=plan)
        executor.migrate(targets, plan)
    emit_post_migrate_signal(0, interactive=False, db=DEFAULT_DB_ALIAS)


def _is_ours(app: str) -> bool:
    return apps.get_app_config(app).name.startswith("noroshi.")


def is_up_to_date() -> bool:
    """Whether every migration of the running code has been applied; a database that is ahead of
    it is no hindrance. Any role may ask; until the list is there and may be read, it is not.

    Raises: django.db.Error if the database does not answer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege(to_regclass('public.django_migrations'), 'SELECT')"
        )
        if not cursor.fetchone()[0]:
            return False
        cursor.execute("SELECT app, name FROM django_migrations")
        return _names_of_migrations() <= set(cursor.fetchall())


@cache
def _names_of_migrations() -> frozenset[tuple[str, str]]:
    """The migrations of this process's code: the label of the app, and the name."""
    return frozenset((app.label, file.stem) for app, file in _files_of_migrations())


def _files_of_migrations() -> Iterator[tuple[AppConfig, Path]]:
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        for file in sorted((Path(app.path) / "migrations").glob("*.py")):
            if file.stem != "__init__":
                yield app, file


def digest_of_migrations() -> str:
    digest = hashlib.sha256()
    for app, file in _files_of_migrations():
        digest.update(f"{app.label}/{file.name}\n".encode())
        if app.name.startswith("noroshi."):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _recorded() -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regnamespace('noroshi'), 'pg_namespace')")
        row: tuple[str | None] = cursor.fetchone()
        return row[0]


def _record(digest: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT format('COMMENT ON SCHEMA noroshi IS %%L', %s::text)", [digest])
        cursor.execute(cursor.fetchone()[0])


@transaction.atomic
def _grant_libraries() -> None:
    """Sign-in belongs to the web role, the queue to the worker; neither holds a shareable row."""
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for role, prefixes in ((Role.WEB, SIGN_IN), (Role.WORKER, (*SIGN_IN, *QUEUE))):
            names = [name for name in tables if name.startswith(prefixes)]
            cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {', '.join(names)} TO {role}")
            cursor.execute(f"GRANT SELECT ON django_content_type, django_migrations TO {role}")
        cursor.execute(
            f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {Role.WEB}, {Role.WORKER}"
        )
