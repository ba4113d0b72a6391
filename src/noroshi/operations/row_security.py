"""The statements by which a migration puts a table under row-level security.

Web and worker roles get exactly the privileges that are named; without a policy they see nothing."""

from collections.abc import Sequence

from django.db.migrations.operations import RunSQL

from noroshi.operations.database import Role


def guard(table: str, *, web: str = "", worker: str = "") -> list[RunSQL]:
    """Force row-level security and grant privileges: `web="SELECT, INSERT"`. The worker, which
    works across organisations, gets a policy of its own that lets it do what it is granted."""
    operations = [_run(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")]
    operations += grant([table], web=web, worker=worker)
    if worker:
        operations.append(
            _run(
                f"CREATE POLICY worker ON {table} TO {Role.WORKER} USING (true) WITH CHECK (true)",
                f"DROP POLICY worker ON {table}",
            )
        )
    return operations


def grant(tables: Sequence[str], *, web: str = "", worker: str = "") -> list[RunSQL]:
    """Grant the named privileges on tables."""
    names = ", ".join(tables)
    wanted = [(Role.WEB, web), (Role.WORKER, worker)]
    return [
        _run(
            f"GRANT {privileges} ON {names} TO {role}",
            f"REVOKE {privileges} ON {names} FROM {role}",
        )
        for role, privileges in wanted
        if privileges
    ]


def allow(table: str, command: str, *, using: str = "", check: str = "") -> RunSQL:
    """One policy for the web role. command: SELECT, INSERT, UPDATE or DELETE."""
    name = f"{command.lower()}_by_web"
    parts = [f"CREATE POLICY {name} ON {table} FOR {command} TO {Role.WEB}"]
    if using:
        parts.append(f"USING ({using})")
    if check:
        parts.append(f"WITH CHECK ({check})")
    return _run(" ".join(parts), f"DROP POLICY {name} ON {table}")


def allow_definer(table: str) -> RunSQL:
    """Let the owner's definer functions read the table although row-level security is forced."""
    return _run(
        f"CREATE POLICY definer ON {table} TO CURRENT_USER USING (true) WITH CHECK (true)",
        f"DROP POLICY definer ON {table}",
    )


def definer(
    signature: str, returns: str, body: str, *, language: str = "sql", volatility: str = "STABLE"
) -> RunSQL:
    """A function that runs with the owner's rights, for the two restricted roles only. volatility:
    `STABLE` if it reads only, `VOLATILE` if it writes."""
    name = f"noroshi.{signature}"
    return _run(
        f"""CREATE OR REPLACE FUNCTION {name} RETURNS {returns} LANGUAGE {language} {volatility}
            SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$ {body} $body$;
            REVOKE ALL ON FUNCTION {name} FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION {name} TO {Role.WEB}, {Role.WORKER}"""
    )


def _run(sql: str, reverse: str = RunSQL.noop) -> RunSQL:
    return RunSQL(sql.strip(), reverse)
