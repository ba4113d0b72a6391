"""Set-based statements of intelligence."""

from collections.abc import Sequence
from typing import Final

# What an import copies, in the order of actions.prepare_objects.
COLUMNS: Final[Sequence[str]] = (
    "id", "stix_id", "type", "version", "created", "created_by", "confidence", "audience", "tlp",
    "markings", "revoked", "name", "relationship_type", "source_ref", "target_ref", "content",
    "digest",
)  # fmt: skip

# An observable has no version of its own: its is null until it is stored.
INCOMING: Final = """
CREATE TEMPORARY TABLE incoming (
  number bigint GENERATED ALWAYS AS IDENTITY, place text NOT NULL,
  id uuid NOT NULL, stix_id text NOT NULL, type text NOT NULL, version timestamptz,
  created timestamptz, created_by text NOT NULL, confidence smallint, audience integer NOT NULL,
  tlp text NOT NULL, markings text[] NOT NULL, revoked boolean NOT NULL, name text NOT NULL,
  relationship_type text NOT NULL, source_ref text NOT NULL, target_ref text NOT NULL,
  content text NOT NULL, digest bytea NOT NULL
) ON COMMIT DROP
"""
COPY: Final = f"COPY incoming (place, {', '.join(COLUMNS)}) FROM STDIN"
ANALYSE: Final = "ANALYZE incoming (stix_id, version, digest)"
DROP: Final = "DROP TABLE incoming, several"

# Objects get their instant in the order of commits, so that who asks for what came after one that
# was seen misses none: imports store one at a time.
LOCK: Final = "SELECT pg_advisory_xact_lock(hashtext('noroshi intelligence'))"

OWNER: Final = """
SELECT id, audience FROM parties_organisation
WHERE CASE WHEN %(organisation)s::uuid IS NULL THEN kind = 'nco' ELSE id = %(organisation)s END
ORDER BY code LIMIT 1
"""

# Of several with one identifier and version in one import the first stays.
FORGET_REPEATED: Final = """
WITH repeated AS (
  SELECT stix_id, version, min(number) AS number FROM incoming
  GROUP BY stix_id, version HAVING count(*) > 1
), gone AS (
  DELETE FROM incoming i USING repeated r, incoming kept
  WHERE i.stix_id = r.stix_id AND i.version IS NOT DISTINCT FROM r.version
    AND i.number <> r.number AND kept.number = r.number
  RETURNING i.place, i.stix_id, i.digest = kept.digest AS is_same
)
SELECT is_same, count(*), (array_agg(place))[:%(most)s], (array_agg(stix_id))[:%(most)s]
FROM gone GROUP BY is_same
"""

# What this source has said before, the same or not.
FORGET_KNOWN: Final = """
WITH gone AS (
  DELETE FROM incoming i USING intelligence_stixobject o
  WHERE o.organisation_id = %(organisation)s AND o.source = %(source)s AND o.stix_id = i.stix_id
    AND (o.version = i.version OR (i.version IS NULL AND o.is_newest AND o.digest = i.digest))
  RETURNING i.place, i.stix_id, i.digest = o.digest AS is_same
)
SELECT is_same, count(*), (array_agg(place))[:%(most)s], (array_agg(stix_id))[:%(most)s]
FROM gone GROUP BY is_same
"""

STORE: Final = """
INSERT INTO intelligence_stixobject
  (id, organisation_id, audience, source, stix_id, type, spec_version, version, created, created_by,
   confidence, tlp, markings, revoked, is_newest, name, relationship_type, source_ref, target_ref,
   content, digest, added_at)
SELECT i.id, %(organisation)s, i.audience, %(source)s, i.stix_id, i.type, '2.1',
       coalesce(i.version, %(at)s), i.created, i.created_by, i.confidence, i.tlp, i.markings,
       i.revoked, true, i.name, i.relationship_type, i.source_ref, i.target_ref, i.content, i.digest,
       %(at)s
FROM incoming i
"""

# Those of which there is more than one version, found before the new ones are stored.
SEVERAL: Final = """
CREATE TEMPORARY TABLE several ON COMMIT DROP AS
SELECT stix_id FROM incoming GROUP BY stix_id HAVING count(*) > 1
UNION
SELECT i.stix_id FROM incoming i JOIN intelligence_stixobject o ON o.stix_id = i.stix_id
WHERE o.organisation_id = %(organisation)s AND o.source = %(source)s
"""

SUPERSEDE: Final = """
UPDATE intelligence_stixobject o SET is_newest = false
FROM several s JOIN intelligence_stixobject n ON n.stix_id = s.stix_id
  AND n.organisation_id = %(organisation)s AND n.source = %(source)s
WHERE o.organisation_id = %(organisation)s AND o.source = %(source)s AND o.stix_id = s.stix_id
  AND o.audience = n.audience AND o.version < n.version AND o.is_newest
"""

