"""Set-based statements that raise warnings: `moved` and `changed` are what a match has left, `standing`
what each warning should be, `change` what becomes of it."""

from noroshi.operations.drawing import drawn_uuid
from noroshi.warnings.sql import (
    AUTOMATABLE,
    EXPLOITATION,
    HUMAN_IMPACT,
    OUTCOME,
    SYSTEM_EXPOSURE,
)

PERIOD = "(%(periods)s::interval[])[u.urgency + 1]"

LOCK = "SELECT pg_advisory_xact_lock(hashtext('noroshi warnings'))"

# What all warnings were decided with last, and what they are to be decided with.
BASIS = """
SELECT b.text, %(policy)s || coalesce((SELECT string_agg(e.kind || ' ' || encode(e.digest, 'hex'), ' '
  ORDER BY e.kind) FROM vulnerabilities_edition e), '')
FROM (SELECT max(text) AS text FROM warnings_basis) b
"""

KEEP_BASIS = """
INSERT INTO warnings_basis (id, text) VALUES (1, %s)
ON CONFLICT (id) DO UPDATE SET text = excluded.text
"""

ADD_MOVED = """
INSERT INTO moved (organisation_id, cause) SELECT * FROM unnest(%s::uuid[], %s::text[])
"""

# Each cause of which anything moved, or every one that is warned of, with its points; one row a
# cause.
POINTS = f"""
CREATE TEMPORARY TABLE point ON COMMIT DROP AS
SELECT q.cause, {EXPLOITATION} AS exploitation, {AUTOMATABLE} AS automatable, x.epss, c.cvss_score,
  c.state = 'published' AS stands
FROM (SELECT cause FROM moved
      UNION SELECT vulnerability_id FROM changed
        WHERE EXISTS (SELECT FROM warnings_warning w WHERE w.cause = vulnerability_id)
      UNION SELECT cause FROM warnings_warning WHERE %(is_every)s AND state <> 'closed') q
LEFT JOIN vulnerabilities_vulnerability c ON c.id = q.cause
LEFT JOIN vulnerabilities_knownexploited k ON k.id = q.cause
LEFT JOIN vulnerabilities_exploitprediction x ON x.id = q.cause
"""

# Every pair whose exposures moved, and every warning whose cause's standing moved since it was last
# decided, or the policy. Numbered, since what follows counts millions of them.
TOUCHED = """
CREATE TEMPORARY TABLE touched ON COMMIT DROP AS
SELECT row_number() OVER ()::integer AS id, t.organisation_id, p.*
FROM (
  SELECT organisation_id, cause FROM moved
  UNION
  SELECT w.organisation_id, w.cause FROM warnings_warning w JOIN point p ON p.cause = w.cause
  WHERE w.state <> 'closed'
    AND (w.exploitation, w.automatable, w.policy, w.cvss_score) IS DISTINCT FROM
        (p.exploitation, p.automatable, %(policy)s, p.cvss_score)) t
JOIN point p ON p.cause = t.cause
"""

EXPOSED = """
CREATE TEMPORARY TABLE exposed ON COMMIT DROP AS
SELECT t.id, e.asset_id FROM touched t
JOIN vulnerabilities_exposure e ON e.organisation_id = t.organisation_id AND e.cause = t.cause
  AND e.is_open
WHERE t.stands
"""

# What an asset adds is worked out once, however much it is exposed to.
PLACE = f"""
CREATE TEMPORARY TABLE place ON COMMIT DROP AS
SELECT a.id AS asset_id, {SYSTEM_EXPOSURE} AS exposure, {HUMAN_IMPACT} AS human_impact
FROM assets_asset a JOIN assets_system s ON s.id = a.system_id
WHERE a.id IN (SELECT asset_id FROM exposed)
"""

URGENCY_AT_PLACE = OUTCOME.format(
    exploitation="t.exploitation",
    exposure="p.exposure",
    automatable="t.automatable",
    human_impact="p.human_impact",
)

# What each of them should be now. The most urgent of its assets decides. Of those that are, which;
# to others an identifier that tells nothing of its time or place.
STANDING = f"""
CREATE TEMPORARY TABLE standing ON COMMIT DROP AS
WITH decided AS (
  SELECT e.id, count(*)::integer AS assets, min({URGENCY_AT_PLACE}) AS urgency
  FROM exposed e JOIN touched t ON t.id = e.id JOIN place p ON p.asset_id = e.asset_id
  GROUP BY e.id
)
SELECT coalesce(w.id, {drawn_uuid("t.id")}) AS id, w.id IS NULL AS is_new, t.organisation_id,
  o.audience, t.cause, u.urgency, {PERIOD} AS period, t.exploitation, t.automatable,
  %(policy)s AS policy, t.epss, t.cvss_score, coalesce(u.assets, 0) AS assets
FROM touched t
JOIN parties_organisation o ON o.id = t.organisation_id
LEFT JOIN decided u ON u.id = t.id
LEFT JOIN warnings_warning w ON w.organisation_id = t.organisation_id AND w.cause = t.cause
WHERE w.id IS NOT NULL OR u.assets > 0
"""

