"""Which database role a process connects with, and that it is no more than it should be.

The owner migrates. `noroshi_web` and `noroshi_worker` do everything else; they own nothing, are no
superusers and do not bypass row-level security. Their passwords derive from the owner's, so any
process that may migrate can also connect as them, and none of them can derive the owner's."""

import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from functools import cache
from typing import Any

import psycopg
from django.db import connections
from psycopg import conninfo, sql

from noroshi.kernel.errors import RefusedError
from noroshi.operations.config import Process, config
from noroshi.operations.postgres import OWNER, server_for
from noroshi.operations.secrets import derived


class Role(StrEnum):
    """The three database roles. owner migrates only."""

    OWNER = "owner"
    WEB = "noroshi_web"
    WORKER = "noroshi_worker"


RESTRICTED = (Role.WEB, Role.WORKER)
CONNECTIONS = 40  # of all processes of the site; the embedded server has 60
WAIT = 10.0  # seconds for one of them, until a request gives up
PAUSES = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.0)  # seconds at most, for others to be done
_chance = random.SystemRandom()  # so that not all try at once again
SCHEMA = {"options": "-c search_path=public"}  # an owner called like our schema would hit "$user"


def owner_parameters() -> dict[str, Any]:
    """Connection parameters of the owner: `DATABASE_URL`, or the embedded server's."""
    url = config().database_url
    if url is None:
        return SCHEMA | server_for(config().home).parameters(OWNER, OWNER)
    return SCHEMA | {name: str(value) for name, value in conninfo.conninfo_to_dict(url).items()}


def parameters_for(role: Role) -> dict[str, Any]:
    """Connection parameters for a role. A child of `noroshi up` has its own role's URL only."""
    own = owner_parameters()
    if role is Role.OWNER or config().process is not Process.CLI:
        return own
    password = derived(own["password"].encode(), role) if own.get("password") else None
    return {**own, "user": role.value} | ({"password": password} if password else {})


def child_environment(process: Process) -> dict[str, str]:
    """The environment of a web or worker process: its restricted URL, not the owner's."""
    role = Role.WEB if process is Process.WEB else Role.WORKER
    url = conninfo.make_conninfo("", **parameters_for(role))
    return {**os.environ, "NOROSHI_PROCESS": process.value, "DATABASE_URL": url}


def django_database(role: Role) -> dict[str, Any]:
    """An entry of Django's DATABASES.

    The site answers each request in a thread of its own, which a persistent connection would not
    outlive: it has a pool instead. What a requester sees is said anew in each transaction."""
    parameters = parameters_for(role)
    named = {"application_name": f"noroshi {config().process}"}
    is_pooled = config().process is Process.WEB
    pool = {"pool": {"min_size": 2, "max_size": most_connections(), "timeout": WAIT}}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parameters.pop("dbname"),
        "USER": parameters.pop("user"),
        "PASSWORD": parameters.pop("password", ""),
        "HOST": parameters.pop("host", ""),
        "PORT": parameters.pop("port", ""),
        "OPTIONS": {**parameters, **named, **(pool if is_pooled else {})},
        "CONN_MAX_AGE": 0 if is_pooled else 300,  # seconds
        "CONN_HEALTH_CHECKS": True,
    }


def most_connections() -> int:
    """That one process of the site holds."""
    return CONNECTIONS // config().site_processes


@cache
def role_of_process() -> Role:
    """The role of this process's connections when nothing else is said."""
    return Role.WORKER if config().process is Process.WORKER else Role.WEB


@contextmanager
def connected_as(role: Role) -> Iterator[None]:
    """Let this process's connection be that of another role meanwhile: for the command line, which
    migrates as the owner and completes its own hand-offs as the worker."""
    settings = connections.settings["default"]
    before = {name: settings[name] for name in ("USER", "PASSWORD")}
    entry = django_database(role)
    connections["default"].close()
    _switch(settings, USER=entry["USER"], PASSWORD=entry["PASSWORD"])
    try:
        yield
    finally:
        connections["default"].close()
        _switch(settings, **before)


def _switch(settings: dict[str, Any], **values: str) -> None:
    settings.update(values)
    connections["default"].settings_dict.update(values)


def ensure_roles() -> None:
    """Create the two restricted roles, or set their passwords anew. Runs as the owner."""
    with psycopg.connect(**owner_parameters(), autocommit=True) as connection:
        for role in RESTRICTED:
            ensure_role(connection, role, parameters_for(role).get("password"))


def ensure_role(connection: psycopg.Connection[Any], name: str, password: str | None) -> None:
    """Create a role that may sign in, or set its password anew. A server's databases share its roles
    but no advisory lock, so that another process may do the same meanwhile: who comes second finds
    what it wanted, or a row that was changed under its hands."""
    role = sql.Identifier(name)
    known = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    if known is None:
        with suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(role))
    if not password:
        return
    statement = sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, sql.Literal(password))
    change_role(connection, statement)


def change_role(connection: psycopg.Connection[Any], statement: sql.Composed) -> None:
    """Execute what changes a role, again if another process changed the same meanwhile. connection:
    commits each statement."""
    for pause in (*PAUSES, None):
        try:
            connection.execute(statement)
            return
        except psycopg.errors.InternalError_ as error:  # "tuple concurrently updated" has no code
            if pause is None or error.sqlstate != "XX000":
                raise
            time.sleep(_chance.uniform(0, pause))


def refuse_powerful_role() -> None:
    """Refuse to serve with a role that row-level security does not bind.

    Raises: RefusedError if the connection's role is a superuser, bypasses row-level security,
    or owns a table."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            """SELECT current_user, rolsuper OR rolbypassrls,
                      EXISTS (SELECT FROM pg_class c WHERE c.relkind IN ('r', 'p')
                              AND pg_has_role(current_user, c.relowner, 'MEMBER'))
               FROM pg_roles WHERE rolname = current_user"""
        )
        name, powerful, owns = cursor.fetchone()
    if powerful or owns:
        raise RefusedError(f"the database role {name} is not bound by row-level security")
