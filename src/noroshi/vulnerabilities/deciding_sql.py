"""Set-based statements of what VEX says: which statement decides of each kind that was `hit`, and of each
asset that statements speak of which hold within a product (`scope`), if any."""

# Of a statement s of a believed author t: whether it still holds.
HOLDS = "(t.days IS NULL OR s.at + make_interval(days => t.days) > %(at)s)"

# Which statements speak of what was hit, by any of its names.
_SPOKEN = """
CREATE TEMPORARY TABLE spoken ON COMMIT DROP AS
SELECT v.statement_id, v.name::text AS cause FROM vulnerabilities_vexname v
WHERE EXISTS (SELECT FROM {of} h WHERE h.cause = v.name)
UNION
SELECT v.statement_id, n.cause::text FROM vulnerabilities_vexname v
JOIN vulnerabilities_alias a ON a.name = v.name
JOIN vulnerabilities_naming n ON n.record_id = a.record_id
WHERE EXISTS (SELECT FROM {of} h WHERE h.cause = n.cause)
"""
SPOKEN_OF_HIT = _SPOKEN.format(of="hit")
SPOKEN_OF_SCOPE = _SPOKEN.format(of="scope")

# Of a statement s about one of the kinds h: the product, in its versions. By another name of the
# product it closes only what was found by one.
_SAID = """spoken c
  JOIN vulnerabilities_vexstatement s ON s.id = c.statement_id AND s.status <> 'under_investigation'
  JOIN vulnerabilities_vexdocument d ON d.id = s.document_id
  JOIN vulnerabilities_vexauthor t ON t.name = d.author
  JOIN {of} h ON h.cause = c.cause
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
  FROM {_SAID.format(of="hit")}
  WHERE {HOLDS} AND s.wholes = 0 AND {_IN_VERSIONS}
  ORDER BY h.id, t.rank, s.at DESC NULLS LAST, s.status <> 'affected', s.id DESC
) decided
WHERE decided.id = hit.id
"""

# Only what closes is marked.
KEEP_CLOSING = """
UPDATE hit SET statement_id = NULL FROM vulnerabilities_vexstatement s
WHERE s.id = hit.statement_id AND s.status NOT IN ('not_affected', 'fixed')
"""

# What is exposed, came or changed, and is spoken of within products, or was ruled upon.
SCOPE = """
CREATE TEMPORARY TABLE scope ON COMMIT DROP AS
WITH within AS MATERIALIZED (
  SELECT v.name::text AS cause FROM vulnerabilities_vexstatement s
  JOIN vulnerabilities_vexname v ON v.statement_id = s.id WHERE s.wholes > 0
  UNION
  SELECT n.cause FROM vulnerabilities_vexstatement s
  JOIN vulnerabilities_vexname v ON v.statement_id = s.id
  JOIN vulnerabilities_alias a ON a.name = v.name
  JOIN vulnerabilities_naming n ON n.record_id = a.record_id WHERE s.wholes > 0
)
SELECT o.asset_id, o.organisation_id, o.audience, f.kind_id, f.cause, f.statement_id,
  CASE WHEN f.certainty IN ('alias', 'confirmed') THEN 3 ELSE 0 END AS rank
FROM within w
JOIN vulnerabilities_finding f ON f.cause = w.cause AND f.ended_at IS NULL
JOIN vulnerabilities_assetofkind o ON o.kind_id = f.kind_id AND o.gone_at IS NULL
WHERE f.cause IN (SELECT vulnerability_id FROM changed) OR o.asset_id IN (SELECT asset_id FROM came)
"""

