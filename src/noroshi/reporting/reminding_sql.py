"""Set-based statements of reminders."""

# Of each stage that is owed and not filed, the step that was reached last; once for each date that it
# has. A new version of a report makes its obligations anew: they are the same by their names.
REMIND = """
INSERT INTO reporting_reminder
  (id, organisation_id, audience, report_id, regime, duty, stage, recipient, step, until, made_at)
SELECT DISTINCT ON (o.id) gen_random_uuid(), o.organisation_id, o.audience, o.report_id, o.regime,
  o.duty, o.stage, o.recipient, s.step, s.until, %(at)s
FROM reporting_obligation o CROSS JOIN LATERAL (
  SELECT %(warn)s AS step, o.warn_at AS at, o.warn_at AS until
  UNION ALL SELECT b.step, o.due_at - b.before, o.due_at
    FROM unnest(%(steps)s::text[], %(befores)s::interval[]) AS b (step, before)
  UNION ALL SELECT %(late)s, o.due_at, o.due_at) s
WHERE o.filed_at IS NULL AND (o.warn_at <= %(at)s OR o.due_at <= %(at)s + %(longest)s)
  AND s.at <= %(at)s
ORDER BY o.id, s.at DESC
ON CONFLICT DO NOTHING
RETURNING id
"""

# Of the named reminders those of the requester's own organisation, whatever role asks, whose stage is
# owed until the same date and not filed; of one stage the last.
STILL_OWED = """
SELECT DISTINCT ON (r.until, r.report_id, r.regime, r.duty, r.stage, r.recipient)
  r.report_id, r.regime, r.stage, r.recipient, r.step, r.until
FROM reporting_reminder r
JOIN reporting_obligation o
  ON (o.organisation_id, o.regime, o.duty, o.stage, o.recipient)
   = (r.organisation_id, r.regime, r.duty, r.stage, r.recipient)
   AND o.report_id IS NOT DISTINCT FROM r.report_id
WHERE r.id = ANY (%(ids)s) AND r.audience = noroshi.own_audience() AND o.filed_at IS NULL
  AND r.until = CASE WHEN r.step = %(warn)s THEN o.warn_at ELSE o.due_at END
ORDER BY r.until, r.report_id, r.regime, r.duty, r.stage, r.recipient, r.made_at DESC
"""
