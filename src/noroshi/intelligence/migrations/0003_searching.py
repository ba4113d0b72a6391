"""What objects are found by. The web role has nothing of it: it asks a function that looks in the
requester's audiences alone, with an index whose keys are of one audience each, so that neither what
is found nor how long it takes depends on what the requester may not see."""

from django.db import migrations

from noroshi.operations.row_security import allow_definer, definer, guard

# For each audience in turn, planned for its own terms: a rare one is looked up, a common one is met
# soon by walking back in time.
FOUND = """
DECLARE
  mine integer[] := noroshi.intelligence_audiences();
  own uuid := noroshi.organisation();
  one integer;
  wanted bigint[];
  way text := CASE WHEN is_oldest THEN 'ASC' ELSE 'DESC' END;
  past text := CASE WHEN is_oldest THEN '>' ELSE '<' END;
BEGIN
  FOREACH one IN ARRAY (SELECT coalesce(array_agg(DISTINCT a), '{}') FROM unnest(mine) AS a) LOOP
    wanted := (SELECT coalesce(array_agg(hashtextextended(one || ':' || term, 0)), '{}')
               FROM unnest(terms) AS term);
    RETURN QUERY EXECUTE format(
      'SELECT s.object_id, s.added_at, s.type::text, s.tlp::text, s.labels, s.organisation_id,
              CASE WHEN s.organisation_id = $2 THEN s.source::text END
       FROM intelligence_searchable s
       WHERE s.audience = $1'
      || CASE WHEN wanted <> '{}' THEN ' AND s.terms @> $3' ELSE '' END
      || CASE WHEN created_from IS NULL THEN '' ELSE ' AND s.created >= $4' END
      || CASE WHEN created_to IS NULL THEN '' ELSE ' AND s.created < $5' END
      || CASE WHEN valid_on IS NULL THEN '' ELSE ' AND s.valid_from <= $6
            AND (s.valid_until IS NULL OR s.valid_until > $6)' END
      || CASE WHEN after_id IS NULL THEN ''
              ELSE ' AND (s.added_at, s.object_id) %2$s ($7, $8)' END
      || ' AND NOT EXISTS (SELECT FROM intelligence_searchable n
             WHERE n.thing = s.thing AND n.audience = ANY ($9) AND n.version >= s.version
               AND (n.version > s.version
                    OR (n.added_at, n.object_id) < (s.added_at, s.object_id)))
       ORDER BY s.added_at %1$s, s.object_id %1$s LIMIT $10', way, past)
    USING one, own, wanted, created_from, created_to, valid_on, after_at, after_id, mine, most;
  END LOOP;
END
"""
FOUND_ALL = """
SELECT * FROM noroshi.intelligence_found_apart(terms, created_from, created_to, valid_on, after_at,
                                               after_id, is_oldest, most) f
ORDER BY CASE WHEN is_oldest THEN f.added_at END, CASE WHEN is_oldest THEN f.object_id END,
         f.added_at DESC, f.object_id DESC
LIMIT most
"""
ASKED = (
    "terms text[], created_from timestamptz, created_to timestamptz, valid_on timestamptz,"
    " after_at timestamptz, after_id uuid, is_oldest boolean, most integer"
)
TOLD = (
    "TABLE (object_id uuid, added_at timestamptz, type text, tlp text, labels text[],"
    " organisation_id uuid, source text)"
)


class Migration(migrations.Migration):
    dependencies = [("intelligence", "0002_row_security")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE intelligence_searchable ADD CONSTRAINT intelligence_found_object"
            " FOREIGN KEY (object_id) REFERENCES intelligence_stixobject ON DELETE CASCADE",
            migrations.RunSQL.noop,
        ),
        # Values stand in one object or few: a coarse sample lets each be taken for one of a thousand.
        migrations.RunSQL(
            "ALTER TABLE intelligence_searchable ALTER COLUMN terms SET STATISTICS 1000",
            migrations.RunSQL.noop,
        ),
        *guard("intelligence_searchable", worker="SELECT, INSERT, DELETE"),
        allow_definer("intelligence_searchable"),
        *guard("intelligence_indexed", worker="SELECT, INSERT, UPDATE"),
        definer(f"intelligence_found_apart({ASKED})", TOLD, FOUND, language="plpgsql"),
        definer(f"intelligence_found({ASKED})", TOLD, FOUND_ALL),
    ]
