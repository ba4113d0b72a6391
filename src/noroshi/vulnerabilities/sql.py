"""Set-based statements of the vulnerabilities."""

from collections.abc import Mapping

# Tables of a record's parts, and the columns that an import copies into them.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "vulnerability": (
        "id", "state", "assigner", "title", "title_ja", "description", "description_ja",
        "published_at", "updated_at", "cwes", "references", "cvss_version", "cvss_vector",
        "cvss_score", "cvss_severity", "digest",
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
HELD = "SELECT id, digest, updated_at FROM vulnerabilities_vulnerability WHERE id = ANY (%s)"
LAST_PRODUCT = "SELECT coalesce(max(id), 0) FROM vulnerabilities_product"

FORGET = (
    """DELETE FROM vulnerabilities_affectedrange USING vulnerabilities_product p
       WHERE p.id = product_id AND p.vulnerability_id = ANY (%s)""",
    """DELETE FROM vulnerabilities_productname USING vulnerabilities_product p
       WHERE p.id = product_id AND p.vulnerability_id = ANY (%s)""",
    "DELETE FROM vulnerabilities_product WHERE vulnerability_id = ANY (%s)",
    "DELETE FROM vulnerabilities_score WHERE vulnerability_id = ANY (%s)",
    "DELETE FROM vulnerabilities_vulnerability WHERE id = ANY (%s)",
)

PENDING = """
INSERT INTO vulnerabilities_pendingmatch SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING
"""

TAKE_EDITION = """
INSERT INTO vulnerabilities_edition AS held (kind, label, released_at, digest)
VALUES (%(kind)s, %(label)s, %(released_at)s, %(digest)s)
ON CONFLICT (kind) DO UPDATE
SET label = excluded.label, released_at = excluded.released_at, digest = excluded.digest
WHERE held.released_at < excluded.released_at
   OR (held.released_at = excluded.released_at AND held.digest <> excluded.digest)
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

LOCK_MATCH = "SELECT pg_advisory_xact_lock(hashtext('noroshi match'))"

UNINDEXED_ASSETS = """
SELECT a.id, a.vendor, a.product, a.name, a.version, a.purl, a.cpe
FROM assets_asset a
WHERE a.removed_at IS NULL
  AND NOT EXISTS (SELECT FROM vulnerabilities_assetname n WHERE n.asset_id = a.id)
ORDER BY a.id LIMIT %s
"""

INDEX_ASSETS = """
INSERT INTO vulnerabilities_assetname (asset_id, key, version)
SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[])
"""

INDEX_VERSIONS = """
INSERT INTO vulnerabilities_versionkey (version, scheme, key)
SELECT * FROM unnest(%s::text[], %s::text[], %s::bytea[]) ON CONFLICT DO NOTHING
"""

FORGET_REMOVED = """
DELETE FROM vulnerabilities_assetname n USING assets_asset a
WHERE a.id = n.asset_id AND a.removed_at IS NOT NULL
"""

TAKE_PENDING = """
CREATE TEMPORARY TABLE changed ON COMMIT DROP AS
WITH taken AS (DELETE FROM vulnerabilities_pendingmatch RETURNING vulnerability_id)
SELECT vulnerability_id FROM taken
"""

CERTAINTY = "CASE split_part(n.key, ':', 1) WHEN 'purl' THEN 0 WHEN 'cpe' THEN 1 ELSE 2 END"

# One row an asset and vulnerability: the surest name, then the first range that holds the version.
FIND = f"""
CREATE TEMPORARY TABLE found ON COMMIT DROP AS
SELECT DISTINCT ON (a.id, p.vulnerability_id)
  a.id AS asset_id, a.organisation_id, a.audience, p.vulnerability_id AS cause, n.version,
  r.text AS range_text, CASE WHEN r.high_inclusive THEN '' ELSE coalesce(r.high, '') END AS fixed_in,
  n.key AS matched_by, {CERTAINTY} AS rank
FROM vulnerabilities_assetname n
JOIN vulnerabilities_productname m ON m.key = n.key
JOIN vulnerabilities_product p ON p.id = m.product_id
JOIN vulnerabilities_affectedrange r ON r.product_id = p.id
JOIN vulnerabilities_versionkey v ON v.version = n.version AND v.scheme = r.scheme
JOIN assets_asset a ON a.id = n.asset_id AND a.removed_at IS NULL
WHERE (v.key > r.low_key OR (v.key = r.low_key AND r.low_inclusive))
  AND (r.high_key IS NULL OR v.key < r.high_key OR (v.key = r.high_key AND r.high_inclusive))
  AND {{scope}}
ORDER BY a.id, p.vulnerability_id, {CERTAINTY}, r.low_key DESC, p.id
"""

CHANGED_VULNERABILITIES = "p.vulnerability_id IN (SELECT vulnerability_id FROM changed)"
NEW_ASSETS = "n.asset_id = ANY (%(assets)s)"

STORE_EXPOSURES = """
INSERT INTO vulnerabilities_exposure AS held (id, organisation_id, audience, asset_id, cause,
  version, range_text, fixed_in, matched_by, certainty, found_at)
SELECT gen_random_uuid(), f.organisation_id, f.audience, f.asset_id, f.cause, f.version,
  f.range_text, f.fixed_in, f.matched_by,
  CASE f.rank WHEN 0 THEN 'purl' WHEN 1 THEN 'cpe' ELSE 'name' END, %(at)s
FROM found f
ON CONFLICT (organisation_id, asset_id, cause) DO UPDATE
SET version = excluded.version, range_text = excluded.range_text, fixed_in = excluded.fixed_in,
  matched_by = excluded.matched_by, certainty = excluded.certainty, ended_at = NULL,
  found_at = CASE WHEN held.ended_at IS NULL THEN held.found_at ELSE excluded.found_at END
WHERE (held.version, held.range_text, held.fixed_in, held.matched_by, held.ended_at) IS DISTINCT FROM
  (excluded.version, excluded.range_text, excluded.fixed_in, excluded.matched_by, NULL)
RETURNING organisation_id, cause
"""

END_EXPOSURES = """
UPDATE vulnerabilities_exposure e SET ended_at = %(at)s
WHERE e.ended_at IS NULL AND (
  (e.cause IN (SELECT vulnerability_id FROM changed)
   AND NOT EXISTS (SELECT FROM found f WHERE f.asset_id = e.asset_id AND f.cause = e.cause))
  OR EXISTS (SELECT FROM assets_asset a WHERE a.id = e.asset_id AND a.removed_at IS NOT NULL))
RETURNING organisation_id, cause
"""
