"""Statements of backup and restore, and of the queue."""

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

BE_THE_WORKER = "SELECT pg_try_advisory_lock(hashtext('noroshi worker'))"
BE_NO_WORKER = "SELECT pg_advisory_unlock(hashtext('noroshi worker'))"

# A dead worker's job would keep its lock for ever. It waits again, unless its like waits already.
PUT_BACK = """
WITH dead AS (
  SELECT j.id, j.queueing_lock,
    row_number() OVER (PARTITION BY j.queueing_lock ORDER BY j.id) AS place
  FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
  WHERE j.status = 'doing'
    AND (w.id IS NULL OR w.last_heartbeat < now() - make_interval(secs => %s))
)
UPDATE procrastinate_jobs j SET worker_id = NULL, attempts = j.attempts + 1,
  status = CASE WHEN d.place = 1 AND NOT EXISTS (SELECT FROM procrastinate_jobs w
                  WHERE w.status = 'todo' AND w.queueing_lock = d.queueing_lock)
                THEN 'todo' ELSE 'failed' END::procrastinate_job_status
FROM dead d WHERE j.id = d.id AND j.status = 'doing'
"""

ALIKE_WAITS = """
SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE status = 'todo' AND queueing_lock = %s)
"""
JOBS_DUE = """
SELECT EXISTS (SELECT FROM procrastinate_jobs
  WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now()))
"""
JOBS_LEFT = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'"
