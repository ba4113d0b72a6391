"""Set-based statements of the match.

What is named alike is matched once, as a kind. `changed` and `came` hold what is to be matched, `hit` what
was found; `shifted`, `stirred` and `ruled` which findings, assets and rulings it changed, and `moved`
whose exposures that moved."""

from noroshi.operations.drawing import drawn_bigint
from noroshi.vulnerabilities.deciding_sql import HOLDS

# A nation's match sorts and joins millions of rows, alone: it may have more memory than a page.
ROOM = "SET LOCAL work_mem = '128MB'"

LOCK_MATCH = "SELECT pg_advisory_xact_lock(hashtext('noroshi match'))"

# Whose exposures to what have moved, and vulnerabilities of which anything changed: left to who warns.
MOVED = """
CREATE TEMPORARY TABLE IF NOT EXISTS moved
  (organisation_id uuid, cause text, found bigint DEFAULT 0, ended bigint DEFAULT 0) ON COMMIT DROP
"""
CHANGED = """
CREATE TEMPORARY TABLE IF NOT EXISTS changed (vulnerability_id text) ON COMMIT DROP
"""

# What else a match works on.
TABLES = (
    """CREATE TEMPORARY TABLE shifted (kind_id bigint, cause text, is_ended boolean, digest bytea)
       ON COMMIT DROP""",
    """CREATE TEMPORARY TABLE ruled (organisation_id uuid, cause text, digest bytea) ON COMMIT DROP""",
)

TAKE_MOVED = """
CREATE TEMPORARY TABLE taken ON COMMIT DROP AS
WITH gone AS (DELETE FROM assets_moved RETURNING asset_id) SELECT asset_id AS id FROM gone
"""

_DIGEST = "sha256(convert_to(concat_ws(E'\\x1f', vendor, product, version, purl, cpe), 'UTF8'))"
_NAMED = """a.id AS asset_id, a.organisation_id, a.audience, a.removed_at IS NOT NULL AS is_gone, a.vendor,
    CASE WHEN a.product = '' THEN a.name ELSE a.product END AS product,
    a.version, a.purl, a.cpe"""

# What came and went since, or has other names now, with what it is named by.
CAME = f"""
CREATE TEMPORARY TABLE came ON COMMIT DROP AS
SELECT d.*, {_DIGEST} AS digest
FROM (SELECT {_NAMED} FROM taken t JOIN assets_asset a ON a.id = t.id) d
"""

# What bills of materials that are told anew describe.
TOLD = f"""
CREATE TEMPORARY TABLE told ON COMMIT DROP AS
SELECT d.*, {_DIGEST} AS digest
FROM (
  SELECT t.id AS inventory_id,
    left(coalesce(s->>'manufacturer', s->>'supplier', s->>'publisher', ''), 300) AS vendor,
    left(s->>'name', 300) AS product, left(coalesce(s->>'version',
      substring(s->>'purl' FROM '@([^@/?#]+)(?:[?#]|$)'), ''), 256) AS version,
    coalesce(s->>'purl', '') AS purl, coalesce(s->>'cpe', '') AS cpe
  FROM taken t JOIN assets_inventory i ON i.id = t.id CROSS JOIN LATERAL (
    SELECT e.header->'subject' AS s FROM assets_edition e
    WHERE e.inventory_id = i.id ORDER BY e.number DESC LIMIT 1) newest) d
WHERE d.product <> ''
"""

# What stands in those bills and a statement may be about that holds within a product.
COME_AGAIN = f"""
INSERT INTO came
SELECT d.*, {_DIGEST} FROM (
  SELECT {_NAMED} FROM taken t
  JOIN assets_asset a ON a.inventory_id = t.id AND a.removed_at IS NULL
  JOIN vulnerabilities_assetofkind o ON o.asset_id = a.id
  WHERE EXISTS (SELECT FROM vulnerabilities_kindname n
                JOIN vulnerabilities_vexproduct p ON p.key = n.key
                JOIN vulnerabilities_vexstatement s ON s.id = p.statement_id AND s.wholes > 0
                WHERE n.kind_id = o.kind_id)
    AND NOT EXISTS (SELECT FROM came c WHERE c.asset_id = a.id)) d
"""

