"""Whoever asks for news within a transaction of its own is its requester afterwards, too."""

from django.db import migrations

NEWS = """
CREATE OR REPLACE FUNCTION noroshi.news(actors uuid[], changed timestamptz[])
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
END $body$
"""


class Migration(migrations.Migration):
    dependencies = [("warnings", "0008_basis")]
    operations = [migrations.RunSQL(NEWS, migrations.RunSQL.noop)]
