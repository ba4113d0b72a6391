"""Set-based statements of the warning lists."""

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('warning lists', 0))"

HELD = """
SELECT EXISTS (SELECT FROM intelligence_warninglist WHERE digest = %(digest)s OR
  (name = %(name)s AND version > %(version)s))
"""

FORGET = """
WITH gone AS (SELECT id FROM intelligence_warninglist WHERE name = %(name)s),
     emptied AS (DELETE FROM intelligence_listedvalue v USING gone WHERE v.list_id = gone.id)
DELETE FROM intelligence_warninglist l USING gone WHERE l.id = gone.id
"""

ADD = """
INSERT INTO intelligence_warninglist
  (name, description, version, match, kinds, entries, digest, imported_at)
VALUES (%(name)s, %(description)s, %(version)s, %(match)s, %(kinds)s, %(entries)s, %(digest)s, %(at)s)
RETURNING id
"""

COPY = "COPY intelligence_listedvalue (list_id, match, value, network) FROM STDIN"

# Which of the expressions the database cannot read; its engine goes back over no text.
TRY = "SELECT count(*) FROM unnest(%s::text[]) AS pattern WHERE '' ~ pattern"

# asked: a value by its number; probe: what of it is looked for (the whole, or its host and each
# name above that); address: its network, or that of its host.
COMMON = """
WITH asked AS (
  SELECT * FROM unnest(%(number)s::integer[], %(kind)s::text[], %(value)s::text[],
                       %(address)s::inet[]) AS a (number, kind, value, address)
), probes AS (
  SELECT * FROM unnest(%(probe_of)s::integer[], %(probe_match)s::text[], %(probe)s::text[])
         AS p (number, match, probe)
), found AS (
  SELECT p.number, e.list_id FROM probes p
  CROSS JOIN LATERAL (
    SELECT v.list_id FROM intelligence_listedvalue v
    WHERE v.value = p.probe AND v.match = p.match AND v.match IN ('string', 'hostname')) e
  UNION
  SELECT a.number, e.list_id FROM asked a
  CROSS JOIN LATERAL (
    SELECT v.list_id FROM intelligence_listedvalue v
    WHERE v.match = 'cidr' AND v.network >>= a.address) e
  WHERE a.address IS NOT NULL
  UNION
  SELECT a.number, v.list_id FROM intelligence_warninglist l
  JOIN asked a ON l.kinds IS NULL OR a.kind = ANY (l.kinds)
  JOIN intelligence_listedvalue v ON v.list_id = l.id
  WHERE CASE l.match WHEN 'substring' THEN position(v.value IN a.value) > 0
                     WHEN 'regex' THEN a.value ~ v.value END
    AND l.match IN ('substring', 'regex')
)
SELECT f.number, l.name FROM found f
JOIN asked a ON a.number = f.number
JOIN intelligence_warninglist l ON l.id = f.list_id AND (l.kinds IS NULL OR a.kind = ANY (l.kinds))
ORDER BY f.number, l.name
"""