# Kinds that are new, or have lost their names: to a new alias, or since nothing of them was left.
FRESH_KINDS = f"""
CREATE TEMPORARY TABLE fresh ON COMMIT DROP AS
SELECT coalesce(k.id, {drawn_bigint("row_number() OVER ()")}) AS id, k.id IS NULL AS is_new, d.*
FROM (SELECT digest, vendor, product, version, purl, cpe FROM came WHERE NOT is_gone
      UNION SELECT digest, vendor, product, version, purl, cpe FROM told) d
LEFT JOIN vulnerabilities_assetkind k ON k.digest = d.digest
WHERE k.id IS NULL
  OR NOT EXISTS (SELECT FROM vulnerabilities_kindname n WHERE n.kind_id = k.id)
"""

FRESH = """
SELECT id, vendor, product, version, purl, cpe FROM fresh WHERE id > %s ORDER BY id LIMIT %s
"""

FRESH_VERSIONS = """
SELECT f.version FROM (SELECT version FROM fresh UNION SELECT unnest(%s::text[])) f
WHERE f.version <> ''
  AND NOT EXISTS (SELECT FROM vulnerabilities_versionkey v WHERE v.version = f.version)
"""

ADD_KINDS = """
INSERT INTO vulnerabilities_assetkind (id, digest, version) SELECT id, digest, version FROM fresh WHERE is_new
"""

ADD_NAMES = """
INSERT INTO vulnerabilities_kindname (kind_id, key, via, version)
SELECT * FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[])
"""

ADD_VERSIONS = """
INSERT INTO vulnerabilities_versionkey (version, scheme, key)
SELECT * FROM unnest(%s::text[], %s::text[], %s::bytea[])
"""

# Which assets were matched before and are here again, and which never were: in the order of the index
# that many rows go into.
STIRRED = """
CREATE TEMPORARY TABLE stirred ON COMMIT DROP AS
SELECT c.asset_id, coalesce(o.kind_id, k.id) AS kind_id, c.organisation_id, c.audience, false AS is_gone,
  o.asset_id IS NULL AS is_new
FROM came c
JOIN vulnerabilities_assetkind k ON k.digest = c.digest
LEFT JOIN vulnerabilities_assetofkind o ON o.asset_id = c.asset_id
WHERE NOT c.is_gone AND (o.asset_id IS NULL OR o.gone_at IS NOT NULL)
ORDER BY 2, 3
"""

COME_BACK = """
UPDATE vulnerabilities_assetofkind SET since = %(at)s, gone_at = NULL
WHERE asset_id = ANY (ARRAY(SELECT asset_id FROM stirred WHERE NOT is_new))
"""

ADD_ASSETS = """
INSERT INTO vulnerabilities_assetofkind (asset_id, kind_id, organisation_id, audience, since)
SELECT asset_id, kind_id, organisation_id, audience, %(at)s FROM stirred WHERE is_new
"""

ADD_SUBJECTS = """
CREATE TEMPORARY TABLE dropped ON COMMIT DROP AS
WITH gone AS (DELETE FROM vulnerabilities_subjectofkind s USING taken t
              WHERE s.inventory_id = t.id RETURNING s.kind_id)
SELECT kind_id FROM gone;
INSERT INTO vulnerabilities_subjectofkind (inventory_id, kind_id)
SELECT t.inventory_id, k.id FROM told t JOIN vulnerabilities_assetkind k ON k.digest = t.digest
"""

