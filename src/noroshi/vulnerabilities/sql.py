"""Set-based statements of the vulnerabilities."""

from collections.abc import Mapping

# Tables of a record's parts, and the columns that an import copies into them.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "vulnerability": (
        "id", "source", "state", "assigner", "title", "title_ja", "description", "description_ja",
        "published_at", "updated_at", "cwes", "references", "cvss_version", "cvss_vector",
        "cvss_score", "cvss_severity", "ssvc_exploitation", "ssvc_automatable",
        "ssvc_technical_impact", "digest",
    ),
    "score": ("vulnerability_id", "source", "version", "vector", "score", "severity"),
    "product": (
        "id", "vulnerability_id", "source", "vendor", "product", "default_status", "unresolved",
    ),
    "productname": ("product_id", "key"),
    "affectedrange": (
        "product_id", "scheme", "low", "low_inclusive", "low_key", "high", "high_inclusive",
        "high_key", "text",
    ),
}  # fmt: skip


def copy_into(table: str) -> str:
    """The COPY statement for one of the tables."""
    columns = ", ".join(f'"{name}"' for name in COLUMNS[table])
    return f"COPY vulnerabilities_{table} ({columns}) FROM STDIN"


LOCK_IMPORT = "SELECT pg_advisory_xact_lock(hashtext('noroshi feeds'))"
# A row without a digest stands for a record that is not held yet: any is newer.
HELD = """
SELECT id, digest, CASE WHEN digest <> '' THEN updated_at END
FROM vulnerabilities_vulnerability WHERE id = ANY (%s)
"""
LAST_PRODUCT = "SELECT coalesce(max(id), 0) FROM vulnerabilities_product"

# A record as it stands, whole: its columns, scores and products.
CONTENT = """to_jsonb(v) - '{id,stored_at,digest}'::text[] || jsonb_build_object(
  'scores', (SELECT coalesce(jsonb_agg(to_jsonb(s) - '{id,vulnerability_id}'::text[]), '[]')
             FROM vulnerabilities_score s WHERE s.vulnerability_id = v.id),
  'products', (SELECT coalesce(jsonb_agg(jsonb_build_object(
      'source', p.source, 'vendor', p.vendor, 'product', p.product, 'unresolved', p.unresolved,
      'ranges', (SELECT coalesce(jsonb_agg(r.text ORDER BY r.low_key), '[]')
                 FROM vulnerabilities_affectedrange r WHERE r.product_id = p.id))
    ORDER BY p.id), '[]') FROM vulnerabilities_product p WHERE p.vulnerability_id = v.id))"""

KEEP_PAST = f"""
INSERT INTO vulnerabilities_past (record_id, known_from, known_until, content)
SELECT v.id, v.stored_at, now(), {CONTENT}
FROM vulnerabilities_vulnerability v WHERE v.id = ANY (%s) AND v.digest <> ''
"""

KNOWN_AT = f"""
SELECT record_id, known_from, content FROM vulnerabilities_past
WHERE record_id = ANY (%(records)s) AND known_from <= %(at)s AND known_until > %(at)s
UNION ALL
SELECT v.id, v.stored_at, {CONTENT} FROM vulnerabilities_vulnerability v
WHERE v.id = ANY (%(records)s) AND v.stored_at <= %(at)s AND v.digest <> ''
ORDER BY 1
"""

FORGET = (
    """DELETE FROM vulnerabilities_affectedrange USING vulnerabilities_product p
       WHERE p.id = product_id AND p.vulnerability_id = ANY (%s)""",
    """DELETE FROM vulnerabilities_productname USING vulnerabilities_product p
       WHERE p.id = product_id AND p.vulnerability_id = ANY (%s)""",
    "DELETE FROM vulnerabilities_product WHERE vulnerability_id = ANY (%s)",
    "DELETE FROM vulnerabilities_score WHERE vulnerability_id = ANY (%s)",
    "DELETE FROM vulnerabilities_vulnerability WHERE id = ANY (%s)",
)

