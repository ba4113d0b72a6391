"""Set-based statements of the match.

What is named alike is matched once, as a kind; `changed` and `came` hold what is to be matched, `hit`
what was found of kinds, `found` of assets, `moved` what changed by it."""

from noroshi.vulnerabilities.deciding_sql import HOLDS

# A nation's match sorts and joins millions of rows, alone: it may have more memory than a page.
ROOM = "SET LOCAL work_mem = '128MB'"

LOCK_MATCH = "SELECT pg_advisory_xact_lock(hashtext('noroshi match'))"

TAKE_MOVED = """
CREATE TEMPORARY TABLE taken ON COMMIT DROP AS
WITH gone AS (DELETE FROM assets_moved RETURNING asset_id) SELECT asset_id AS id FROM gone
"""

_DIGEST = "sha256(convert_to(concat_ws(E'\\x1f', vendor, product, version, purl, cpe), 'UTF8'))"
_NAMED = """a.id AS asset_id, a.removed_at IS NOT NULL AS is_gone, a.vendor,
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
  FROM taken t CROSS JOIN LATERAL (
    SELECT e.header->'subject' AS s FROM assets_edition e
    WHERE e.inventory_id = t.id ORDER BY e.number DESC LIMIT 1) newest) d
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

# Kinds that are new, or have lost their names to a new alias.
FRESH_KINDS = """
CREATE TEMPORARY TABLE fresh ON COMMIT DROP AS
SELECT coalesce(k.id, nextval('vulnerabilities_assetkind_id_seq')) AS id, k.id IS NULL AS is_new, d.*
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

ADD_ASSETS = """
INSERT INTO vulnerabilities_assetofkind (asset_id, kind_id)
SELECT c.asset_id, k.id FROM came c JOIN vulnerabilities_assetkind k ON k.digest = c.digest
WHERE NOT c.is_gone ON CONFLICT DO NOTHING
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
FORGET_GONE = (
    """DELETE FROM vulnerabilities_assetofkind
       WHERE asset_id = ANY (ARRAY(SELECT asset_id FROM came WHERE is_gone))""",
    """WITH forgotten AS (
         DELETE FROM vulnerabilities_assetkind k
         WHERE (k.digest = ANY (ARRAY(SELECT digest FROM came WHERE is_gone))
                OR k.id = ANY (ARRAY(SELECT kind_id FROM dropped)))
           AND NOT EXISTS (SELECT FROM vulnerabilities_assetofkind o WHERE o.kind_id = k.id)
           AND NOT EXISTS (SELECT FROM vulnerabilities_subjectofkind o WHERE o.kind_id = k.id)
         RETURNING id)
       DELETE FROM vulnerabilities_kindname
       WHERE kind_id = ANY (ARRAY(SELECT id FROM forgotten))""",
)

# Vulnerabilities of which anything changed.
CHANGED = """
CREATE TEMPORARY TABLE IF NOT EXISTS changed (vulnerability_id text) ON COMMIT DROP
"""

TAKE_PENDING = f"""
WITH taken AS (DELETE FROM vulnerabilities_pendingmatch RETURNING vulnerability_id)
INSERT INTO changed
SELECT vulnerability_id FROM taken
UNION
SELECT e.cause FROM vulnerabilities_exposure e
WHERE e.statement_id IS NOT NULL AND NOT EXISTS (
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
TAKE_IN = (CAME, TOLD, COME_AGAIN)

# Whether there is anything of which nothing has been found yet.
WHAT_MOVED = "SELECT EXISTS (SELECT FROM changed), EXISTS (SELECT FROM taken)"
HAS_COME = "SELECT EXISTS (SELECT FROM came)"

CERTAINTY = """CASE n.via WHEN 'confirmed' THEN 4 WHEN 'alias' THEN 3 ELSE
  CASE split_part(n.key, ':', 1) WHEN 'purl' THEN 0 WHEN 'cpe' THEN 1 ELSE 2 END END"""
CERTAIN = "('{purl,cpe,name,alias,confirmed}'::text[])[h.rank + 1]"

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
  ORDER BY n.kind_id, g.cause, {CERTAINTY}, p.source <> 'cna', r.low_key DESC, p.id
) best
"""

FIND_OF_CHANGED = FIND.format(
    named="""(SELECT o.*, m.name_set FROM vulnerabilities_kindname o
             JOIN vulnerabilities_productname m ON m.key = o.key)""",
    causes="JOIN changed_record g ON g.record_id = p.vulnerability_id",
    but="",
)

# What has the names of the kinds that came. A table of its own, since the planner takes many more to
# have them than do, and would read every range there is.
CAME_NAMED = {
    "kind_came": """CREATE TEMPORARY TABLE kind_came ON COMMIT DROP AS
      SELECT DISTINCT o.kind_id
      FROM came c JOIN vulnerabilities_assetofkind o ON o.asset_id = c.asset_id""",
    "named": """CREATE TEMPORARY TABLE named ON COMMIT DROP AS
      SELECT n.kind_id, n.key, n.via, n.version, m.name_set
      FROM kind_came c
      JOIN vulnerabilities_kindname n ON n.kind_id = c.kind_id
      JOIN vulnerabilities_productname m ON m.key = n.key""",
}

# What changed has been found for all assets already.
FIND_OF_CAME = FIND.format(
    named="named",
    causes="""LEFT JOIN vulnerabilities_naming o ON o.record_id = p.vulnerability_id
             CROSS JOIN LATERAL (SELECT coalesce(o.cause, p.vulnerability_id) AS cause) g""",
    but="AND NOT EXISTS (SELECT FROM changed WHERE vulnerability_id = g.cause)",
)

# Each asset of those kinds, and the exposure that is held of it, if any.
EXPOSED = """
CREATE TEMPORARY TABLE found ON COMMIT DROP AS
SELECT h.id AS hit_id, a.id AS asset_id, a.organisation_id, a.audience, e.id AS held_id,
  h.statement_id
