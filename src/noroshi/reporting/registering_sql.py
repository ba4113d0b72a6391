"""Set-based statements of what is owed of specified computers."""

# Of two that bring it up to date the second waits.
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('reporting.registration', 0))"

# By organisation and day on which a clock begins: whether something of it has not been notified. A new
# computer counts from its introduction, everything else from the day on which it happened.
CHANGES = """
SELECT o.id, o.code, o.audience, o.kind, o.sector, c."on", bool_or(c.is_pending)
FROM (
  SELECT r.organisation_id, r.notified_on IS NULL AS is_pending,
    CASE WHEN r.kind = 'registered' THEN coalesce(s.introduced_on, r.happened_on)
      ELSE r.happened_on END AS "on"
  FROM assets_registrationchange r JOIN assets_specifiedcomputer s ON s.id = r.computer_id) c
JOIN parties_organisation o ON o.id = c.organisation_id
GROUP BY o.id, o.code, o.audience, o.kind, o.sector, c."on"
ORDER BY o.id, c."on"
"""