# The tables that are made, in this order, and by which statements.
TABLES = {
    "point": POINTS,
    "touched": TOUCHED,
    "exposed": EXPOSED,
    "place": PLACE,
    "standing": STANDING,
}

# Of each organisation the entry that is going to tell what became of its warnings.
OWNERS = "SELECT DISTINCT organisation_id FROM standing"
_ENTRIES = "unnest(%(organisations)s::uuid[], %(entries)s::uuid[]) AS n (organisation_id, entry)"

# What becomes of each warning that there is. A warning without an asset keeps the urgency that it had.
CHANGE = f"""
CREATE TEMPORARY TABLE change ON COMMIT DROP AS
WITH changed AS (
UPDATE warnings_warning w SET
  state = CASE WHEN s.assets = 0 THEN 'closed'
               WHEN w.state = 'closed' THEN 'open'
               WHEN w.state IN ('fixed', 'not_affected') AND s.assets > w.assets THEN 'open'
               ELSE w.state END,
  closed_at = CASE WHEN s.assets = 0 THEN coalesce(w.closed_at, %(at)s) END,
  due_at = CASE WHEN s.assets = 0 THEN w.due_at
                WHEN s.urgency = w.urgency AND w.state <> 'closed' THEN w.due_at
                ELSE %(at)s + s.period END,
  urgency = coalesce(s.urgency, w.urgency), assets = s.assets, exploitation = s.exploitation,
  automatable = s.automatable, policy = s.policy, epss = s.epss, cvss_score = s.cvss_score,
  changed_at = %(at)s, ledger_entry = n.entry
FROM standing s, warnings_warning before, {_ENTRIES}
WHERE w.id = s.id AND NOT s.is_new AND before.id = w.id AND n.organisation_id = s.organisation_id
  AND w.changed_at <= %(at)s
  AND (w.urgency, w.assets, w.exploitation, w.automatable, w.policy, w.cvss_score)
    IS DISTINCT FROM (coalesce(s.urgency, w.urgency), s.assets, s.exploitation, s.automatable,
                      s.policy, s.cvss_score)
RETURNING w.id, w.organisation_id, w.audience,
  CASE WHEN w.state = 'closed' AND before.state <> 'closed' THEN 'closed'
       WHEN before.state IN ('closed', 'fixed', 'not_affected') AND w.state = 'open' THEN 'reopened'
       WHEN before.urgency > w.urgency THEN 'more urgent'
       WHEN before.urgency < w.urgency THEN 'less urgent'
       ELSE 'updated' END AS what
)
SELECT * FROM changed
"""

_CHANGES = """(SELECT id, organisation_id, what FROM change
 UNION ALL SELECT id, organisation_id, 'raised' FROM standing WHERE is_new) c"""

CHANGES = f"SELECT what, count(*) FROM {_CHANGES} GROUP BY what"

# Of each organisation the digests of what became of its warnings, in their order.
DIGESTS = f"""
SELECT c.organisation_id, o.code, string_agg(
  sha256(convert_to(c.id || ' ' || c.what, 'UTF8')), ''::bytea ORDER BY c.id)
FROM {_CHANGES} JOIN parties_organisation o ON o.id = c.organisation_id
GROUP BY c.organisation_id, o.code ORDER BY o.code
"""

RAISE = f"""
INSERT INTO warnings_warning (id, organisation_id, audience, cause, state, urgency, raised_at,
  due_at, changed_at, assets, exploitation, automatable, policy, epss, cvss_score, answer_reason,
  raised_entry, ledger_entry)
SELECT s.id, s.organisation_id, s.audience, s.cause, 'open', s.urgency, %(at)s, %(at)s + s.period,
  %(at)s, s.assets, s.exploitation, s.automatable, s.policy, s.epss, s.cvss_score, '', n.entry,
  n.entry
FROM standing s JOIN {_ENTRIES} ON n.organisation_id = s.organisation_id
WHERE s.is_new ORDER BY s.audience, s.cause
"""

# A change of numbers alone is no line in the history; that it was raised the warning itself tells.
NOTE_CHANGES = f"""
INSERT INTO warnings_note (id, warning_id, organisation_id, audience, kind, text, written_at,
  ledger_entry)
SELECT gen_random_uuid(), c.id, c.organisation_id, c.audience, 'change', c.what, %(at)s, n.entry
FROM change c JOIN {_ENTRIES} ON n.organisation_id = c.organisation_id
WHERE c.what <> 'updated'
"""

# What there is to tell, of those who are told of anything.
LOUD_CHANGES = f"""
SELECT c.organisation_id, c.id, w.urgency FROM {_CHANGES} JOIN warnings_warning w ON w.id = c.id
WHERE c.what = ANY (%(loud)s) AND (%(is_mailed)s OR c.organisation_id IN
  (SELECT organisation_id FROM warnings_endpoint WHERE ended_at IS NULL))
"""
