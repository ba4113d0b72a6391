"""Which of many requesters something changed for: each looks under its own policies."""

from django.db import migrations

from noroshi.operations.database import RESTRICTED

ROLES = ", ".join(RESTRICTED)
CALLED = "noroshi.news(uuid[], timestamptz[])"
# Runs with the caller's rights: a requester sees no more here than in a transaction
# of its own, and whoever asks is its transaction's requester afterwards, too.
NEWS = f"""
CREATE FUNCTION noroshi.news(actors uuid[], changed timestamptz[])
RETURNS TABLE (actor uuid, is_acting boolean, has_news boolean)
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $body$
DECLARE
  before text := coalesce(current_setting('noroshi.actor', true), '');
BEGIN
  FOREACH actor IN ARRAY actors LOOP
    PERFORM set_config('noroshi.actor', actor::text, true);
    is_acting := noroshi.organisation() IS NOT NULL;
    has_news := cardinality(changed) > 0 AND EXISTS (
      SELECT FROM unnest(noroshi.audiences('warning')) o (audience)
      WHERE EXISTS (SELECT FROM warnings_warning w
                    WHERE w.audience = o.audience AND w.changed_at = ANY (changed)));
    RETURN NEXT;
  END LOOP;
  PERFORM set_config('noroshi.actor', before, true);
END $body$;
REVOKE ALL ON FUNCTION {CALLED} FROM PUBLIC;
GRANT EXECUTE ON FUNCTION {CALLED} TO {ROLES}
"""


class Migration(migrations.Migration):
    dependencies = [("warnings", "0002_row_security")]
    operations = [migrations.RunSQL(NEWS, f"DROP FUNCTION {CALLED}")]
