"""Set-based statements of calendars."""

READER = "SELECT * FROM noroshi.calendar_reader(%s)"
