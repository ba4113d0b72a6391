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

# One row a version that enough organisations run: the version that is compared under the product's name,
# which of what a distribution built from it is that of the source. An asset counts for the first of a supplier's
# products that it is, so that no two of its numbers are about the same assets; the supplier's own
# assets count for nobody, since it could add and remove them.
COUNT = f"""
INSERT INTO suppliers_roughcount (id, organisation_id, audience, claim_id, version, organisations)
SELECT gen_random_uuid(), c.organisation_id, c.audience, c.id, c.version, r.told
FROM (
  SELECT d.id, d.organisation_id, d.audience, n.version,
    count(DISTINCT a.organisation_id) AS many
  FROM due d
  JOIN vulnerabilities_kindname n ON n.key = d.key
  JOIN vulnerabilities_assetofkind o ON o.kind_id = n.kind_id
  JOIN assets_asset a ON a.id = o.asset_id AND a.removed_at IS NULL
    AND a.organisation_id <> d.organisation_id
  WHERE NOT EXISTS (
    SELECT FROM suppliers_productclaim e
    JOIN vulnerabilities_kindname m ON m.key = e.key AND m.kind_id = n.kind_id
    WHERE e.organisation_id = d.organisation_id
      AND (e.verified_at, e.id) < (d.verified_at, d.id))
  GROUP BY d.id, d.organisation_id, d.audience, n.version) c
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

# --- news ---------------------------------------------------------------------------------------

# What was said in threads and nobody was told of yet: told now, to whom it is said.
THREADS_NEWS = """
WITH told AS (
  UPDATE suppliers_line SET told_at = %(at)s WHERE told_at IS NULL
  RETURNING thread_id, organisation_id, writer, kind, text)
SELECT DISTINCT o.id, n.thread_id
FROM told n JOIN parties_organisation o
  ON CASE WHEN n.writer = 'nco' THEN o.id = n.organisation_id ELSE o.kind = 'nco' END
WHERE (n.kind, n.text) <> ('change', 'seen')
ORDER BY o.id, n.thread_id
"""

# Likewise of reports and of what was said about them, to all parties but whose it is.
DISCLOSURES_NEWS = """
WITH said AS (
  UPDATE suppliers_disclosureline SET told_at = %(at)s WHERE told_at IS NULL
  RETURNING disclosure_id, writer),
reported AS (
  UPDATE suppliers_reporter SET told_at = %(at)s WHERE told_at IS NULL RETURNING disclosure_id)
SELECT DISTINCT o.id, d.id
FROM (SELECT disclosure_id, writer FROM said UNION ALL
      SELECT disclosure_id, 'reporter' FROM reported) n
JOIN suppliers_disclosure d ON d.id = n.disclosure_id
JOIN suppliers_reporter r ON r.disclosure_id = d.id
JOIN parties_organisation o ON o.kind = 'nco' OR o.id IN (d.supplier_id, r.organisation_id)
WHERE CASE n.writer WHEN 'nco' THEN o.kind <> 'nco' WHEN 'supplier' THEN o.id <> d.supplier_id
           ELSE o.id <> r.organisation_id END
ORDER BY o.id, d.id
"""

# Of the named ones those that the requester may see: by the actor alone, whatever role asks.
THREADS_SEEN = """
SELECT t.* FROM unnest(noroshi.audiences('supplier')) o (audience)
JOIN suppliers_thread t ON t.audience = o.audience
WHERE t.id = ANY (%(ids)s) ORDER BY t.due_at, t.id
"""
DISCLOSURES_SEEN = """
SELECT d.id FROM suppliers_disclosure d
WHERE d.id = ANY (%(ids)s)
  AND (noroshi.organisation_kind() = 'nco' OR d.supplier_id = noroshi.organisation()
       OR d.id = ANY (noroshi.reported()))
ORDER BY d.changed_at, d.id
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
