"""Set-based statements of the warnings.

The urgency here is that of the deployer's tree in ssvc; a test holds the two together. Values of
decision points are their places in ssvc.VALUES."""

import hashlib
from collections.abc import Iterable
from typing import Any

from noroshi.warnings.rules import BY_OUTCOME
from noroshi.warnings.ssvc import EASY, HARD, VALUES, WAYS_IN, Policy


def array(metrics: Iterable[str]) -> str:
    """Metrics of a CVSS vector as a constant."""
    return f"'{{{','.join(sorted(metrics))}}}'::text[]"


def parameters(by: Policy) -> dict[str, Any]:
    """The policy as the statements want it; `policy` tells it from every other."""
    human_impact = {
        impact: VALUES["human impact"].index(value)
        for impact, value in by.trees["human_impact"].rows.items()
    }
    tree = by.trees["deployer"]
    values: dict[str, Any] = {
        "public_poc_epss": by.public_poc_epss,
        "unknown_exposure": VALUES["system exposure"].index(by.unknown_exposure),
        "private": [str(network) for network in by.private],
        "roles": list(by.roles),
        "human_impacts": [human_impact[role.safety, role.mission] for role in by.roles.values()],
        "unknown_human_impact": human_impact[by.unknown_role.safety, by.unknown_role.mission],
        "tree": [BY_OUTCOME[tree.rows[point]] for point in tree.combinations()],
    }
    digest = hashlib.sha256(repr(values).encode()).hexdigest()
    return {**values, "policy": digest[:16]}


# --- decision points ----------------------------------------------------------------------------

EXPLOITATION = """
CASE WHEN k.id IS NOT NULL OR lower(c.ssvc_exploitation) = 'active' THEN 2
     WHEN lower(c.ssvc_exploitation) IN ('poc', 'public poc') OR x.epss >= %(public_poc_epss)s THEN 1
     ELSE 0 END
"""

METRICS = "string_to_array(c.cvss_vector, '/')"

AUTOMATABLE = f"""
CASE WHEN lower(c.ssvc_automatable) = 'yes' THEN 1
     WHEN lower(c.ssvc_automatable) = 'no' THEN 0
     WHEN ({METRICS} && {array(WAYS_IN)}) IS NOT TRUE THEN 1
     WHEN {METRICS} && {array(HARD)} THEN 0
     WHEN {" OR ".join(f"{METRICS} @> {array(easy)}" for easy in EASY)} THEN 1
     ELSE 0 END
"""

SYSTEM_EXPOSURE = """
CASE WHEN cardinality(a.addresses) = 0 THEN %(unknown_exposure)s
     WHEN EXISTS (SELECT FROM unnest(a.addresses) address
                  WHERE NOT address <<= ANY (%(private)s::inet[])) THEN 2
     ELSE 0 END
"""

HUMAN_IMPACT = """
coalesce((%(human_impacts)s::integer[])[array_position(%(roles)s::text[], lower(btrim(s.role)))],
         %(unknown_human_impact)s)
"""

# The tree's outcomes stand in the order of its points' values.
OUTCOME = """
(%(tree)s::integer[])[(({exploitation} * 3 + {exposure}) * 2 + {automatable}) * 4
                      + {human_impact} + 1]
"""
URGENCY = OUTCOME.format(
    exploitation="p.exploitation",
    exposure=SYSTEM_EXPOSURE,
    automatable="p.automatable",
    human_impact=HUMAN_IMPACT,
)

# --- reading ------------------------------------------------------------------------------------

SEES_EVERY = "SELECT noroshi.sees_every('warning')"

# Of those who see some organisations' warnings: page by page from each in turn.
INBOX = """
SELECT w.*
FROM (SELECT unnest(noroshi.audiences('warning')) AS audience) o
CROSS JOIN LATERAL (
  SELECT w.* FROM warnings_warning w
  WHERE w.audience = o.audience AND {conditions}
  ORDER BY {order} LIMIT %(limit)s) w
ORDER BY {order} LIMIT %(limit)s
"""

# Of those who see every organisation's, in the order of all.
INBOX_OF_ALL = """
SELECT w.* FROM warnings_warning w WHERE {conditions} ORDER BY {order} LIMIT %(limit)s
"""

OWNERS = "SELECT * FROM parties_organisation WHERE id = ANY (%(wanted)s)"

COUNT = "SELECT count(*) FROM warnings_warning w WHERE {conditions}"