# --- aliases ------------------------------------------------------------------------------------

# Every record that shares a name with one of the records, however far away. CVE identifiers link
# nothing: a record that gives one is of it, and so are those that it is linked with.
LINKED = """
WITH RECURSIVE reached (record_id) AS (
  SELECT unnest(%s::text[])
  UNION
  SELECT other.record_id FROM reached r
  JOIN vulnerabilities_alias own ON own.record_id = r.record_id AND own.name NOT LIKE 'CVE-%%'
  JOIN vulnerabilities_alias other ON other.name = own.name
)
SELECT record_id FROM reached
"""

ALIASES = """
SELECT record_id, array_agg(name) FROM vulnerabilities_alias WHERE record_id = ANY (%s)
GROUP BY record_id
"""

FORGET_ALIASES = "DELETE FROM vulnerabilities_alias WHERE record_id = ANY (%s)"

STORE_ALIASES = """
INSERT INTO vulnerabilities_alias (record_id, name) SELECT * FROM unnest(%s::text[], %s::text[])
"""

# What they were of before and are of now: all of it is to be matched again.
RENAME = """
WITH gone AS (
  DELETE FROM vulnerabilities_naming WHERE record_id = ANY (%(records)s) RETURNING cause
), come AS (
  SELECT * FROM unnest(%(named)s::text[], %(causes)s::text[]) AS n (record_id, cause)
)
SELECT cause FROM gone UNION SELECT cause FROM come
"""

STORE_NAMINGS = """
INSERT INTO vulnerabilities_naming (record_id, cause) SELECT * FROM unnest(%s::text[], %s::text[])
"""

FORGET_UNNAMED = """
DELETE FROM vulnerabilities_vulnerability v WHERE v.id = ANY (%(causes)s) AND v.digest = ''
  AND NOT EXISTS (SELECT FROM vulnerabilities_naming n WHERE n.cause = v.id)
"""

# A vulnerability that has no record of its own stands for its records by what the best one tells:
# one with a score before one without, then the newest.
STAND_FOR = """
INSERT INTO vulnerabilities_vulnerability AS held (id, source, state, assigner, title, title_ja,
  description, description_ja, published_at, updated_at, cwes, "references", cvss_version,
  cvss_vector, cvss_score, cvss_severity, ssvc_exploitation, ssvc_automatable,
  ssvc_technical_impact, digest)
SELECT DISTINCT ON (n.cause) n.cause, r.source, r.state, r.assigner, r.title, r.title_ja,
  r.description, r.description_ja, r.published_at, r.updated_at, r.cwes, r."references",
  r.cvss_version, r.cvss_vector, r.cvss_score, r.cvss_severity, '', '', '', ''
FROM vulnerabilities_naming n JOIN vulnerabilities_vulnerability r ON r.id = n.record_id
WHERE n.cause = ANY (%(causes)s)
ORDER BY n.cause, r.state = 'withdrawn', r.cvss_score IS NULL, r.updated_at DESC NULLS LAST, r.id
ON CONFLICT (id) DO UPDATE SET source = excluded.source, state = excluded.state,
  assigner = excluded.assigner, title = excluded.title, title_ja = excluded.title_ja,
  description = excluded.description, description_ja = excluded.description_ja,
  published_at = excluded.published_at, updated_at = excluded.updated_at, cwes = excluded.cwes,
  "references" = excluded."references", cvss_version = excluded.cvss_version,
  cvss_vector = excluded.cvss_vector, cvss_score = excluded.cvss_score,
  cvss_severity = excluded.cvss_severity
WHERE held.digest = ''
"""

PENDING = """
INSERT INTO vulnerabilities_pendingmatch SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING
"""

HELD_EDITION = """
SELECT released_at, digest, entries FROM vulnerabilities_edition WHERE kind = %(kind)s
"""