# By arrays, since the planner, which knows nothing yet of what was added, would walk everything.
TAKE_OUT = """
WITH gone AS (
  UPDATE vulnerabilities_assetofkind o SET gone_at = %(at)s
  WHERE o.asset_id = ANY (ARRAY(SELECT asset_id FROM came WHERE is_gone)) AND o.gone_at IS NULL
  RETURNING o.asset_id, o.kind_id, o.organisation_id, o.audience)
INSERT INTO stirred SELECT *, true, false FROM gone
"""

# Of kinds of which nothing is left the names are forgotten, and all where nothing ever was.
FORGET = """
WITH left_over AS (
  SELECT k.id, NOT EXISTS (SELECT FROM vulnerabilities_assetofkind o WHERE o.kind_id = k.id) AS is_bare
  FROM vulnerabilities_assetkind k
  WHERE (k.digest = ANY (ARRAY(SELECT digest FROM came WHERE is_gone))
         OR k.id = ANY (ARRAY(SELECT kind_id FROM dropped)))
    AND NOT EXISTS (SELECT FROM vulnerabilities_assetofkind o
                    WHERE o.kind_id = k.id AND o.gone_at IS NULL)
    AND NOT EXISTS (SELECT FROM vulnerabilities_subjectofkind o WHERE o.kind_id = k.id)
), forgotten AS (
  DELETE FROM vulnerabilities_assetkind
  WHERE id = ANY (ARRAY(SELECT id FROM left_over WHERE is_bare))
), unfound AS (
  DELETE FROM vulnerabilities_finding
  WHERE kind_id = ANY (ARRAY(SELECT id FROM left_over WHERE is_bare))
)
DELETE FROM vulnerabilities_kindname WHERE kind_id = ANY (ARRAY(SELECT id FROM left_over))
"""

TAKE_PENDING = f"""
WITH taken AS (DELETE FROM vulnerabilities_pendingmatch RETURNING vulnerability_id)
INSERT INTO changed
SELECT vulnerability_id FROM taken
UNION
SELECT e.cause FROM (
  SELECT cause, statement_id FROM vulnerabilities_finding WHERE statement_id IS NOT NULL
  UNION ALL
  SELECT r.cause, r.statement_id FROM vulnerabilities_ruling r
  JOIN vulnerabilities_assetofkind o ON o.asset_id = r.asset_id AND o.gone_at IS NULL
  WHERE r.statement_id IS NOT NULL) e
WHERE NOT EXISTS (
  SELECT FROM vulnerabilities_vexstatement s
  JOIN vulnerabilities_vexdocument d ON d.id = s.document_id
  JOIN vulnerabilities_vexauthor t ON t.name = d.author
  WHERE s.id = e.statement_id
    AND {HOLDS})
"""

CHANGED_RECORDS = """
CREATE TEMPORARY TABLE changed_record ON COMMIT DROP AS
SELECT vulnerability_id AS record_id, vulnerability_id AS cause FROM changed
UNION
SELECT n.record_id, n.cause FROM vulnerabilities_naming n JOIN changed ON vulnerability_id = cause
"""

TAKE = (TAKE_PENDING, CHANGED_RECORDS, TAKE_MOVED)
TAKE_IN = (TOLD, COME_AGAIN)

# Whether there is anything of which nothing has been found yet.
WHAT_MOVED = "SELECT EXISTS (SELECT FROM changed), EXISTS (SELECT FROM taken)"
HAS_FRESH = "SELECT EXISTS (SELECT FROM fresh)"

# By that many rows, so that what the planner knows is no longer true.
GROWN = """
SELECT relname FROM pg_class
WHERE oid = ANY (%(tables)s::regclass[]) AND %(many)s > 1000 + greatest(reltuples, 0) / 10
"""

CERTAINTY = """CASE n.via WHEN 'confirmed' THEN 4 WHEN 'alias' THEN 3 ELSE
  CASE split_part(n.key, ':', 1) WHEN 'purl' THEN 0 WHEN 'cpe' THEN 1 ELSE 2 END END"""
CERTAIN = "('{purl,cpe,name,alias,confirmed}'::text[])[h.rank + 1]"