DIGESTS: Final = "SELECT digest FROM incoming ORDER BY digest"
NOW: Final = "SELECT clock_timestamp()"

# --- reading ------------------------------------------------------------------------------------

HELD: Final = (
    "o.id, o.added_at, o.stix_id, o.type, o.version, o.spec_version, o.tlp, o.source,"
    " o.organisation_id, o.revoked, o.confidence, o.name, o.created_by, o.content"
)

# Page by page from each audience in turn, so that what it costs depends only on what may be seen.
PAGE: Final = """
WITH page AS MATERIALIZED (
  SELECT p.id FROM (SELECT DISTINCT unnest(noroshi.intelligence_audiences()) AS audience) a
  CROSS JOIN {types}
  CROSS JOIN LATERAL (
    SELECT o.id, o.added_at FROM intelligence_stixobject o
    WHERE o.audience = a.audience AND {conditions}
    ORDER BY o.added_at, o.id LIMIT %(limit)s) p
  ORDER BY p.added_at, p.id LIMIT %(limit)s
)
SELECT {columns} FROM page JOIN intelligence_stixobject o USING (id)
ORDER BY o.added_at, o.id
"""
# A page's contents as one text, from where to where they came in, and whether more follow: a row
# for each would be taken apart only to be written together again.
TOGETHER: Final = """
WITH listed AS MATERIALIZED ({page}),
told AS (SELECT * FROM listed ORDER BY added_at, id LIMIT %(size)s)
SELECT (SELECT string_agg(content, ',' ORDER BY added_at, id) FROM told),
  (SELECT min(added_at) FROM told), last.added_at, last.id,
  (SELECT count(*) FROM listed) > %(size)s
FROM (SELECT added_at, id FROM told ORDER BY added_at DESC, id DESC LIMIT 1) last
"""
ANY_TYPE: Final = "(VALUES (true)) t"
TYPES: Final = "unnest(%(types)s::text[]) AS t (type)"

EXPORT: Final = f"""
SELECT {HELD} FROM intelligence_stixobject o WHERE {{conditions}} ORDER BY o.added_at, o.id
"""

# Whichever source brought a version first gives it: each is told once.
TOLD_ONCE: Final = """
NOT EXISTS (SELECT FROM intelligence_stixobject n WHERE n.stix_id = o.stix_id
            AND n.version = o.version AND (n.added_at, n.id) < (o.added_at, o.id))
"""
NEWEST: Final = """
(o.is_newest AND NOT EXISTS (SELECT FROM intelligence_stixobject n
                             WHERE n.stix_id = o.stix_id AND n.version > o.version))
"""
OLDEST: Final = """
NOT EXISTS (SELECT FROM intelligence_stixobject n
            WHERE n.stix_id = o.stix_id AND n.version < o.version)
"""
VERSIONS_SEEN: Final = {"last": NEWEST, "first": OLDEST, "all": "true", "once": TOLD_ONCE}
# The newest, told once, by one look at what else there is.
NEWEST_ONCE: Final = """
(o.is_newest AND NOT EXISTS (
  SELECT FROM intelligence_stixobject n WHERE n.stix_id = o.stix_id AND n.version >= o.version
    AND (n.version > o.version OR (n.added_at, n.id) < (o.added_at, o.id))))
"""
OF_VERSIONS: Final = "o.version = ANY (%(instants)s::timestamptz[])"

NARROW: Final = {
    "types": "o.type = t.type",
    "ids": "o.stix_id = ANY (%(ids)s::text[])",
    "spec_versions": "o.spec_version = ANY (%(spec_versions)s::text[])",
    "added_after": "o.added_at > %(added_after)s::timestamptz",
    "after": "(o.added_at, o.id) > (%(after_at)s::timestamptz, %(after_id)s::uuid)",
    "sources": "o.source = ANY (%(sources)s::text[])",
    "markings": "o.tlp = ANY (%(markings)s::text[])",
}
OF_TYPES: Final = "o.type = ANY (%(types)s::text[])"

# Every version that may be seen, whoever said it, the newest first.
VERSIONS: Final = f"""
SELECT {HELD} FROM intelligence_stixobject o WHERE o.stix_id = %(stix_id)s
ORDER BY o.version DESC, o.added_at, o.id LIMIT %(limit)s
"""

# What a relationship leads to or from, or a sighting tells of, as of the newest versions.
NEIGHBOURS: Final = f"""
SELECT {HELD} FROM intelligence_stixobject o
WHERE (o.source_ref = %(stix_id)s OR o.target_ref = %(stix_id)s) AND {NEWEST} AND {TOLD_ONCE}
ORDER BY o.added_at, o.id LIMIT %(limit)s
"""