COUNT_URGENCIES = "SELECT urgency, count(*) FROM warnings_warning w WHERE {conditions} GROUP BY 1"

# What has no date comes after what has one.
DUE = "coalesce(w.due_at, 'infinity')"

# The order and what follows a cursor in it. The index over all warnings is one of casts, which
# the planner takes for nobody else: others' rows are not even looked at.
DUE_FIRST = (
    f"w.urgency, {DUE}, w.id",
    f"(w.urgency, {DUE}, w.id) > (%(after_urgency)s, %(after_at)s::timestamptz, %(after_id)s::uuid)",
)
DUE_FIRST_OF_ALL = tuple(part.replace("w.urgency", "w.urgency::integer") for part in DUE_FIRST)
NEWEST = (
    "w.raised_at DESC, w.id DESC",
    "(w.raised_at, w.id) < (%(after_at)s::timestamptz, %(after_id)s::uuid)",
)

NARROW = {
    "organisation": "w.organisation_id = (SELECT id FROM parties_organisation WHERE code = %(organisation)s)",
    "sector": "w.organisation_id IN (SELECT id FROM parties_organisation WHERE sector = %(sector)s)",
    "system": """EXISTS (SELECT FROM vulnerabilities_exposure e JOIN assets_asset a ON a.id = e.asset_id
        WHERE e.organisation_id = w.organisation_id AND e.cause = w.cause AND e.is_open
          AND a.system_id::text = %(system)s)""",
    "text": """(w.cause ILIKE %(text)s OR EXISTS (SELECT FROM vulnerabilities_exposure e
        JOIN assets_asset a ON a.id = e.asset_id
        WHERE e.organisation_id = w.organisation_id AND e.cause = w.cause AND e.is_open
          AND (a.name ILIKE %(text)s OR a.product ILIKE %(text)s)))""",
}

# --- telling open pages -------------------------------------------------------------------------

CHANNEL = "warnings"
ANNOUNCE = f"SELECT pg_notify('{CHANNEL}', %(instants)s)"
LISTEN = f"LISTEN {CHANNEL}"
NEWS = "SELECT * FROM noroshi.news(%(actors)s, %(changed)s)"
OPEN_SESSIONS = """
SELECT session_key FROM django_session WHERE session_key = ANY (%(sessions)s) AND expire_date > now()
"""

# --- the board ----------------------------------------------------------------------------------

# Every warning that the requester may see, once, and when it was settled: closed, or said last to
# be fixed or not to affect.
SETTLED = """
WITH said AS (
  SELECT n.warning_id, max(n.written_at) AS at FROM warnings_note n
  WHERE n.kind = 'answer' AND split_part(n.text, E'\\n', 1) IN ('fixed', 'not_affected')
  GROUP BY n.warning_id
), settled AS (
  SELECT p.sector, w.urgency, w.raised_at,
    CASE WHEN w.state = 'closed' THEN w.closed_at
         WHEN w.state IN ('fixed', 'not_affected') THEN coalesce(s.at, w.changed_at) END AS at
  FROM warnings_warning w
  JOIN parties_organisation p ON p.id = w.organisation_id
  LEFT JOIN said s ON s.warning_id = w.id
  WHERE %(sector)s IN ('', p.sector)
)
"""

# One row a day: how many warnings waited at its end. What was settled may have come back, and says so
# in its history; the last settling counts even where that has lost it.
TREND = """
WITH seen AS (
  SELECT w.id, w.state, w.raised_at, w.closed_at, w.changed_at FROM warnings_warning w
  JOIN parties_organisation p ON p.id = w.organisation_id
  WHERE %(sector)s IN ('', p.sector)
), turned AS (
  SELECT n.warning_id, n.written_at AS at,
    split_part(n.text, E'\\n', 1) NOT IN ('closed', 'fixed', 'not_affected') AS waits
  FROM warnings_note n JOIN seen s ON s.id = n.warning_id
  WHERE n.kind = 'answer' OR (n.kind = 'change' AND n.text IN ('closed', 'reopened'))
  UNION ALL
  SELECT id, CASE WHEN state = 'closed' THEN closed_at ELSE changed_at END, false FROM seen
  WHERE state IN ('closed', 'fixed', 'not_affected')
), moved AS (
  SELECT raised_at AS at, 1 AS by FROM seen
  UNION ALL
  SELECT at, CASE WHEN waits THEN 1 ELSE -1 END FROM (
    SELECT at, waits, lag(waits, 1, true) OVER (PARTITION BY warning_id ORDER BY at, waits DESC) AS was
    FROM turned) t
  WHERE waits <> was
), summed AS (
  SELECT greatest((at AT TIME ZONE %(zone)s)::date, %(first)s::date) AS day, sum(by) AS by
  FROM moved GROUP BY 1
)
SELECT d::date, coalesce(sum(s.by) OVER (ORDER BY d), 0)::integer
FROM generate_series(%(first)s::date, %(last)s::date, interval '1 day') AS d
LEFT JOIN summed s ON s.day = d::date ORDER BY d
"""