# How many rows a name leads to differs so much that the planner takes it for twenty times what it is:
# whatever does not hash them walks indexes for three times as long. Few are found by loops all the same.
HASHING = "SET LOCAL enable_mergejoin = off; SET LOCAL enable_memoize = off"
ANY_WAY = "SET LOCAL enable_mergejoin = on; SET LOCAL enable_memoize = on"

# One row a kind of assets and vulnerability: the surest name, then the first range that holds the
# version.
FIND = f"""
CREATE TEMPORARY TABLE hit ON COMMIT DROP AS
SELECT row_number() OVER () AS id, best.*, NULL::bigint AS statement_id
FROM (
  SELECT DISTINCT ON (n.kind_id, g.cause)
    n.kind_id, g.cause, p.vulnerability_id AS record, n.version, r.text AS range_text,
    CASE WHEN r.high_inclusive THEN '' ELSE coalesce(r.high, '') END AS fixed_in,
    n.key AS matched_by, {CERTAINTY} AS rank
  FROM {{named}} n
  JOIN vulnerabilities_product p ON p.name_set = n.name_set
  {{causes}}
  JOIN vulnerabilities_affectedrange r ON r.range_set = p.range_set
  JOIN vulnerabilities_versionkey v ON v.version = n.version AND v.scheme = r.scheme
  WHERE (v.key > r.low_key OR (v.key = r.low_key AND r.low_inclusive))
    AND (r.high_key IS NULL OR v.key < r.high_key OR (v.key = r.high_key AND r.high_inclusive))
    {{but}}
  ORDER BY n.kind_id, g.cause, {CERTAINTY}, p.source <> 'cna', r.low_key DESC,
    p.vulnerability_id, p.number
) best
"""

FIND_OF_CHANGED = FIND.format(
    named="""(SELECT o.*, m.name_set FROM vulnerabilities_kindname o
             JOIN vulnerabilities_productname m ON m.key = o.key)""",
    causes="JOIN changed_record g ON g.record_id = p.vulnerability_id",
    but="",
)

# What has the names of fresh kinds. A table of its own, since the planner takes many more to have them
# than do, and would read every range there is.
FRESH_NAMED = """
CREATE TEMPORARY TABLE named ON COMMIT DROP AS
SELECT n.kind_id, n.key, n.via, n.version, m.name_set
FROM fresh f
JOIN vulnerabilities_kindname n ON n.kind_id = f.id
JOIN vulnerabilities_productname m ON m.key = n.key
"""

# What changed has been found for all kinds already.
FIND_OF_FRESH = FIND.format(
    named="named",
    causes="""LEFT JOIN vulnerabilities_naming o ON o.record_id = p.vulnerability_id
             CROSS JOIN LATERAL (SELECT coalesce(o.cause, p.vulnerability_id) AS cause) g""",
    but="AND NOT EXISTS (SELECT FROM changed WHERE vulnerability_id = g.cause)",
)

_SHIFTING = """
WITH stored AS ({statement}
RETURNING f.kind_id, f.cause, f.ended_at IS NOT NULL, sha256(convert_to(concat_ws(E'\\x1f', f.kind_id,
  f.cause, f.record, f.version, f.range_text, f.matched_by, f.ended_at IS NULL, f.statement_id), 'UTF8')))
INSERT INTO shifted SELECT * FROM stored
"""

_TOLD = "record, version, range_text, fixed_in, matched_by, certainty, statement_id"
_FOUND = f"h.record, h.version, h.range_text, h.fixed_in, h.matched_by, {CERTAIN}, h.statement_id"

CHANGE_FINDINGS = _SHIFTING.format(
    statement=f"""
UPDATE vulnerabilities_finding f
SET ({_TOLD}) = ROW ({_FOUND}),
  closed_at = CASE WHEN h.statement_id IS NOT NULL THEN coalesce(f.closed_at, %(at)s) END,
  found_at = CASE WHEN f.closed_at IS NULL OR h.statement_id IS NOT NULL THEN f.found_at
                  ELSE %(at)s END
FROM hit h
WHERE f.kind_id = h.kind_id AND f.cause = h.cause AND f.ended_at IS NULL
  AND (f.{_TOLD.replace(", ", ", f.")}, f.closed_at IS NULL)
    IS DISTINCT FROM ({_FOUND}, h.statement_id IS NULL)"""
)

