"""Set-based statements of specified computers."""

_GIVEN = """
WITH given AS (
  SELECT s.id AS system_id, t.id AS to_system_id, g.kind, g.over
  FROM unnest(%(systems)s::text[], %(kinds)s::text[], %(tos)s::text[], %(overs)s::text[])
    AS g (system, kind, to_system, over)
  JOIN assets_system s ON s.name = g.system AND s.organisation_id = %(organisation)s
  LEFT JOIN assets_system t ON t.name = g.to_system AND t.organisation_id = %(organisation)s
)
"""

DISCONNECT = f"""
{_GIVEN}
DELETE FROM assets_connection c WHERE c.organisation_id = %(organisation)s AND NOT EXISTS (
  SELECT FROM given g WHERE g.system_id = c.system_id AND g.kind = c.kind AND g.over = c.over
    AND g.to_system_id IS NOT DISTINCT FROM c.to_system_id)
"""

CONNECT = f"""
{_GIVEN}
INSERT INTO assets_connection (id, organisation_id, audience, system_id, to_system_id, kind, over)
SELECT gen_random_uuid(), %(organisation)s, %(audience)s, system_id, to_system_id, kind, over
FROM given ON CONFLICT DO NOTHING
"""

# Every system from which the essential service is reached, by the fewest links; and of its devices
# and programs, as its sheet lists them, those that are not registered.
CANDIDATES = """
WITH RECURSIVE own AS (SELECT * FROM assets_connection WHERE organisation_id = %(organisation)s),
edge AS (
  SELECT system_id AS at, to_system_id AS beside, kind, over FROM own WHERE kind = 'line'
  UNION ALL SELECT to_system_id, system_id, kind, over FROM own WHERE kind <> 'service'
), walked (system_id, depth) AS (
  SELECT system_id, 0 FROM own WHERE kind = 'service'
  UNION SELECT e.beside, w.depth + 1 FROM walked w JOIN edge e ON e.at = w.system_id
  WHERE w.depth < %(deepest)s
), nearest AS (SELECT system_id, min(depth) AS depth FROM walked GROUP BY system_id),
reached AS (
  SELECT system_id, 0 AS depth, 'service' AS kind, min(over) AS over, NULL::uuid AS via_id
  FROM own WHERE kind = 'service' GROUP BY system_id
  UNION ALL (
    SELECT DISTINCT ON (n.system_id) n.system_id, n.depth, e.kind, e.over, b.system_id
    FROM nearest n JOIN edge e ON e.beside = n.system_id
    JOIN nearest b ON b.system_id = e.at AND b.depth = n.depth - 1
    ORDER BY n.system_id, e.kind, e.over, b.system_id)
)
SELECT a.id, s.name, a.name, a.vendor, a.product, a.version, a.introduced_on, r.depth, r.kind,
  r.over, coalesce(v.name, '')
FROM reached r JOIN assets_system s ON s.id = r.system_id
JOIN assets_asset a ON a.system_id = s.id AND a.removed_at IS NULL
JOIN assets_inventory i ON i.id = a.inventory_id AND i.key LIKE 'sheet:%%'
LEFT JOIN assets_system v ON v.id = r.via_id
WHERE NOT EXISTS (SELECT FROM assets_specifiedcomputer c
                  WHERE c.asset_id = a.id AND c.removed_on IS NULL)
ORDER BY r.depth, s.name, a.name, a.id
"""

REGISTER = """
WITH made AS (
  INSERT INTO assets_specifiedcomputer (id, organisation_id, audience, asset_id, system, name, maker,
    product, version, introduced_on, registered_on)
  SELECT gen_random_uuid(), a.organisation_id, a.audience, a.id, s.name, a.name, a.vendor, a.product,
    a.version, a.introduced_on, %(on)s
  FROM assets_asset a JOIN assets_system s ON s.id = a.system_id
  WHERE a.id = ANY (%(assets)s) AND a.organisation_id = %(organisation)s AND a.removed_at IS NULL
  ON CONFLICT DO NOTHING RETURNING id, organisation_id, audience
)
INSERT INTO assets_registrationchange
  (id, organisation_id, audience, computer_id, kind, happened_on, made_at)
SELECT gen_random_uuid(), organisation_id, audience, id, 'registered', %(on)s, %(at)s FROM made
RETURNING id
"""

# Registered computers whose line has left its sheet: the line of the same name that came instead is
# the same computer, changed where maker, product or version are others; without one it is gone.
FOLLOW = """
WITH gone AS (
  SELECT c.id, c.maker, c.product, c.version, o.system_id, o.name,
    (o.removed_at AT TIME ZONE %(zone)s)::date AS "on",
    row_number() OVER (PARTITION BY o.system_id, o.name ORDER BY c.id) AS place
  FROM assets_specifiedcomputer c JOIN assets_asset o ON o.id = c.asset_id
  WHERE c.removed_on IS NULL AND o.removed_at IS NOT NULL
), fresh AS (
  SELECT a.*, row_number() OVER (PARTITION BY a.system_id, a.name ORDER BY a.added_at, a.id) AS place
  FROM assets_asset a
  WHERE a.removed_at IS NULL AND a.system_id IN (SELECT system_id FROM gone)
    AND NOT EXISTS (SELECT FROM assets_specifiedcomputer c
                    WHERE c.asset_id = a.id AND c.removed_on IS NULL)
), paired AS (
  SELECT g.id, g."on", f.id AS asset_id, f.vendor, f.product, f.version, f.introduced_on,
    (g.maker, g.product, g.version) IS DISTINCT FROM (f.vendor, f.product, f.version) AS is_other
  FROM gone g LEFT JOIN fresh f USING (system_id, name, place)
), kept AS (
  UPDATE assets_specifiedcomputer c SET asset_id = p.asset_id, maker = p.vendor,
    product = p.product, version = p.version,
    introduced_on = coalesce(p.introduced_on, c.introduced_on)
  FROM paired p WHERE c.id = p.id AND p.asset_id IS NOT NULL
  RETURNING c.id, c.organisation_id, c.audience, 'changed' AS kind, p."on", p.is_other
), ended AS (
  UPDATE assets_specifiedcomputer c SET removed_on = p."on"
  FROM paired p WHERE c.id = p.id AND p.asset_id IS NULL
  RETURNING c.id, c.organisation_id, c.audience, 'removed' AS kind, p."on", true AS is_other
)
INSERT INTO assets_registrationchange
  (id, organisation_id, audience, computer_id, kind, happened_on, made_at)
SELECT gen_random_uuid(), organisation_id, audience, id, kind, "on", %(at)s
FROM (SELECT * FROM kept UNION ALL SELECT * FROM ended) moved WHERE is_other
RETURNING organisation_id, id
"""