# On which day how many of the warnings about a cause were raised, closed and opened again. One that is
# closed may be told so again.
MOVES = """
WITH told AS (
  SELECT id, raised_at AS at, 'raised' AS what, NULL AS was FROM warnings_warning
  WHERE cause = %(cause)s
  UNION ALL
  SELECT w.id, n.written_at, n.text, lag(n.text) OVER (PARTITION BY w.id ORDER BY n.written_at)
  FROM warnings_warning w JOIN warnings_note n ON n.warning_id = w.id
  WHERE w.cause = %(cause)s AND n.kind = 'change' AND n.text IN ('closed', 'reopened')
)
SELECT (at AT TIME ZONE %(zone)s)::date AS day, what, count(*) FROM told
WHERE what <> 'closed' OR was IS DISTINCT FROM 'closed'
GROUP BY day, what ORDER BY day, what
"""

# One row a sector and urgency; an empty sector stands for who is in none.
BOARD = f"""
{SETTLED}
SELECT sector, urgency, count(*) FILTER (WHERE at IS NULL), count(at),
  percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM at - raised_at) / 86400)
    FILTER (WHERE at IS NOT NULL)
FROM settled GROUP BY sector, urgency ORDER BY sector, urgency
"""

# --- what if ------------------------------------------------------------------------------------

# Assets that were named, or are exposed to a cause, with the urgency that active exploitation
# would give each.
SUPPOSED = f"""
WITH p AS (
  SELECT 2 AS exploitation, {AUTOMATABLE} AS automatable
  FROM (SELECT %(cause)s::text AS cause) q LEFT JOIN vulnerabilities_vulnerability c ON c.id = q.cause
), supposed AS (
  SELECT g.sector, g.code, g.name, g.name_ja, s.id, s.name AS system, s.role, a.id AS asset,
    {URGENCY} AS urgency
  FROM assets_asset a CROSS JOIN p
  JOIN assets_system s ON s.id = a.system_id
  JOIN parties_organisation g ON g.id = a.organisation_id
  WHERE a.removed_at IS NULL
    AND (a.id = ANY (%(assets)s::uuid[])
         OR a.id IN (SELECT e.asset_id FROM vulnerabilities_exposure e
                     WHERE e.cause = %(cause)s AND e.is_open))
)
"""
SUPPOSED_SYSTEMS = f"""
{SUPPOSED}
SELECT id, system, role, code, name, name_ja, sector, count(*), min(urgency)
FROM supposed GROUP BY id, system, role, code, name, name_ja, sector
HAVING %(is_first)s OR (min(urgency), -count(*), code, system, id)
  > (%(after_rank)s, %(after_assets)s::bigint, %(after_code)s, %(after_system)s, %(after_id)s::uuid)
ORDER BY min(urgency), count(*) DESC, code, system, id LIMIT %(limit)s
"""
SUPPOSED_SECTORS = f"""
{SUPPOSED}
SELECT sector, urgency, count(*) FROM (
  SELECT sector, id, min(urgency) AS urgency FROM supposed GROUP BY sector, id) s
GROUP BY sector, urgency ORDER BY sector, urgency
"""
# --- delivering ---------------------------------------------------------------------------------

# Whom something of an organisation concerns: its people in certain roles, each once, with the wish
# that goes for them; none where nobody has wished anything.
READERS = """
SELECT DISTINCT ON (a.organisation_id, a.person_id) a.organisation_id, a.audience, a.id, a.person_id,
  w.at_once, w.digest, w.language, h.zone, h.quiet_from, h.quiet_until
FROM parties_actor a
JOIN parties_person p ON p.id = a.person_id AND p.is_active
LEFT JOIN warnings_deliverywish h ON h.organisation_id = a.organisation_id AND h.actor_id IS NULL
LEFT JOIN LATERAL (SELECT * FROM warnings_deliverywish w
  WHERE w.organisation_id = a.organisation_id AND (w.actor_id = a.id OR w.actor_id IS NULL)
  ORDER BY w.actor_id IS NULL LIMIT 1) w ON true
WHERE a.organisation_id = ANY (%(organisations)s) AND a.kind = 'person' AND a.ended_at IS NULL
  AND a.role = ANY (%(roles)s)
ORDER BY a.organisation_id, a.person_id, w.actor_id IS NULL, a.since
"""