# In the order of the index that many rows go into. What ended and is found within one instant lives on.
ADD_FINDINGS = _SHIFTING.format(
    statement=f"""
INSERT INTO vulnerabilities_finding AS f (kind_id, cause, found_at, closed_at, {_TOLD})
SELECT h.kind_id, h.cause, %(at)s, CASE WHEN h.statement_id IS NOT NULL THEN %(at)s END, {_FOUND}
FROM hit h
WHERE NOT EXISTS (SELECT FROM vulnerabilities_finding e
                  WHERE e.kind_id = h.kind_id AND e.cause = h.cause AND e.ended_at IS NULL)
ORDER BY h.kind_id, h.cause
ON CONFLICT (kind_id, cause, found_at) DO UPDATE
SET ({_TOLD}) = ROW (excluded.{_TOLD.replace(", ", ", excluded.")}),
  closed_at = excluded.closed_at, ended_at = NULL"""
)

_END = """
UPDATE vulnerabilities_finding f SET ended_at = %(at)s, statement_id = NULL
WHERE f.ended_at IS NULL
  AND NOT EXISTS (SELECT FROM hit h WHERE h.kind_id = f.kind_id AND h.cause = f.cause) AND """
END_OF_CHANGED = _SHIFTING.format(
    statement=f"{_END}f.cause IN (SELECT vulnerability_id FROM changed)"
)
# Of kinds that have other names now: what these no longer say.
END_OF_FRESH = _SHIFTING.format(
    statement=f"""{_END}f.kind_id IN (SELECT id FROM fresh WHERE NOT is_new)
  AND NOT EXISTS (SELECT FROM changed WHERE vulnerability_id = f.cause)"""
)

# What an asset that went had until now; what one that came has, where that was known of its kind.
MOVE = """
INSERT INTO moved
SELECT organisation_id, cause, count(*) FILTER (WHERE NOT is_ended), count(*) FILTER (WHERE is_ended)
FROM (
  SELECT o.organisation_id, s.cause, s.is_ended FROM shifted s
  JOIN vulnerabilities_assetofkind o ON o.kind_id = s.kind_id AND o.gone_at IS NULL
  UNION ALL
  SELECT t.organisation_id, f.cause, true FROM stirred t
  JOIN vulnerabilities_finding f ON f.kind_id = t.kind_id
  WHERE t.is_gone AND (f.ended_at IS NULL OR f.ended_at >= %(at)s)
  UNION ALL
  SELECT t.organisation_id, f.cause, false FROM stirred t
  JOIN vulnerabilities_finding f ON f.kind_id = t.kind_id AND f.ended_at IS NULL
  WHERE NOT t.is_gone
    AND NOT EXISTS (SELECT FROM shifted s WHERE s.kind_id = f.kind_id AND s.cause = f.cause)
  UNION ALL
  SELECT organisation_id, cause, false FROM ruled
) m GROUP BY organisation_id, cause
"""

COUNTS = "SELECT coalesce(sum(found), 0)::bigint, coalesce(sum(ended), 0)::bigint FROM moved"

# Of each finding and ruling that was stored, and of each organisation's exposures that moved.
DIGESTS = """
SELECT string_agg(digest, ''::bytea ORDER BY digest) FROM (
  SELECT digest FROM shifted UNION ALL SELECT digest FROM ruled
  UNION ALL
  SELECT sha256(convert_to(string_agg(concat_ws(E'\\x1f', organisation_id, cause, found, ended),
    E'\\n' ORDER BY cause), 'UTF8')) FROM moved GROUP BY organisation_id) d
"""
