"""Set-based statements of what the national office takes down by telephone."""

# What is owed to others than the office it works out and may not read: nothing is returned.
RENEW_OWED = """
SELECT noroshi.renew_owed(%(report)s, %(owed)s)
"""

# Each reporter for which something was filed since this was taken last, and its reports.
TAKE_UNTOLD = """
UPDATE reporting_version SET told_at = %(at)s WHERE told_at IS NULL AND taken_by <> ''
RETURNING organisation_id, report_id
"""
