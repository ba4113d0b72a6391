"""Set-based statements of the vulnerabilities."""

from collections.abc import Iterable, Mapping

# Tables of a record's parts, and the columns that an import copies into them.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "vulnerability": (
        "id", "source", "state", "assigner", "title", "title_ja", "description", "description_ja",
        "published_at", "updated_at", "cwes", "references", "cvss_version", "cvss_vector",
        "cvss_score", "cvss_severity", "ssvc_exploitation", "ssvc_automatable",
        "ssvc_technical_impact", "digest",
    ),
    "score": ("vulnerability_id", "number", "source", "version", "vector", "score", "severity"),
    "product": (
        "vulnerability_id", "number", "source", "vendor", "product", "default_status",
        "unresolved", "name_set", "range_set",
    ),
}  # fmt: skip

# Tables of what products share, the set's name first.
SETS: Mapping[str, tuple[str, ...]] = {
    "productname": ("name_set", "key"),
    "affectedrange": (
        "range_set", "scheme", "low", "low_inclusive", "low_key", "high", "high_inclusive",
        "high_key", "text",
    ),
}  # fmt: skip


def copy_into(table: str, columns: Iterable[str]) -> str:
    """The COPY statement for one of the tables."""
    listed = ", ".join(f'"{name}"' for name in columns)
    return f"COPY vulnerabilities_{table} ({listed}) FROM STDIN"


NOT_HELD = """
SELECT wanted FROM unnest(%s::text[]) wanted
WHERE NOT EXISTS (SELECT FROM vulnerabilities_{table} held WHERE held.{name} = wanted::uuid)
"""


LOCK_IMPORT = "SELECT pg_advisory_xact_lock(hashtext('noroshi feeds'))"
# A row without a digest stands for a record that is not held yet: any is newer.
HELD = """
SELECT id, digest, CASE WHEN digest <> '' THEN updated_at END
FROM vulnerabilities_vulnerability WHERE id = ANY (%s)
"""

# A record as it stands, whole: its columns, scores and products.
CONTENT = """to_jsonb(v) - '{id,stored_at,digest,titled_ja}'::text[] || jsonb_build_object(
  'scores', (SELECT coalesce(jsonb_agg(to_jsonb(s) - '{vulnerability_id,number}'::text[] ORDER BY s.number), '[]')
             FROM vulnerabilities_score s WHERE s.vulnerability_id = v.id),
  'products', (SELECT coalesce(jsonb_agg(jsonb_build_object(
      'source', p.source, 'vendor', p.vendor, 'product', p.product, 'unresolved', p.unresolved,
      'ranges', (SELECT coalesce(jsonb_agg(r.text ORDER BY r.low_key), '[]')
                 FROM vulnerabilities_affectedrange r WHERE r.range_set = p.range_set))
    ORDER BY p.number), '[]') FROM vulnerabilities_product p WHERE p.vulnerability_id = v.id))"""

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

FORGET_PRODUCTS = """
DELETE FROM vulnerabilities_product WHERE vulnerability_id = ANY (%s) RETURNING name_set, range_set
"""

FORGET = (
    "DELETE FROM vulnerabilities_score WHERE vulnerability_id = ANY (%s)",
    "DELETE FROM vulnerabilities_vulnerability WHERE id = ANY (%s)",
)

FORGET_UNUSED = """
DELETE FROM vulnerabilities_{table} s WHERE s.{name} = ANY (%s)
  AND NOT EXISTS (SELECT FROM vulnerabilities_product p WHERE p.{name} = s.{name})
"""

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

# What the newest other record of a vulnerability calls it in Japanese.
TITLE = """
UPDATE vulnerabilities_vulnerability v SET titled_ja = t.title_ja
FROM (SELECT DISTINCT ON (n.cause) n.cause, r.title_ja
      FROM vulnerabilities_naming n JOIN vulnerabilities_vulnerability r ON r.id = n.record_id
      WHERE n.cause = ANY (%(causes)s) AND n.cause <> r.id AND r.title_ja <> ''
      ORDER BY n.cause, r.updated_at DESC NULLS LAST, r.id) t
WHERE v.id = t.cause AND v.digest <> ''
"""
FORGET_TITLE = """
UPDATE vulnerabilities_vulnerability SET titled_ja = ''
WHERE id = ANY (%(causes)s) AND titled_ja <> ''
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

# kept: a score that has moved notably since the one before; without a day none has.
UPSERT_EPSS = """
WITH incoming AS (
  SELECT DISTINCT ON (i.id) i.id, i.epss, i.percentile
  FROM unnest(%(id)s::text[], %(epss)s::numeric[], %(percentile)s::numeric[])
    AS i (id, epss, percentile) ORDER BY i.id
), scored AS MATERIALIZED (
  SELECT i.id, i.epss, i.percentile,
    CASE WHEN %(day)s::date IS NOT NULL AND abs(i.epss - coalesce(h.kept, 0))
              >= greatest(%(step)s::numeric, %(share)s::numeric * h.kept)
         THEN i.epss END AS kept
  FROM incoming i LEFT JOIN vulnerabilities_exploitprediction h ON h.id = i.id
), moved AS (
  INSERT INTO vulnerabilities_predictionmove (cve, day, epss, percentile)
  SELECT id, %(day)s::date, epss, percentile FROM scored WHERE kept IS NOT NULL
  ON CONFLICT (cve, day) DO UPDATE SET epss = excluded.epss, percentile = excluded.percentile
)
INSERT INTO vulnerabilities_exploitprediction AS held (id, epss, percentile, kept)
SELECT id, epss, percentile, kept FROM scored
ON CONFLICT (id) DO UPDATE SET epss = excluded.epss, percentile = excluded.percentile,
  kept = coalesce(excluded.kept, held.kept)
WHERE (held.epss, held.percentile) IS DISTINCT FROM (excluded.epss, excluded.percentile)
"""

# --- VEX ----------------------------------------------------------------------------------------

# Of a name v that a statement gives: the vulnerabilities that go by it.
OF_NAME = """CROSS JOIN LATERAL (
  SELECT v.name AS cause
  UNION
  SELECT n.cause FROM vulnerabilities_alias a
  JOIN vulnerabilities_naming n ON n.record_id = a.record_id WHERE a.name = v.name) c"""

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

# An exposure is of one of the pairs.
OF_PAIRS = """
(vulnerabilities_exposure.organisation_id, vulnerabilities_exposure.cause)
  IN (SELECT * FROM unnest(%s::uuid[], %s::text[]))
"""

MATCH_VEX_AGAIN = "SELECT noroshi.match_vex_again(%(author)s)"
