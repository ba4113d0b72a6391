"""Set-based statements of the suppliers."""

from noroshi.release.sql import ROUGH

# --- counting -----------------------------------------------------------------------------------

LOCK = "SELECT pg_advisory_xact_lock(hashtext('noroshi suppliers'))"

# The products whose last answer has stood long enough.
DUE = """
CREATE TEMPORARY TABLE due ON COMMIT DROP AS
SELECT c.id, c.organisation_id, c.audience, c.key, c.verified_at FROM suppliers_productclaim c
WHERE c.verified_at IS NOT NULL
  AND (c.counted_at IS NULL OR c.counted_at <= %(at)s - make_interval(days => %(days)s))
"""

FORGET = """
DELETE FROM suppliers_roughcount r USING suppliers_productclaim c
WHERE c.id = r.claim_id AND (c.verified_at IS NULL OR c.id IN (SELECT id FROM due))
"""

# One row a version that enough organisations run. An asset counts for the first of a supplier's
# products that it is, so that no two of its numbers are about the same assets; the supplier's own
# assets count for nobody, since it could add and remove them.
COUNT = f"""
INSERT INTO suppliers_roughcount (id, organisation_id, audience, claim_id, version, organisations)
SELECT gen_random_uuid(), c.organisation_id, c.audience, c.id, c.version, r.told
FROM (
  SELECT d.id, d.organisation_id, d.audience, k.version,
    count(DISTINCT a.organisation_id) AS many
  FROM due d
  JOIN vulnerabilities_kindname n ON n.key = d.key
  JOIN vulnerabilities_assetkind k ON k.id = n.kind_id
  JOIN vulnerabilities_assetofkind o ON o.kind_id = n.kind_id
  JOIN assets_asset a ON a.id = o.asset_id AND a.removed_at IS NULL
    AND a.organisation_id <> d.organisation_id
  WHERE NOT EXISTS (
    SELECT FROM suppliers_productclaim e
    JOIN vulnerabilities_kindname m ON m.key = e.key AND m.kind_id = n.kind_id
    WHERE e.organisation_id = d.organisation_id
      AND (e.verified_at, e.id) < (d.verified_at, d.id))
  GROUP BY d.id, d.organisation_id, d.audience, k.version) c
CROSS JOIN LATERAL (SELECT {ROUGH.format(many="c.many")} AS told) r
WHERE r.told IS NOT NULL
RETURNING claim_id, version, organisations
"""

COUNTED = """
UPDATE suppliers_productclaim c SET counted_at = %(at)s FROM due d WHERE d.id = c.id RETURNING c.id
"""

COUNTS = "SELECT claim, version, organisations FROM noroshi.rough_counts()"

# --- disclosures --------------------------------------------------------------------------------

EMBARGO_OVER = """
UPDATE suppliers_disclosure SET state = 'published', is_pending = true, published_at = %(at)s,
  changed_at = %(at)s
WHERE state = 'open' AND agreed_at IS NOT NULL AND embargo_until <= %(today)s
RETURNING id
"""

LAST_NUMBER = """
SELECT coalesce(max(split_part(name, '-', 3)::integer), 0) FROM suppliers_disclosure
WHERE name LIKE %s
"""

# --- answers ------------------------------------------------------------------------------------

ANSWERS = "SELECT * FROM noroshi.supplier_answers(%s)"

# --- threads ------------------------------------------------------------------------------------

# Who is named in a text: by code, by name without what stands in brackets, by domain or address.
# Authorities and suppliers may be named; who runs a product may not.
NAMED = """
SELECT o.code FROM parties_organisation o
CROSS JOIN LATERAL (SELECT lower(%(text)s) AS text,
  lower(btrim(regexp_replace(o.name, '[(（].*$', ''))) AS name,
  lower(btrim(regexp_replace(o.name_ja, '[(（].*$', ''))) AS name_ja) t
WHERE o.kind NOT IN ('nco', 'ministry', 'commission', 'nss', 'supplier')
  AND (%(text)s ~ ('(^|[^A-Za-z0-9-])' || o.code || '($|[^A-Za-z0-9-])')
    OR (t.name <> '' AND strpos(t.text, t.name) > 0)
    OR (t.name_ja <> '' AND strpos(t.text, t.name_ja) > 0)
    OR EXISTS (SELECT FROM parties_domain d
               WHERE d.organisation_id = o.id AND strpos(t.text, d.name) > 0)
    OR EXISTS (SELECT FROM parties_network n
               WHERE n.organisation_id = o.id AND n.prefix >>= ANY (%(addresses)s::inet[])))
ORDER BY o.code
"""
