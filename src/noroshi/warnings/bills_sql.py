"""Statements about the warnings of bills of materials."""

_PRESENT = "a.added_at <= %({0})s AND (a.removed_at IS NULL OR a.removed_at > %({0})s)"

# An exposure that ended before its asset went was no longer one of the edition that it went with.
MOVED_WARNINGS = f"""
WITH had AS (
  SELECT e.cause, trim(a.name || ' ' || a.version) AS component,
    {_PRESENT.format("before")} AS before, {_PRESENT.format("after")} AS after
  FROM assets_asset a JOIN vulnerabilities_exposure e ON e.asset_id = a.id
  WHERE a.inventory_id = %(inventory)s AND e.statement_id IS NULL
    AND (e.ended_at IS NULL OR e.ended_at >= a.removed_at)
), moved AS (
  SELECT cause, bool_or(after) AS is_opened, array_agg(DISTINCT component ORDER BY component) AS components
  FROM had WHERE before OR after
  GROUP BY cause HAVING bool_or(before) <> bool_or(after)
)
SELECT w.id, w.cause, w.state, w.urgency, m.is_opened, m.components
FROM moved m
JOIN warnings_warning w ON w.cause = m.cause AND w.organisation_id = %(organisation)s
WHERE EXISTS (
  SELECT FROM vulnerabilities_vulnerability v
  WHERE (v.id = m.cause
         OR v.id IN (SELECT record_id FROM vulnerabilities_naming n WHERE n.cause = m.cause))
    AND (v.stored_at <= %(newer)s
         OR EXISTS (SELECT FROM vulnerabilities_past p
                    WHERE p.record_id = v.id AND p.known_from <= %(newer)s)))
ORDER BY m.is_opened DESC, w.urgency, w.cause
"""
