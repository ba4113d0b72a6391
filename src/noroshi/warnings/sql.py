"""Set-based statements of the warnings. The urgency here is that of rules.urgency; a test holds
the two together."""

URGENCY = """
CASE WHEN k.id IS NOT NULL THEN 0
     WHEN coalesce(x.epss, 0) >= %(high_epss)s OR coalesce(c.cvss_score, 0) >= %(high_cvss)s THEN 1
     ELSE 2 END
"""

DAYS = "make_interval(days => (%(days)s::integer[])[u.urgency + 1])"

LOCK = "SELECT pg_advisory_xact_lock(hashtext('noroshi warnings'))"

# What each warning should be now: every pair that was touched, and every warning whose cause's
# KEV, EPSS or CVSS standing moved.
STANDING = f"""
CREATE TEMPORARY TABLE standing ON COMMIT DROP AS
WITH touched AS (
  SELECT * FROM unnest(%(organisations)s::uuid[], %(causes)s::text[]) AS t (organisation_id, cause)
  UNION
  SELECT w.organisation_id, w.cause FROM warnings_warning w
  LEFT JOIN vulnerabilities_vulnerability c ON c.id = w.cause
  LEFT JOIN vulnerabilities_knownexploited k ON k.id = w.cause
  LEFT JOIN vulnerabilities_exploitprediction x ON x.id = w.cause
  WHERE w.state <> 'closed'
    AND (w.urgency, w.epss, w.cvss_score) IS DISTINCT FROM ({URGENCY}, x.epss, c.cvss_score)
)
SELECT t.organisation_id, o.audience, t.cause, u.urgency, {DAYS} AS period, x.epss, c.cvss_score,
  coalesce((SELECT count(*) FROM vulnerabilities_exposure e
            WHERE e.organisation_id = t.organisation_id AND e.cause = t.cause
              AND e.ended_at IS NULL AND c.state = 'published'), 0)::integer AS assets
FROM touched t
JOIN parties_organisation o ON o.id = t.organisation_id
LEFT JOIN vulnerabilities_vulnerability c ON c.id = t.cause
LEFT JOIN vulnerabilities_knownexploited k ON k.id = t.cause
LEFT JOIN vulnerabilities_exploitprediction x ON x.id = t.cause
CROSS JOIN LATERAL (SELECT {URGENCY} AS urgency) u
"""

RAISE = """
INSERT INTO warnings_warning AS held (id, organisation_id, audience, cause, state, urgency,
  raised_at, due_at, changed_at, assets, epss, cvss_score, answer_reason)
SELECT gen_random_uuid(), s.organisation_id, s.audience, s.cause, 'open', s.urgency,
  %(at)s, %(at)s + s.period, %(at)s, s.assets, s.epss, s.cvss_score, ''
FROM standing s
WHERE s.assets > 0 AND NOT EXISTS (SELECT FROM warnings_warning w
  WHERE w.organisation_id = s.organisation_id AND w.cause = s.cause)
RETURNING id, organisation_id, 'raised'
"""

CHANGE = """
UPDATE warnings_warning w SET
  state = CASE WHEN s.assets = 0 THEN 'closed'
               WHEN w.state = 'closed' THEN 'open'
               WHEN w.state IN ('fixed', 'not_affected') AND s.assets > w.assets THEN 'open'
               ELSE w.state END,
  closed_at = CASE WHEN s.assets = 0 THEN coalesce(w.closed_at, %(at)s) END,
  due_at = CASE WHEN s.urgency = w.urgency AND w.state <> 'closed' THEN w.due_at
                ELSE %(at)s + s.period END,
  urgency = s.urgency, assets = s.assets, epss = s.epss, cvss_score = s.cvss_score,
  changed_at = %(at)s
FROM standing s, warnings_warning before
WHERE w.organisation_id = s.organisation_id AND w.cause = s.cause AND before.id = w.id
  AND w.changed_at <= %(at)s
  AND (w.urgency, w.assets, w.epss, w.cvss_score) IS DISTINCT FROM
      (s.urgency, s.assets, s.epss, s.cvss_score)
RETURNING w.id, w.organisation_id,
  CASE WHEN w.state = 'closed' THEN 'closed'
       WHEN before.state IN ('closed', 'fixed', 'not_affected') AND w.state = 'open' THEN 'reopened'
       WHEN before.urgency > w.urgency THEN 'more urgent'
       WHEN before.urgency < w.urgency THEN 'less urgent'
       ELSE 'updated' END
"""

NOTE_CHANGES = """
INSERT INTO warnings_note (id, warning_id, organisation_id, audience, kind, text, written_at)
SELECT gen_random_uuid(), w.id, w.organisation_id, w.audience, 'change', n.text, %(at)s
FROM unnest(%(ids)s::uuid[], %(texts)s::text[]) AS n (id, text)
JOIN warnings_warning w ON w.id = n.id
"""

NAME_ENTRIES = """
UPDATE warnings_warning w SET ledger_entry = n.entry
FROM unnest(%(ids)s::uuid[], %(entries)s::uuid[]) AS n (id, entry) WHERE w.id = n.id
"""

# --- reading ------------------------------------------------------------------------------------

# Every set of organisations whose warnings the requester may see; for the worker, which nobody
# asks through, all of them.
AUDIENCES = """(SELECT unnest(noroshi.audiences('warning')) AS audience
  UNION ALL SELECT audience FROM parties_organisation WHERE noroshi.actor() IS NULL
  UNION ALL SELECT audience FROM parties_community WHERE noroshi.actor() IS NULL) o"""

INBOX = f"""
SELECT w.id, w.urgency, w.due_at, w.raised_at
FROM {AUDIENCES}
CROSS JOIN LATERAL (
  SELECT w.id, w.urgency, w.due_at, w.raised_at FROM warnings_warning w
  WHERE w.audience = o.audience AND {{conditions}}
  ORDER BY {{order}} LIMIT %(limit)s) w
ORDER BY {{order}} LIMIT %(limit)s
"""

COUNT = f"""
SELECT coalesce(sum(w.many), 0) FROM {AUDIENCES}
CROSS JOIN LATERAL (SELECT count(*) AS many FROM warnings_warning w
                    WHERE w.audience = o.audience AND {{conditions}}) w
"""

AFTER = {
    "due": "(w.urgency, w.due_at, w.id) > (%(after_urgency)s, %(after_at)s::timestamptz, %(after_id)s::uuid)",
    "raised": "(w.raised_at, w.id) < (%(after_at)s::timestamptz, %(after_id)s::uuid)",
}

NARROW = {
    "organisation": "w.organisation_id = (SELECT id FROM parties_organisation WHERE code = %(organisation)s)",
    "system": """EXISTS (SELECT FROM vulnerabilities_exposure e JOIN assets_asset a ON a.id = e.asset_id
        WHERE e.organisation_id = w.organisation_id AND e.cause = w.cause AND e.ended_at IS NULL
          AND a.system_id::text = %(system)s)""",
    "text": """(w.cause ILIKE %(text)s OR EXISTS (SELECT FROM vulnerabilities_exposure e
        JOIN assets_asset a ON a.id = e.asset_id
        WHERE e.organisation_id = w.organisation_id AND e.cause = w.cause AND e.ended_at IS NULL
          AND (a.name ILIKE %(text)s OR a.product ILIKE %(text)s)))""",
}
