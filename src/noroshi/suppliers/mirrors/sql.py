"""Set-based statements of providers that are mirrored."""

from typing import Final

# One look at a provider at a time; whoever dies lets go.
HOLD: Final = "SELECT pg_try_advisory_lock(hashtextextended('noroshi provider ' || %s, 0))"
LET_GO: Final = "SELECT pg_advisory_unlock(hashtextextended('noroshi provider ' || %s, 0))"
HOLD_WHILE: Final = (
    "SELECT pg_try_advisory_xact_lock(hashtextextended('noroshi provider ' || %s, 0))"
)
DUE: Final = """
SELECT id FROM suppliers_provider WHERE paused_at IS NULL AND next_at <= %(at)s ORDER BY next_at
"""
# Of the documents that are offered those that are not held or refused as they are now, the oldest first.
CHANGED: Final = """
SELECT w.url FROM unnest(%(urls)s::text[], %(instants)s::timestamptz[]) w (url, updated_at)
WHERE NOT EXISTS (
  SELECT FROM suppliers_mirrored m
  WHERE m.provider_id = %(provider)s AND m.url = w.url AND m.updated_at >= w.updated_at)
AND NOT EXISTS (
  SELECT FROM suppliers_notmirrored n
  WHERE n.provider_id = %(provider)s AND n.url = w.url AND n.updated_at >= w.updated_at)
ORDER BY w.updated_at, w.url
"""
FORGET_GONE: Final = """
DELETE FROM suppliers_mirrored WHERE provider_id = %(provider)s AND url <> ALL (%(urls)s)
"""
# Also what is wrong with the lists and keys, which is found anew with each look.
FORGET_REFUSED: Final = """
DELETE FROM suppliers_notmirrored
WHERE provider_id = %(provider)s AND (updated_at IS NULL OR url <> ALL (%(urls)s))
"""