TAKE_EDITION = """
INSERT INTO vulnerabilities_edition (kind, label, released_at, digest, entries)
VALUES (%(kind)s, %(label)s, %(released_at)s, %(digest)s, %(entries)s)
ON CONFLICT (kind) DO UPDATE SET label = excluded.label, released_at = excluded.released_at,
  digest = excluded.digest, entries = excluded.entries
"""

UPSERT_KEV = """
WITH incoming AS (
  SELECT * FROM unnest(%(id)s::text[], %(vendor)s::text[], %(product)s::text[], %(name)s::text[],
    %(action)s::text[], %(added_on)s::date[], %(due_on)s::date[], %(ransomware)s::boolean[])
    AS i (id, vendor, product, name, action, added_on, due_on, ransomware)
), retracted AS (
  DELETE FROM vulnerabilities_knownexploited k WHERE NOT EXISTS
    (SELECT FROM incoming i WHERE i.id = k.id)
)
INSERT INTO vulnerabilities_knownexploited AS held
  (id, vendor, product, name, action, added_on, due_on, ransomware)
SELECT * FROM incoming
ON CONFLICT (id) DO UPDATE SET vendor = excluded.vendor, product = excluded.product,
  name = excluded.name, action = excluded.action, added_on = excluded.added_on,
  due_on = excluded.due_on, ransomware = excluded.ransomware
WHERE (held.vendor, held.product, held.name, held.action, held.added_on, held.due_on, held.ransomware)
  IS DISTINCT FROM (excluded.vendor, excluded.product, excluded.name, excluded.action,
                    excluded.added_on, excluded.due_on, excluded.ransomware)
"""

UPSERT_EPSS = """
INSERT INTO vulnerabilities_exploitprediction AS held (id, epss, percentile)
SELECT DISTINCT ON (i.id) i.id, i.epss, i.percentile
FROM unnest(%(id)s::text[], %(epss)s::numeric[], %(percentile)s::numeric[])
  AS i (id, epss, percentile) ORDER BY i.id
ON CONFLICT (id) DO UPDATE SET epss = excluded.epss, percentile = excluded.percentile
WHERE (held.epss, held.percentile) IS DISTINCT FROM (excluded.epss, excluded.percentile)
"""

# --- matching -----------------------------------------------------------------------------------

# Of a statement s of a believed author t: whether it still holds.
HOLDS = "(t.days IS NULL OR s.at + make_interval(days => t.days) > %(at)s)"

# Of a name v that a statement gives: the vulnerabilities that go by it.
OF_NAME = """CROSS JOIN LATERAL (
  SELECT v.name AS cause
  UNION
  SELECT n.cause FROM vulnerabilities_alias a
  JOIN vulnerabilities_naming n ON n.record_id = a.record_id WHERE a.name = v.name) c"""

LOCK_MATCH = "SELECT pg_advisory_xact_lock(hashtext('noroshi match'))"

UNINDEXED_ASSETS = """
SELECT a.id, a.vendor, a.product, a.name, a.version, a.purl, a.cpe
FROM assets_asset a
WHERE a.removed_at IS NULL
  AND NOT EXISTS (SELECT FROM vulnerabilities_assetname n WHERE n.asset_id = a.id)
ORDER BY a.id LIMIT %s
"""

INDEX_ASSETS = """
INSERT INTO vulnerabilities_assetname (asset_id, key, version, via)
SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[])
"""

INDEX_VERSIONS = """
INSERT INTO vulnerabilities_versionkey (version, scheme, key)
SELECT * FROM unnest(%s::text[], %s::text[], %s::bytea[]) ON CONFLICT DO NOTHING
"""

FORGET_REMOVED = """
DELETE FROM vulnerabilities_assetname n USING assets_asset a
WHERE a.id = n.asset_id AND a.removed_at IS NOT NULL
"""