DUE_NOW = """state = 'waiting' AND channel = %(channel)s AND next_at <= %(at)s
        AND (claimed_until IS NULL OR claimed_until < %(at)s)"""

# The waiting deliveries of one channel that are due, and nobody else is at: of each organisation its
# share, less what is on its way already, and of all the first before the second.
CLAIM = f"""
WITH due AS MATERIALIZED (
  SELECT c.id FROM (
    SELECT o.organisation_id,
      %(share)s - (SELECT count(*) FROM unnest(%(busy)s::uuid[]) b WHERE b = o.organisation_id) AS share
    FROM (SELECT DISTINCT organisation_id FROM warnings_delivery WHERE {DUE_NOW}) o) o
  CROSS JOIN LATERAL (
    SELECT id, next_at, row_number() OVER (ORDER BY next_at, id) AS place FROM (
      SELECT id, next_at FROM warnings_delivery
      WHERE organisation_id = o.organisation_id AND {DUE_NOW}
      ORDER BY next_at, reader_id, id LIMIT greatest(o.share, 0) FOR UPDATE SKIP LOCKED) own) c
  ORDER BY c.place, c.next_at, c.id LIMIT %(limit)s)
UPDATE warnings_delivery d SET claimed_until = %(at)s + %(patience)s, attempts = d.attempts + 1
FROM due WHERE d.id = due.id
RETURNING d.id
"""

# Of the named warnings those that the requester may see: by its audiences, which follow from the
# actor alone, whatever role asks.
SEEN = """
SELECT w.id FROM unnest(noroshi.audiences('warning')) o (audience)
JOIN warnings_warning w ON w.audience = o.audience
WHERE w.id = ANY (%(ids)s) AND w.state = ANY (%(states)s)
ORDER BY w.urgency, w.due_at, w.id
"""

SETTLE = """
UPDATE warnings_delivery d SET state = n.state, reason = n.reason, next_at = n.next_at,
  claimed_until = NULL, settled_at = CASE WHEN n.state <> 'waiting' THEN %(at)s END,
  attempts = d.attempts - n.untried::integer
FROM unnest(%(ids)s::uuid[], %(states)s::text[], %(reasons)s::text[], %(nexts)s::timestamptz[],
            %(untried)s::boolean[]) AS n (id, state, reason, next_at, untried)
WHERE d.id = n.id AND d.state = 'waiting'
"""

# An endpoint that has answered fails no more; one that has not fails since it began to.
ENDPOINTS_FAILING = """
UPDATE warnings_endpoint e SET
  failing_since = CASE WHEN n.is_well THEN NULL ELSE coalesce(e.failing_since, %(at)s) END,
  paused_at = CASE WHEN n.is_well THEN e.paused_at
                   WHEN n.is_gone OR e.failing_since < %(at)s - %(patience)s
                   THEN coalesce(e.paused_at, %(at)s) ELSE e.paused_at END
FROM unnest(%(ids)s::uuid[], %(well)s::boolean[], %(gone)s::boolean[]) AS n (id, is_well, is_gone)
WHERE e.id = n.id
"""

# What nobody saw the end of so often is what ends whoever sends it.
GIVE_UP_CUT_SHORT = """
UPDATE warnings_delivery SET state = 'dead', reason = 'cut short', settled_at = %(at)s,
  claimed_until = NULL
WHERE state = 'waiting' AND channel = %(channel)s AND next_at <= %(at)s
  AND claimed_until < %(at)s AND attempts >= %(attempts)s
"""

GIVE_UP_PAUSED = """
UPDATE warnings_delivery d SET state = 'dead', reason = 'paused', settled_at = %(at)s,
  claimed_until = NULL
FROM warnings_endpoint e
WHERE e.id = d.endpoint_id AND d.state = 'waiting' AND (e.paused_at IS NOT NULL OR e.ended_at IS NOT NULL)
"""
