"""Set-based statements of ATT&CK's matrices, and of what is told of their techniques."""

from typing import Final

HELD: Final = """
SELECT EXISTS (SELECT FROM intelligence_attackmatrix WHERE digest = %(digest)s OR
  (domain = %(domain)s AND edition > %(edition)s))
"""

FORGET: Final = """
WITH old AS (SELECT id FROM intelligence_attackmatrix WHERE domain = %(domain)s),
     tactics AS (DELETE FROM intelligence_attacktactic t USING old WHERE t.matrix_id = old.id),
     techniques AS (DELETE FROM intelligence_attacktechnique t USING old WHERE t.matrix_id = old.id)
DELETE FROM intelligence_attackmatrix m USING old WHERE m.id = old.id
"""

ADD: Final = """
INSERT INTO intelligence_attackmatrix (domain, name, version, edition, digest, imported_at)
VALUES (%(domain)s, %(name)s, %(version)s, %(edition)s, %(digest)s, %(at)s) RETURNING id
"""
ADD_TACTICS: Final = """
INSERT INTO intelligence_attacktactic (matrix_id, place, number, short, name)
SELECT %(matrix)s, t.place - 1, t.number, t.short, t.name
FROM unnest(%(numbers)s::text[], %(shorts)s::text[], %(names)s::text[])
  WITH ORDINALITY AS t (number, short, name, place)
"""
ADD_TECHNIQUES: Final = """
INSERT INTO intelligence_attacktechnique
  (matrix_id, number, stix_id, thing, name, tactics, url, is_gone, instead)
SELECT %(matrix)s, t.number, t.stix_id, hashtextextended(t.stix_id, 0), t.name,
  coalesce(string_to_array(nullif(t.tactics, ''), ' '), '{}'), t.url, t.is_gone, t.instead
FROM unnest(%(numbers)s::text[], %(stix_ids)s::text[], %(names)s::text[], %(tactics)s::text[],
            %(urls)s::text[], %(gone)s::boolean[], %(instead)s::text[])
  AS t (number, stix_id, name, tactics, url, is_gone, instead)
"""

# --- asking -------------------------------------------------------------------------------------

TOLD: Final = """
noroshi.intelligence_techniques(%(since)s::timestamptz, %(until)s::timestamptz, %(tellers)s::uuid[],
                                %(source)s)
"""

# Objects by technique, by technique with its sub-techniques (no technique named), and in all.
COUNTS: Final = f"""
SELECT split_part(t.technique, '.', 1), t.technique, count(DISTINCT t.object_id), max(t.seen_at)
FROM {TOLD} t
GROUP BY GROUPING SETS ((split_part(t.technique, '.', 1), t.technique),
                        (split_part(t.technique, '.', 1)), ())
"""

# The newest in the store first.
BEHIND: Final = f"""
SELECT {{columns}} FROM (
  SELECT DISTINCT t.object_id FROM {TOLD} t
  WHERE %(number)s = '' OR t.technique = %(number)s OR t.technique LIKE %(number)s || '.%%'
) f
JOIN intelligence_stixobject o ON o.id = f.object_id
WHERE %(after_id)s::uuid IS NULL
  OR (o.added_at, o.id) < (%(after_at)s::timestamptz, %(after_id)s::uuid)
ORDER BY o.added_at DESC, o.id DESC LIMIT %(limit)s
"""