# Assets that a statement is about which holds within products only; each with each of these.
WITHIN = f"""
CREATE TEMPORARY TABLE within ON COMMIT DROP AS
SELECT DISTINCT h.asset_id, h.cause, a.inventory_id, s.id AS statement_id, number
FROM {_SAID.format(of="scope")}
JOIN assets_asset a ON a.id = h.asset_id
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
  JOIN vulnerabilities_assetofkind o ON o.kind_id = whole.kind_id AND o.gone_at IS NULL
  JOIN assets_component c ON c.asset_id = o.asset_id AND c.inventory_id = w.inventory_id
  WHERE c.key IS NOT NULL
), up AS (
  SELECT w.cause, w.asset_id, w.inventory_id, w.statement_id, w.number, c.key, false AS is_whole
  FROM within w JOIN assets_component c ON c.asset_id = w.asset_id
  WHERE c.key IS NOT NULL AND (w.statement_id, w.number, w.inventory_id) IN
    (SELECT statement_id, number, inventory_id FROM holder)
  UNION
  SELECT u.cause, u.asset_id, u.inventory_id, u.statement_id, u.number, l.from_key,
    EXISTS (SELECT FROM holder b WHERE b.statement_id = u.statement_id AND b.number = u.number
            AND b.inventory_id = u.inventory_id AND b.key = l.from_key)
  FROM up u JOIN assets_link l
    ON l.inventory_id = u.inventory_id AND l.to_key = u.key AND l.kind IN ('depends_on', 'contains')
  WHERE NOT u.is_whole
), inside AS (
  SELECT cause, asset_id, statement_id, number FROM own
  UNION
  SELECT u.cause, u.asset_id, u.statement_id, u.number FROM up u
  GROUP BY u.cause, u.asset_id, u.statement_id, u.number
  HAVING bool_or(u.is_whole) AND bool_and(u.is_whole OR EXISTS (
    SELECT FROM assets_link l WHERE l.inventory_id = u.inventory_id AND l.to_key = u.key
      AND l.kind IN ('depends_on', 'contains')))
)
SELECT i.cause, i.asset_id, i.statement_id
FROM inside i JOIN vulnerabilities_vexstatement s ON s.id = i.statement_id
GROUP BY i.cause, i.asset_id, i.statement_id, s.wholes HAVING count(*) = s.wholes
"""

# Of two authors of one rank, who speaks of the product knows more than who speaks of its part. Kept is
# what differs from what decides of the kind.
RULE = f"""
CREATE TEMPORARY TABLE ruling ON COMMIT DROP AS
SELECT asset_id, cause, organisation_id, audience, statement_id FROM (
  SELECT DISTINCT ON (b.asset_id, b.cause) b.asset_id, b.cause, h.organisation_id, h.audience,
    CASE WHEN s.status IN ('not_affected', 'fixed') THEN s.id END AS statement_id,
    h.statement_id AS of_kind
  FROM (
    SELECT asset_id, cause, statement_id FROM below
    UNION
    SELECT h.asset_id, h.cause, s.id
    FROM {_SAID.format(of="scope")} JOIN below b ON b.asset_id = h.asset_id AND b.cause = h.cause
    WHERE {HOLDS} AND s.wholes = 0 AND {_IN_VERSIONS}) b
  JOIN scope h ON h.asset_id = b.asset_id AND h.cause = b.cause
  JOIN vulnerabilities_vexstatement s ON s.id = b.statement_id
  JOIN vulnerabilities_vexdocument d ON d.id = s.document_id
  JOIN vulnerabilities_vexauthor t ON t.name = d.author
  ORDER BY b.asset_id, b.cause, t.rank, s.wholes = 0, s.at DESC NULLS LAST, s.status <> 'affected',
    s.id DESC) ruled
WHERE statement_id IS DISTINCT FROM of_kind
"""
NO_RULE = """
CREATE TEMPORARY TABLE ruling
  (asset_id uuid, cause text, organisation_id uuid, audience integer, statement_id bigint)
ON COMMIT DROP
"""

_RULING = """
WITH stored AS ({statement}
RETURNING r.organisation_id, r.cause,
  sha256(convert_to(concat_ws(E'\\x1f', r.asset_id, r.cause, {how}), 'UTF8')))
INSERT INTO ruled SELECT * FROM stored
"""
DROP_RULINGS = _RULING.format(
    statement="""
DELETE FROM vulnerabilities_ruling r USING vulnerabilities_assetofkind o
WHERE o.asset_id = r.asset_id AND o.gone_at IS NULL
  AND (r.cause IN (SELECT vulnerability_id FROM changed) OR r.asset_id IN (SELECT asset_id FROM came))
  AND NOT EXISTS (SELECT FROM ruling n WHERE n.asset_id = r.asset_id AND n.cause = r.cause)""",
    how="'dropped'",
)
STORE_RULINGS = _RULING.format(
    statement="""
INSERT INTO vulnerabilities_ruling AS r
  (asset_id, cause, organisation_id, audience, statement_id, closed_at)
SELECT asset_id, cause, organisation_id, audience, statement_id,
  CASE WHEN statement_id IS NOT NULL THEN %(at)s::timestamptz END FROM ruling
ON CONFLICT (asset_id, cause, organisation_id) DO UPDATE
SET statement_id = excluded.statement_id,
  closed_at = CASE WHEN excluded.closed_at IS NOT NULL THEN coalesce(r.closed_at, excluded.closed_at) END
WHERE (r.statement_id, r.closed_at IS NULL)
  IS DISTINCT FROM (excluded.statement_id, excluded.closed_at IS NULL)""",
    how="r.statement_id",
)
