"""Set-based statements of what VEX says of a match's `hit` and `found`: which statement decides of each,
if any."""

# Of a statement s of a believed author t: whether it still holds.
HOLDS = "(t.days IS NULL OR s.at + make_interval(days => t.days) > %(at)s)"

# Which statements speak of what was hit, by any of its names.
SPOKEN = """
CREATE TEMPORARY TABLE spoken ON COMMIT DROP AS
SELECT v.statement_id, v.name::text AS cause FROM vulnerabilities_vexname v
WHERE EXISTS (SELECT FROM hit h WHERE h.cause = v.name)
UNION
SELECT v.statement_id, n.cause::text FROM vulnerabilities_vexname v
JOIN vulnerabilities_alias a ON a.name = v.name
JOIN vulnerabilities_naming n ON n.record_id = a.record_id
WHERE EXISTS (SELECT FROM hit h WHERE h.cause = n.cause)
"""

# Of a statement s about one of the kinds h: the product, in its versions. By another name of the
# product it closes only what was found by one.
_SAID = """spoken c
  JOIN vulnerabilities_vexstatement s ON s.id = c.statement_id AND s.status <> 'under_investigation'
  JOIN vulnerabilities_vexdocument d ON d.id = s.document_id
  JOIN vulnerabilities_vexauthor t ON t.name = d.author
  JOIN hit h ON h.cause = c.cause
  JOIN vulnerabilities_vexproduct p ON p.statement_id = s.id
  JOIN vulnerabilities_kindname n ON n.kind_id = h.kind_id AND n.key = p.key
    AND (n.via = '' OR h.rank > 2)
  LEFT JOIN vulnerabilities_versionkey k ON k.version = n.version AND k.scheme = p.scheme"""
_IN_VERSIONS = """(p.scheme = ''
         OR ((k.key > p.low_key OR (k.key = p.low_key AND p.low_inclusive))
             AND (p.high_key IS NULL OR k.key < p.high_key
                  OR (k.key = p.high_key AND p.high_inclusive))))"""

# Which statement that holds anywhere decides of each kind of assets: the author of the lowest rank,
# then the newest, and of two at one time the one that says affected.
DECIDE = f"""
UPDATE hit SET statement_id = decided.statement_id
FROM (
  SELECT DISTINCT ON (h.id) h.id, s.id AS statement_id
  FROM {_SAID}
  WHERE {HOLDS} AND s.wholes = 0 AND {_IN_VERSIONS}
  ORDER BY h.id, t.rank, s.at DESC NULLS LAST, s.status <> 'affected', s.id DESC
) decided
WHERE decided.id = hit.id
"""

# Assets that a statement is about which holds within products only; each with each of these.
WITHIN = f"""
CREATE TEMPORARY TABLE within ON COMMIT DROP AS
SELECT DISTINCT f.hit_id, f.asset_id, a.inventory_id, s.id AS statement_id, number
FROM {_SAID}
JOIN found f ON f.hit_id = h.id
JOIN assets_asset a ON a.id = f.asset_id
CROSS JOIN generate_series(0, s.wholes - 1) AS number
WHERE {HOLDS} AND s.wholes > 0 AND {_IN_VERSIONS}
"""

# Below a product is what stands in its own bill of materials; and in another what is reached from
# nothing that is not below it: going up from the asset, every way ends at the product.
BELOW = f"""
CREATE TEMPORARY TABLE below ON COMMIT DROP AS
WITH RECURSIVE whole AS MATERIALIZED (
  SELECT DISTINCT p.statement_id, p.number, n.kind_id
  FROM (SELECT DISTINCT statement_id FROM within) w
  JOIN vulnerabilities_vexwhole p ON p.statement_id = w.statement_id
  JOIN vulnerabilities_kindname n ON n.key = p.key AND n.via = ''
  LEFT JOIN vulnerabilities_versionkey k ON k.version = n.version AND k.scheme = p.scheme
  WHERE {_IN_VERSIONS}
), own AS (
  SELECT w.* FROM within w
  JOIN vulnerabilities_subjectofkind s ON s.inventory_id = w.inventory_id
  JOIN whole USING (statement_id, number, kind_id)
), holder AS MATERIALIZED (
  SELECT DISTINCT w.statement_id, w.number, c.inventory_id, c.key
  FROM (SELECT DISTINCT statement_id, number, inventory_id FROM within) w
  JOIN whole USING (statement_id, number)
  JOIN vulnerabilities_assetofkind o ON o.kind_id = whole.kind_id
  JOIN assets_component c ON c.asset_id = o.asset_id AND c.inventory_id = w.inventory_id
  WHERE c.key IS NOT NULL
), up AS (
  SELECT w.*, c.key, false AS is_whole
  FROM within w JOIN assets_component c ON c.asset_id = w.asset_id
  WHERE c.key IS NOT NULL AND (w.statement_id, w.number, w.inventory_id) IN
    (SELECT statement_id, number, inventory_id FROM holder)
  UNION
  SELECT u.hit_id, u.asset_id, u.inventory_id, u.statement_id, u.number, l.from_key,
    EXISTS (SELECT FROM holder b WHERE b.statement_id = u.statement_id AND b.number = u.number
            AND b.inventory_id = u.inventory_id AND b.key = l.from_key)
  FROM up u JOIN assets_link l
    ON l.inventory_id = u.inventory_id AND l.to_key = u.key AND l.kind IN ('depends_on', 'contains')
  WHERE NOT u.is_whole
), inside AS (
  SELECT hit_id, asset_id, statement_id, number FROM own
  UNION
  SELECT u.hit_id, u.asset_id, u.statement_id, u.number FROM up u
  GROUP BY u.hit_id, u.asset_id, u.statement_id, u.number
  HAVING bool_or(u.is_whole) AND bool_and(u.is_whole OR EXISTS (
    SELECT FROM assets_link l WHERE l.inventory_id = u.inventory_id AND l.to_key = u.key
      AND l.kind IN ('depends_on', 'contains')))
)
SELECT i.hit_id, i.asset_id, i.statement_id
FROM inside i JOIN vulnerabilities_vexstatement s ON s.id = i.statement_id
GROUP BY i.hit_id, i.asset_id, i.statement_id, s.wholes HAVING count(*) = s.wholes
"""

# Of two authors of one rank, who speaks of the product knows more than who speaks of its part.
DECIDE_BELOW = """
UPDATE found f SET statement_id = decided.statement_id
FROM (
  SELECT DISTINCT ON (o.hit_id, o.asset_id) o.hit_id, o.asset_id, s.id AS statement_id
  FROM (
    SELECT * FROM below
    UNION
    SELECT hit_id, asset_id, held.statement_id FROM found held JOIN below USING (hit_id, asset_id)
    WHERE held.statement_id IS NOT NULL) o
  JOIN vulnerabilities_vexstatement s ON s.id = o.statement_id
  JOIN vulnerabilities_vexdocument d ON d.id = s.document_id
  JOIN vulnerabilities_vexauthor t ON t.name = d.author
  ORDER BY o.hit_id, o.asset_id, t.rank, s.wholes = 0, s.at DESC NULLS LAST,
    s.status <> 'affected', s.id DESC
) decided
WHERE f.hit_id = decided.hit_id AND f.asset_id = decided.asset_id
"""

# Only what closes is marked.
KEEP_CLOSING = """
UPDATE found f SET statement_id = NULL FROM vulnerabilities_vexstatement s
WHERE s.id = f.statement_id AND s.status NOT IN ('not_affected', 'fixed')
"""