TAKE_PENDING = f"""
CREATE TEMPORARY TABLE changed ON COMMIT DROP AS
WITH taken AS (DELETE FROM vulnerabilities_pendingmatch RETURNING vulnerability_id)
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

CERTAINTY = """CASE n.via WHEN 'confirmed' THEN 4 WHEN 'alias' THEN 3 ELSE
  CASE split_part(n.key, ':', 1) WHEN 'purl' THEN 0 WHEN 'cpe' THEN 1 ELSE 2 END END"""

# One row an asset and vulnerability: the surest name, then the first range that holds the version.
FIND = f"""
CREATE TEMPORARY TABLE found ON COMMIT DROP AS
SELECT DISTINCT ON (a.id, g.cause)
  a.id AS asset_id, a.organisation_id, a.audience, g.cause, p.vulnerability_id AS record, n.version,
  r.text AS range_text, CASE WHEN r.high_inclusive THEN '' ELSE coalesce(r.high, '') END AS fixed_in,
  n.key AS matched_by, {CERTAINTY} AS rank, NULL::bigint AS statement_id
FROM vulnerabilities_assetname n
JOIN vulnerabilities_productname m ON m.key = n.key
JOIN vulnerabilities_product p ON p.id = m.product_id
{{named}}
JOIN vulnerabilities_affectedrange r ON r.product_id = p.id
JOIN vulnerabilities_versionkey v ON v.version = n.version AND v.scheme = r.scheme
JOIN assets_asset a ON a.id = n.asset_id AND a.removed_at IS NULL
WHERE (v.key > r.low_key OR (v.key = r.low_key AND r.low_inclusive))
  AND (r.high_key IS NULL OR v.key < r.high_key OR (v.key = r.high_key AND r.high_inclusive))
  AND {{scope}}
ORDER BY a.id, g.cause, {CERTAINTY}, p.source <> 'cna', r.low_key DESC, p.id
"""

FIND_OF_CHANGED = FIND.format(
    named="JOIN changed_record g ON g.record_id = p.vulnerability_id", scope="true"
)
FIND_OF_NEW_ASSETS = FIND.format(
    named="""LEFT JOIN vulnerabilities_naming o ON o.record_id = p.vulnerability_id
             CROSS JOIN LATERAL (SELECT coalesce(o.cause, p.vulnerability_id) AS cause) g""",
    scope="n.asset_id = ANY (%(assets)s)",
)

# Which statement decides of each exposure: the author of the lowest rank, then the newest, and of
# two at one time the one that says affected. Only what it closes is marked. By another name of the
# product it closes only what was found by one.
DECIDE = f"""
UPDATE found f SET statement_id = decided.statement_id
FROM (
  SELECT DISTINCT ON (f.asset_id, f.cause) f.asset_id, f.cause, s.id AS statement_id, s.status
  FROM vulnerabilities_vexauthor t
  JOIN vulnerabilities_vexdocument d ON d.author = t.name
  JOIN vulnerabilities_vexstatement s ON s.document_id = d.id AND s.status <> 'under_investigation'
  JOIN vulnerabilities_vexname v ON v.statement_id = s.id
  {OF_NAME}
  JOIN found f ON f.cause = c.cause
  JOIN vulnerabilities_vexproduct p ON p.statement_id = s.id
  JOIN vulnerabilities_assetname n ON n.asset_id = f.asset_id AND n.key = p.key
    AND (n.via = '' OR f.rank > 2)
  LEFT JOIN vulnerabilities_versionkey k ON k.version = n.version AND k.scheme = p.scheme
  WHERE {HOLDS}
    AND (p.scheme = ''
         OR ((k.key > p.low_key OR (k.key = p.low_key AND p.low_inclusive))
             AND (p.high_key IS NULL OR k.key < p.high_key
                  OR (k.key = p.high_key AND p.high_inclusive))))
  ORDER BY f.asset_id, f.cause, t.rank, s.at DESC NULLS LAST, s.status <> 'affected', s.id DESC
) decided
WHERE decided.asset_id = f.asset_id AND decided.cause = f.cause
  AND decided.status IN ('not_affected', 'fixed')