FROM hit h
JOIN vulnerabilities_assetofkind o ON o.kind_id = h.kind_id
{came}JOIN assets_asset a ON a.id = o.asset_id
LEFT JOIN vulnerabilities_exposure e
  ON e.asset_id = a.id AND e.cause = h.cause AND e.organisation_id = a.organisation_id
"""
EXPOSED_OF_CHANGED = EXPOSED.format(came="")
EXPOSED_OF_CAME = EXPOSED.format(came="JOIN came ON came.asset_id = o.asset_id\n")

# Whose exposures to what have moved, and the digest of each as it is now.
MOVED = """
CREATE TEMPORARY TABLE IF NOT EXISTS moved (organisation_id uuid, cause text, digest bytea)
ON COMMIT DROP
"""

_MOVING = """
WITH stored AS ({statement}
RETURNING e.organisation_id, e.cause, sha256(convert_to(concat_ws(E'\\x1f', e.id, e.asset_id,
  e.cause, e.record, e.version, e.range_text, e.matched_by, e.ended_at IS NULL, e.statement_id),
  'UTF8')))
INSERT INTO moved SELECT * FROM stored
"""

CHANGE_EXPOSURES = _MOVING.format(
    statement=f"""
UPDATE vulnerabilities_exposure e
SET record = h.record, version = h.version, range_text = h.range_text, fixed_in = h.fixed_in,
  matched_by = h.matched_by, certainty = {CERTAIN},
  statement_id = f.statement_id,
  ended_at = CASE WHEN f.statement_id IS NOT NULL THEN coalesce(e.ended_at, %(at)s) END,
  found_at = CASE WHEN e.ended_at IS NULL THEN e.found_at ELSE %(at)s END
FROM found f JOIN hit h ON h.id = f.hit_id
WHERE e.id = f.held_id
  AND (e.record, e.version, e.range_text, e.fixed_in, e.matched_by, e.certainty, e.statement_id,
       e.ended_at IS NULL)
    IS DISTINCT FROM (h.record, h.version, h.range_text, h.fixed_in, h.matched_by, {CERTAIN},
                      f.statement_id, f.statement_id IS NULL)"""
)

# In the order of the indexes that many rows go into: a quarter less time for a million.
ADD_EXPOSURES = _MOVING.format(
    statement=f"""
INSERT INTO vulnerabilities_exposure AS e (id, organisation_id, audience, asset_id, cause, record,
  version, range_text, fixed_in, matched_by, certainty, found_at, ended_at, statement_id)
SELECT gen_random_uuid(), f.organisation_id, f.audience, f.asset_id, h.cause, h.record, h.version,
  h.range_text, h.fixed_in, h.matched_by, {CERTAIN}, %(at)s,
  CASE WHEN f.statement_id IS NOT NULL THEN %(at)s END, f.statement_id
FROM found f JOIN hit h ON h.id = f.hit_id
WHERE f.held_id IS NULL ORDER BY f.audience, h.cause, f.asset_id"""
)

_END = """
UPDATE vulnerabilities_exposure e SET ended_at = coalesce(e.ended_at, %(at)s), statement_id = NULL
WHERE (e.ended_at IS NULL OR e.statement_id IS NOT NULL) AND """
END_OF_CHANGED = _MOVING.format(
    statement=f"""{_END}e.cause IN (SELECT vulnerability_id FROM changed)
  AND NOT EXISTS (SELECT FROM found f WHERE f.held_id = e.id)"""
)
END_OF_GONE = _MOVING.format(
    statement=f"{_END}e.asset_id IN (SELECT asset_id FROM came WHERE is_gone)"
)
# Of assets that have other names now: what these no longer say.
END_OF_RENAMED = _MOVING.format(
    statement=f"""{_END}e.asset_id IN (SELECT asset_id FROM came WHERE NOT is_gone)
  AND NOT EXISTS (SELECT FROM changed WHERE vulnerability_id = e.cause)
  AND NOT EXISTS (SELECT FROM found f WHERE f.held_id = e.id)"""
)

DIGESTS = "SELECT string_agg(digest, ''::bytea ORDER BY digest) FROM moved"
