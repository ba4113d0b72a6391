"""Set-based statements of searching."""

from collections.abc import Sequence
from typing import Final

# --- keeping ------------------------------------------------------------------------------------

LOCK: Final = "SELECT pg_advisory_xact_lock(hashtext('noroshi searchable'))"

# Objects come in in the order of commits, so that none before the last one is missed.
UNSEEN: Final = """
SELECT o.id, o.audience, o.organisation_id, o.stix_id, o.version, o.added_at, o.created, o.type,
       o.tlp, o.source, o.content
FROM intelligence_stixobject o
WHERE (o.added_at, o.id) > (SELECT coalesce(max(added_at), '-infinity'),
  coalesce(max(object_id::text), '00000000-0000-0000-0000-000000000000')::uuid
  FROM intelligence_indexed)
ORDER BY o.added_at, o.id LIMIT %(limit)s
"""

COLUMNS: Final[Sequence[str]] = (
    "object_id", "organisation_id", "audience", "stix_id", "version", "added_at", "created",
    "valid_from", "valid_until", "type", "tlp", "source", "labels", "techniques",
    "patterns", "tactics", "seen_at", "terms",
)  # fmt: skip
TOLD: Final = """
CREATE TEMPORARY TABLE told (
  object_id uuid, organisation_id uuid, audience integer, stix_id text, version timestamptz,
  added_at timestamptz, created timestamptz, valid_from timestamptz, valid_until timestamptz,
  type text, tlp text, source text, labels text[], techniques text[], patterns text[],
  tactics text[], seen_at timestamptz, terms text[]
) ON COMMIT DROP
"""
COPY: Final = f"COPY told ({', '.join(COLUMNS)}) FROM STDIN"
KEEP: Final = """
INSERT INTO intelligence_searchable
  (object_id, organisation_id, audience, thing, version, added_at, created, valid_from, valid_until,
   type, tlp, source, labels, techniques, patterns, tactics, seen_at, terms)
SELECT t.object_id, t.organisation_id, t.audience, hashtextextended(t.stix_id, 0), t.version,
  t.added_at, t.created, t.valid_from, t.valid_until, t.type, t.tlp, t.source, t.labels, t.techniques,
  (SELECT coalesce(array_agg(hashtextextended(pattern, 0)), '{}') FROM unnest(t.patterns) AS pattern),
  t.tactics, t.seen_at,
  (SELECT array_agg(hashtextextended(t.audience || ':' || term, 0)) FROM unnest(t.terms) AS term)
FROM told t JOIN intelligence_stixobject o ON o.id = t.object_id
ON CONFLICT (object_id) DO NOTHING
"""
MARK: Final = """
INSERT INTO intelligence_indexed (id, added_at, object_id) VALUES (1, %(added_at)s, %(object)s)
ON CONFLICT (id) DO UPDATE SET added_at = excluded.added_at, object_id = excluded.object_id
"""
DROP: Final = "DROP TABLE told"

# --- asking -------------------------------------------------------------------------------------

FOUND: Final = """
noroshi.intelligence_found(%(terms)s::text[] || CASE WHEN %(source)s = '' THEN ARRAY[]::text[]
  ELSE ARRAY['source=' || noroshi.organisation() || ':' || %(source)s] END, %(created_from)s::timestamptz,
  %(created_to)s::timestamptz, %(valid_on)s::timestamptz, %(after_at)s::timestamptz,
  %(after_id)s::uuid, %(is_oldest)s::boolean, %(limit)s::integer)
"""

PAGE: Final = f"""
SELECT {{columns}} FROM {FOUND} WITH ORDINALITY AS f
  (object_id, added_at, type, tlp, labels, organisation_id, source, place)
JOIN intelligence_stixobject o ON o.id = f.object_id ORDER BY f.place
"""

FACETS: Final = f"""
WITH found AS MATERIALIZED (SELECT * FROM {FOUND}),
words AS (
  SELECT 'type' AS facet, type::text AS word FROM found
  UNION ALL SELECT 'tlp', tlp FROM found
  UNION ALL SELECT 'organisation', organisation_id::text FROM found
  UNION ALL SELECT 'source', source FROM found WHERE source IS NOT NULL
  UNION ALL SELECT 'label', label FROM found CROSS JOIN unnest(labels) AS label
), counted AS (
  SELECT facet, word, count(*) AS count,
    row_number() OVER (PARTITION BY facet ORDER BY count(*) DESC, word) AS place
  FROM words GROUP BY facet, word
)
SELECT facet, word, count FROM counted WHERE place <= %(most)s
UNION ALL SELECT '', '', count(*) FROM found
ORDER BY 1, 3 DESC, 2
"""

# Each in the newest version that may be seen.
NEWEST: Final = """
SELECT DISTINCT ON (o.stix_id) {columns} FROM intelligence_stixobject o
WHERE o.stix_id = ANY (%(ids)s::text[]) ORDER BY o.stix_id, o.version DESC, o.added_at, o.id
"""

# Which of the objects by these identifiers may be seen.
HELD: Final = """
SELECT DISTINCT o.stix_id FROM intelligence_stixobject o WHERE o.stix_id = ANY (%(ids)s::text[])
"""

# Of each value one object that names it. terms: the terms of a value, with BETWEEN between them.
BETWEEN: Final = "\x1f"
NAMING: Final = """
SELECT a.number, o.stix_id FROM unnest(%(terms)s::text[]) WITH ORDINALITY AS a (terms, number)
CROSS JOIN LATERAL noroshi.intelligence_found(string_to_array(a.terms, chr(31)), NULL, NULL, NULL,
  NULL, NULL, false, 1) AS f
JOIN intelligence_stixobject o ON o.id = f.object_id WHERE a.terms <> ''
"""
