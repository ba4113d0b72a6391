"""Set-based statements that raise warnings: `moved` and `changed` are what a match has left, `standing`
what each warning should be, `change` what becomes of it."""

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
# decided, or the policy.
TOUCHED = """
CREATE TEMPORARY TABLE touched ON COMMIT DROP AS
SELECT organisation_id, cause FROM moved
UNION
SELECT w.organisation_id, w.cause FROM warnings_warning w JOIN point p ON p.cause = w.cause
WHERE w.state <> 'closed'
  AND (w.exploitation, w.automatable, w.policy, w.cvss_score) IS DISTINCT FROM
      (p.exploitation, p.automatable, %(policy)s, p.cvss_score)
"""

EXPOSED = """
CREATE TEMPORARY TABLE exposed ON COMMIT DROP AS
SELECT e.organisation_id, e.cause, e.asset_id, p.exploitation, p.automatable
FROM touched t
JOIN point p ON p.cause = t.cause AND p.stands
JOIN vulnerabilities_exposure e ON e.organisation_id = t.organisation_id AND e.cause = t.cause
  AND e.is_open
"""

# What an asset adds is worked out once, however much it is exposed to.
PLACE = f"""
CREATE TEMPORARY TABLE place ON COMMIT DROP AS
SELECT a.id AS asset_id, {SYSTEM_EXPOSURE} AS exposure, {HUMAN_IMPACT} AS human_impact
FROM assets_asset a JOIN assets_system s ON s.id = a.system_id
WHERE a.id IN (SELECT asset_id FROM exposed)
"""

URGENCY_AT_PLACE = OUTCOME.format(
    exploitation="e.exploitation",
    exposure="p.exposure",
    automatable="e.automatable",
    human_impact="p.human_impact",
)

# What each of them should be now. The most urgent of its assets decides.
STANDING = f"""
CREATE TEMPORARY TABLE standing ON COMMIT DROP AS
WITH decided AS (
  SELECT e.organisation_id, e.cause, count(*)::integer AS assets, min({URGENCY_AT_PLACE}) AS urgency
  FROM exposed e JOIN place p ON p.asset_id = e.asset_id
  GROUP BY e.organisation_id, e.cause
)
SELECT t.organisation_id, o.audience, t.cause, u.urgency, {PERIOD} AS period, p.exploitation,
  p.automatable, %(policy)s AS policy, p.epss, p.cvss_score, coalesce(u.assets, 0) AS assets
FROM touched t
JOIN parties_organisation o ON o.id = t.organisation_id
JOIN point p ON p.cause = t.cause
LEFT JOIN decided u ON u.organisation_id = t.organisation_id AND u.cause = t.cause
"""

# The tables that are made, in this order, and by which statements.
TABLES = {
    "point": POINTS,
    "touched": TOUCHED,
    "exposed": EXPOSED,
    "place": PLACE,
    "standing": STANDING,
}

# What becomes of each warning. A warning without an asset keeps the urgency that it had.
CHANGE = """
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
  changed_at = %(at)s
FROM standing s, warnings_warning before
WHERE w.organisation_id = s.organisation_id AND w.cause = s.cause AND before.id = w.id
  AND w.changed_at <= %(at)s
  AND (w.urgency, w.assets, w.exploitation, w.automatable, w.policy, w.cvss_score)
    IS DISTINCT FROM (coalesce(s.urgency, w.urgency), s.assets, s.exploitation, s.automatable,
                      s.policy, s.cvss_score)
RETURNING w.id, w.organisation_id, w.cause,
  CASE WHEN w.state = 'closed' THEN 'closed'
       WHEN before.state IN ('closed', 'fixed', 'not_affected') AND w.state = 'open' THEN 'reopened'
       WHEN before.urgency > w.urgency THEN 'more urgent'
       WHEN before.urgency < w.urgency THEN 'less urgent'
       ELSE 'updated' END AS what
)
SELECT * FROM changed
UNION ALL
SELECT gen_random_uuid(), s.organisation_id, s.cause, 'raised' FROM standing s
LEFT JOIN warnings_warning w ON w.organisation_id = s.organisation_id AND w.cause = s.cause
WHERE s.assets > 0 AND w.id IS NULL
"""

CHANGES = "SELECT what, count(*) FROM change GROUP BY what"

# Of each organisation the digests of what became of its warnings, in their order.
DIGESTS = """
SELECT c.organisation_id, o.code, string_agg(
  sha256(convert_to(c.id || ' ' || c.what, 'UTF8')), ''::bytea ORDER BY c.id)
FROM change c JOIN parties_organisation o ON o.id = c.organisation_id
GROUP BY c.organisation_id, o.code ORDER BY o.code
"""

_ENTRIES = "unnest(%(organisations)s::uuid[], %(entries)s::uuid[]) AS n (organisation_id, entry)"

RAISE = f"""
INSERT INTO warnings_warning (id, organisation_id, audience, cause, state, urgency, raised_at,
  due_at, changed_at, assets, exploitation, automatable, policy, epss, cvss_score, answer_reason,
  raised_entry, ledger_entry)
SELECT c.id, s.organisation_id, s.audience, s.cause, 'open', s.urgency, %(at)s, %(at)s + s.period,
  %(at)s, s.assets, s.exploitation, s.automatable, s.policy, s.epss, s.cvss_score, '', n.entry,
  n.entry
FROM change c
JOIN standing s ON s.organisation_id = c.organisation_id AND s.cause = c.cause
JOIN {_ENTRIES} ON n.organisation_id = c.organisation_id
WHERE c.what = 'raised' ORDER BY s.audience, s.cause
"""

# The array keeps the planner, which knows nothing of rows this young, from walking all warnings.
NAME_ENTRIES = f"""
UPDATE warnings_warning w SET ledger_entry = n.entry
FROM {_ENTRIES}
WHERE n.organisation_id = w.organisation_id
  AND w.id = ANY (ARRAY(SELECT id FROM change WHERE what <> 'raised'))
"""

# A change of numbers alone is no line in the history; that it was raised the warning itself tells.
NOTE_CHANGES = f"""
INSERT INTO warnings_note (id, warning_id, organisation_id, audience, kind, text, written_at,
  ledger_entry)
SELECT gen_random_uuid(), c.id, c.organisation_id, s.audience, 'change', c.what, %(at)s, n.entry
FROM change c JOIN standing s ON s.organisation_id = c.organisation_id AND s.cause = c.cause
JOIN {_ENTRIES} ON n.organisation_id = c.organisation_id
WHERE c.what NOT IN ('updated', 'raised')
"""

# What there is to tell, of those who are told of anything.
LOUD_CHANGES = """
SELECT c.organisation_id, c.id, w.urgency FROM change c JOIN warnings_warning w ON w.id = c.id
WHERE c.what = ANY (%(loud)s) AND (%(is_mailed)s OR c.organisation_id IN
  (SELECT organisation_id FROM warnings_endpoint WHERE ended_at IS NULL))
"""
