"""Statements of backup and restore."""

LOCK_TIMEOUT = "10s"  # how long a restore waits for those who still read

SNAPSHOT = """
SELECT pg_export_snapshot(), current_user, rolsuper OR rolbypassrls
FROM pg_roles WHERE rolname = current_user
"""

TABLE_OWNER = "SELECT tableowner FROM pg_tables WHERE tablename = 'django_migrations'"
APPLIED = "SELECT app || '.' || name FROM django_migrations ORDER BY 1"
NEWEST_CHECKPOINT = "SELECT note FROM ledger_checkpoint ORDER BY size DESC LIMIT 1"

# The schema public as a new database has it, so that a later dump takes it for untouched.
EMPTY_AGAIN = f"""
SET LOCAL lock_timeout = '{LOCK_TIMEOUT}';
DROP SCHEMA IF EXISTS noroshi CASCADE;
DROP SCHEMA public CASCADE;
CREATE SCHEMA public AUTHORIZATION pg_database_owner;
GRANT USAGE ON SCHEMA public TO PUBLIC;
COMMENT ON SCHEMA public IS 'standard public schema';
"""

TABLES = """
SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND n.nspname IN ('public', 'noroshi')
"""

ROLE = "SELECT 1 FROM pg_roles WHERE rolname = %s"
CURRENT_ROLE = "SELECT current_user"
POLICIES_FOR = """
SELECT schemaname, tablename, policyname FROM pg_policies WHERE %s = ANY (roles)
"""

# A restore's connection is the owner's, whom row-level security binds where it is forced.
OPEN_TILES = "ALTER TABLE public.ledger_tile NO FORCE ROW LEVEL SECURITY"
TILE = "SELECT hashes FROM public.ledger_tile WHERE level = %s AND index = %s"
CLOSE_TILES = "ALTER TABLE public.ledger_tile FORCE ROW LEVEL SECURITY"
