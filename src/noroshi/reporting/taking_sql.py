"""Set-based statements of what the national office takes down by telephone."""

# What is owed to others than the office it works out and may not read: nothing is returned.
KEEP_OWED = """
INSERT INTO reporting_obligation (id, organisation_id, audience, report_id, regime, duty, stage,
  recipient, received_by, due_at, warn_at, filed_at, value)
SELECT o.id, %(organisation)s, %(audience)s, %(report)s, o.regime, o.duty, o.stage, o.recipient,
  o.received_by, o.due_at, o.warn_at, o.filed_at, o.value
FROM jsonb_to_recordset(%(owed)s) AS o (id uuid, regime text, duty text, stage text, recipient text,
  received_by text, due_at timestamptz, warn_at timestamptz, filed_at timestamptz, value jsonb)
"""

# Each reporter for which something was filed since this was taken last, and its reports.
TAKE_UNTOLD = """
UPDATE reporting_version SET told_at = %(at)s WHERE told_at IS NULL AND taken_by <> ''
RETURNING organisation_id, report_id
"""
