"""Set-based statements of exchange with partners."""

from typing import Final

# One exchange with a partner at a time; whoever dies lets go.
HOLD: Final = "SELECT pg_try_advisory_lock(hashtextextended('noroshi partner ' || %s, 0))"
LET_GO: Final = "SELECT pg_advisory_unlock(hashtextextended('noroshi partner ' || %s, 0))"

# What was sent to the partner and comes back is no news from it.
FORGET_SENT: Final = """
DELETE FROM incoming i USING (
  SELECT n.number FROM incoming n WHERE EXISTS (
    SELECT FROM intelligence_sent s WHERE s.partner_id = %(partner)s AND s.stix_id = n.stix_id
      AND (s.version = n.version OR s.digest = n.digest))
) gone WHERE i.number = gone.number
"""

AUDIENCES: Final = """
SELECT coalesce(array_agg(DISTINCT one ORDER BY one), '{}')
FROM unnest(noroshi.intelligence_audiences()) one
"""

# Behind a place, from each audience of the requester's in turn, what is not the partner's own. New is
# what it neither has told nor was given before, in this version or these words.
BEHIND: Final = """
WITH page AS MATERIALIZED (
  SELECT p.* FROM (SELECT DISTINCT unnest(noroshi.intelligence_audiences()) AS audience) a
  CROSS JOIN LATERAL (
    SELECT o.id, o.added_at, o.stix_id, o.version, o.digest FROM intelligence_stixobject o
    WHERE o.audience = a.audience
      AND (%(pushed_at)s::timestamptz IS NULL
           OR (o.added_at, o.id) > (%(pushed_at)s::timestamptz, %(pushed_id)s::uuid))
    ORDER BY o.added_at, o.id LIMIT %(limit)s) p
  ORDER BY p.added_at, p.id LIMIT %(limit)s
)
SELECT p.id, p.added_at, p.stix_id, p.version, p.digest,
  NOT EXISTS (
    SELECT FROM intelligence_sent s WHERE s.partner_id = %(partner)s AND s.stix_id = p.stix_id
      AND (s.version = p.version OR s.digest = p.digest))
  AND NOT EXISTS (
    SELECT FROM intelligence_stixobject t WHERE t.stix_id = p.stix_id
      AND (t.version = p.version OR t.digest = p.digest)
      AND (t.organisation_id = %(recipient)s
           OR (t.organisation_id = %(organisation)s AND t.source = %(source)s))) AS is_new
FROM page p ORDER BY p.added_at, p.id
"""

# What waits to be given, with its content as far as the recipient still may have it.
OPEN: Final = """
SELECT s.id, s.stix_id, s.digest, o.content FROM intelligence_sent s
LEFT JOIN intelligence_stixobject o ON o.id = s.object_id
  AND o.audience = ANY ((SELECT noroshi.intelligence_audiences())::integer[])
WHERE s.partner_id = %(partner)s AND s.settled_at IS NULL ORDER BY s.id LIMIT %(limit)s
"""
SETTLE: Final = """
UPDATE intelligence_sent SET settled_at = %(at)s WHERE id = ANY (%(ids)s) AND settled_at IS NULL
"""
# Of what was declined the newest are kept.
FORGET_DECLINED: Final = """
DELETE FROM intelligence_declined WHERE partner_id = %(partner)s AND id NOT IN (
  SELECT id FROM intelligence_declined WHERE partner_id = %(partner)s ORDER BY id DESC LIMIT %(most)s)
"""
# Of the events that a feed names those that were not read, or not as they are now.
CHANGED_EVENTS: Final = """
SELECT w.uuid::text, w.stamp FROM unnest(%(uuids)s::uuid[], %(stamps)s::bigint[]) w (uuid, stamp)
WHERE NOT EXISTS (
  SELECT FROM intelligence_feedevent f
  WHERE f.partner_id = %(partner)s AND f.uuid = w.uuid AND f.stamp >= w.stamp)
ORDER BY w.stamp, w.uuid
"""
NOTE_EVENTS: Final = """
INSERT INTO intelligence_feedevent (partner_id, organisation_id, uuid, stamp)
SELECT %(partner)s, %(organisation)s, w.uuid, w.stamp
FROM unnest(%(uuids)s::uuid[], %(stamps)s::bigint[]) w (uuid, stamp)
ON CONFLICT (partner_id, uuid, organisation_id) DO UPDATE SET stamp = excluded.stamp
"""
DUE: Final = """
SELECT id FROM intelligence_partner
WHERE ended_at IS NULL AND paused_at IS NULL AND next_at <= %(at)s ORDER BY next_at
"""
