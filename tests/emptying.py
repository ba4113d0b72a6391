"""A database as it was when it was migrated."""

import psycopg
from psycopg import sql

KEPT = ["django_migrations", "django_content_type", "auth_permission"]


def empty() -> None:
    """Empty every table that a test may have filled."""
    from django.db import connections

    from noroshi.operations.database import owner_parameters

    connections.close_all()  # none of ours waits in the way
    with psycopg.connect(**owner_parameters(), autocommit=True) as owner:
        rows = owner.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind = 'r' AND relname <> ALL (%s) AND pg_relation_size(oid) > 0",
            [KEPT],
        ).fetchall()
        if rows:
            tables = sql.SQL(", ").join(sql.Identifier(row[0]) for row in rows)
            owner.execute(sql.SQL("TRUNCATE {} CASCADE").format(tables))
