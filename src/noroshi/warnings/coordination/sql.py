"""Statements of the office's list. The level here is that of the coordinator's tree in ssvc; a test
holds the two together."""

from noroshi.warnings.sql import AUTOMATABLE, EXPLOITATION, METRICS, array
from noroshi.warnings.ssvc import WAYS_IN, WHOLE

TECHNICAL_IMPACT = f"""
CASE WHEN lower(c.ssvc_technical_impact) = 'total' THEN 1
     WHEN lower(c.ssvc_technical_impact) = 'partial' THEN 0
     WHEN ({METRICS} && {array(WAYS_IN)}) IS NOT TRUE THEN 1
     WHEN {" OR ".join(f"{METRICS} @> {array(whole)}" for whole in WHOLE)} THEN 1
     ELSE 0 END
"""

NATION_IMPACT = """
coalesce((%(sector_impacts)s::integer[])[array_position(%(sectors)s::text[], o.sector)],
         (%(kind_impacts)s::integer[])[array_position(%(kinds)s::text[], o.kind)],
         %(unknown_impact)s)
"""

# Each cause that waits for an answer anywhere, by the level of the coordinator's tree; the
# organisation that the nation misses most decides.
RANK = f"""
WITH asked AS (
  SELECT w.cause, count(*)::integer AS organisations, max({NATION_IMPACT}) AS impact
  FROM warnings_warning w JOIN parties_organisation o ON o.id = w.organisation_id
  WHERE w.state = ANY (%(owed)s) GROUP BY w.cause
), point AS (
  SELECT a.cause, a.organisations, a.impact, {EXPLOITATION} AS exploitation,
    {AUTOMATABLE} AS automatable, {TECHNICAL_IMPACT} AS technical_impact
  FROM asked a
  JOIN vulnerabilities_vulnerability c ON c.id = a.cause
  LEFT JOIN vulnerabilities_knownexploited k ON k.id = a.cause
  LEFT JOIN vulnerabilities_exploitprediction x ON x.id = a.cause
), rank AS (
  SELECT cause, organisations, (%(levels)s::integer[])[((exploitation * 2 + automatable) * 2
    + technical_impact) * 3 + impact + 1] AS level
  FROM point
)
"""

RANKED = """
SELECT cause, level, organisations FROM rank WHERE {conditions}
ORDER BY level DESC, organisations DESC, cause DESC LIMIT %(limit)s
"""

OF_LEVEL = "level = %(level)s"

AFTER_RANK = """(level, organisations, cause)
  < (%(after_level)s, %(after_organisations)s, %(after_cause)s)"""