"""

STORE_EXPOSURES = """
INSERT INTO vulnerabilities_exposure AS held (id, organisation_id, audience, asset_id, cause,
  record, version, range_text, fixed_in, matched_by, certainty, found_at, ended_at, statement_id)
SELECT gen_random_uuid(), f.organisation_id, f.audience, f.asset_id, f.cause, f.record, f.version,
  f.range_text, f.fixed_in, f.matched_by,
  ('{purl,cpe,name,alias,confirmed}'::text[])[f.rank + 1], %(at)s,
  CASE WHEN f.statement_id IS NOT NULL THEN %(at)s END, f.statement_id
FROM found f
ON CONFLICT (organisation_id, asset_id, cause) DO UPDATE
SET record = excluded.record, version = excluded.version, range_text = excluded.range_text,
  fixed_in = excluded.fixed_in, matched_by = excluded.matched_by, certainty = excluded.certainty,
  statement_id = excluded.statement_id,
  ended_at = CASE WHEN excluded.statement_id IS NOT NULL
                  THEN coalesce(held.ended_at, excluded.ended_at) END,
  found_at = CASE WHEN held.ended_at IS NULL THEN held.found_at ELSE excluded.found_at END
WHERE (held.record, held.version, held.range_text, held.fixed_in, held.matched_by, held.certainty,
       held.statement_id, held.ended_at IS NULL)
  IS DISTINCT FROM (excluded.record, excluded.version, excluded.range_text, excluded.fixed_in,
                    excluded.matched_by, excluded.certainty, excluded.statement_id,
                    excluded.statement_id IS NULL)
RETURNING organisation_id, cause
"""

END_EXPOSURES = """
UPDATE vulnerabilities_exposure e SET ended_at = coalesce(e.ended_at, %(at)s), statement_id = NULL
WHERE (e.ended_at IS NULL OR e.statement_id IS NOT NULL) AND (
  (e.cause IN (SELECT vulnerability_id FROM changed)
   AND NOT EXISTS (SELECT FROM found f WHERE f.asset_id = e.asset_id AND f.cause = e.cause))
  OR EXISTS (SELECT FROM assets_asset a WHERE a.id = e.asset_id AND a.removed_at IS NOT NULL))
RETURNING organisation_id, cause
"""

# Of assets whose names have changed: what these no longer say.
END_RENAMED = """
UPDATE vulnerabilities_exposure e SET ended_at = coalesce(e.ended_at, %(at)s), statement_id = NULL
WHERE e.asset_id = ANY (%(assets)s) AND (e.ended_at IS NULL OR e.statement_id IS NOT NULL)
  AND NOT EXISTS (SELECT FROM found f WHERE f.asset_id = e.asset_id AND f.cause = e.cause)
RETURNING organisation_id, cause
"""

# --- VEX ----------------------------------------------------------------------------------------

HELD_DOCUMENT = """
SELECT id, updated_at, digest FROM vulnerabilities_vexdocument
WHERE md5(author) = md5(%(author)s) AND md5(name) = md5(%(name)s)
"""

# What a document is about: it is matched again when it comes and goes.
PENDING_OF_DOCUMENT = f"""
INSERT INTO vulnerabilities_pendingmatch
SELECT c.cause FROM vulnerabilities_vexdocument d
JOIN vulnerabilities_vexstatement s ON s.document_id = d.id
JOIN vulnerabilities_vexname v ON v.statement_id = s.id
{OF_NAME}
WHERE d.id = %(document)s
GROUP BY c.cause ON CONFLICT DO NOTHING
"""

# --- reading ------------------------------------------------------------------------------------

OF_PAIRS = """
SELECT e.id FROM unnest(%s::uuid[], %s::text[]) AS p (organisation_id, cause)
JOIN vulnerabilities_exposure e ON e.organisation_id = p.organisation_id AND e.cause = p.cause
WHERE e.ended_at IS NULL
"""

MATCH_VEX_AGAIN = "SELECT noroshi.match_vex_again(%(author)s)"
