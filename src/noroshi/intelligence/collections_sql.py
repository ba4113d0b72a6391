"""Set-based statements of collections."""

from typing import Final

# Whose versions count: those of the same owner alone.
_SAME: Final = "n.organisation_id = o.organisation_id AND n.stix_id = o.stix_id"
WORDS: Final = {
    "last": f"NOT EXISTS (SELECT FROM intelligence_stixobject n WHERE {_SAME} AND n.version > o.version)",
    "first": f"NOT EXISTS (SELECT FROM intelligence_stixobject n WHERE {_SAME} AND n.version < o.version)",
    "all": "true",
    "once": f"""NOT EXISTS (SELECT FROM intelligence_stixobject n WHERE {_SAME}
                AND n.version = o.version AND (n.added_at, n.id) < (o.added_at, o.id))""",
}

OWN: Final = """
SELECT {columns} FROM intelligence_stixobject o
WHERE o.organisation_id = %(organisation)s AND {conditions}
ORDER BY o.added_at, o.id LIMIT %(limit)s
"""

HAS: Final = """
SELECT EXISTS (SELECT FROM intelligence_stixobject o WHERE o.stix_id = %(stix_id)s
  AND (%(organisation)s::uuid IS NULL OR o.organisation_id = %(organisation)s))
"""

NEWEST_VERSIONS: Final = """
SELECT o.stix_id, max(o.version) FROM intelligence_stixobject o
WHERE o.stix_id = ANY (%s) AND o.organisation_id = noroshi.organisation() GROUP BY o.stix_id
"""

DELETE: Final = """
DELETE FROM intelligence_stixobject o
WHERE o.stix_id = %(stix_id)s AND o.organisation_id = %(organisation)s AND {conditions}
RETURNING o.digest
"""

# What is left of it has a newest version again, source by source.
RENEW: Final = """
UPDATE intelligence_stixobject o SET is_newest = true
WHERE o.stix_id = %(stix_id)s AND o.organisation_id = %(organisation)s AND NOT o.is_newest
  AND NOT EXISTS (
    SELECT FROM intelligence_stixobject n
    WHERE n.stix_id = o.stix_id AND n.organisation_id = o.organisation_id
      AND n.source = o.source AND n.audience = o.audience AND n.version > o.version)
"""
