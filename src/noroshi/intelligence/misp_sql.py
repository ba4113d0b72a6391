"""Set-based statements of MISP's events."""

from typing import Final

# One event is changed by one at a time.
LOCK: Final = "SELECT pg_advisory_xact_lock(hashtextextended('misp ' || %(event)s, 0))"

# The newest of its source that the requester may see.
NEWEST: Final = """
o.is_newest AND NOT EXISTS (
  SELECT FROM intelligence_stixobject n WHERE n.stix_id = o.stix_id AND n.version > o.version
    AND n.organisation_id = o.organisation_id AND n.source = o.source)
"""

# Of an event that several have laid down, one's own is told, else that of who was the first.
EVENTS: Final = f"""
events AS MATERIALIZED (
  SELECT DISTINCT ON (o.stix_id) o.stix_id, o.organisation_id, o.source, o.tlp, o.created,
         o.content::jsonb -> 'misp' AS fields
  FROM intelligence_stixobject o
  WHERE o.type = 'x-noroshi-misp-event' AND {NEWEST} AND {{named}}
  ORDER BY o.stix_id, (o.organisation_id = noroshi.organisation()) DESC,
    (SELECT min(f.added_at) FROM intelligence_stixobject f WHERE f.stix_id = o.stix_id
       AND f.organisation_id = o.organisation_id AND f.source = o.source), o.id
)
"""
ANY_EVENT: Final = "true"
NAMED: Final = "(o.stix_id = ANY (%(ids)s::text[]) OR o.stix_id LIKE ANY (%(numbers)s::text[]))"

# Attributes with the event that they are of.
ATTRIBUTES: Final = f"""
attributes AS MATERIALIZED (
  SELECT o.stix_id, o.target_ref, o.name, o.created, o.content::jsonb -> 'misp' AS fields,
         o.content::jsonb ->> 'object_uuid' AS object_uuid
  FROM intelligence_stixobject o
  JOIN events e ON e.stix_id = o.target_ref AND e.organisation_id = o.organisation_id
    AND e.source = o.source
  WHERE o.type = 'x-noroshi-misp-attribute' AND {NEWEST}
)
"""

FIND_EVENTS: Final = f"""
WITH {EVENTS}, {ATTRIBUTES}
SELECT e.stix_id, e.organisation_id, e.source FROM events e WHERE {{conditions}}
ORDER BY {{order}}, e.created, e.stix_id LIMIT %(limit)s OFFSET %(offset)s
"""
FIND_ATTRIBUTES: Final = f"""
WITH {EVENTS}, {ATTRIBUTES}
SELECT a.stix_id, a.object_uuid, a.fields, e.stix_id, e.organisation_id, e.source, e.fields
FROM attributes a JOIN events e ON e.stix_id = a.target_ref WHERE {{conditions}}
ORDER BY {{order}}, a.created, a.stix_id LIMIT %(limit)s OFFSET %(offset)s
"""
# Objects of which an attribute is as it is asked for.
FIND_OBJECTS: Final = f"""
WITH {EVENTS}, {ATTRIBUTES}
SELECT o.stix_id, e.stix_id, e.organisation_id, e.source
FROM events e JOIN intelligence_stixobject o ON o.target_ref = e.stix_id
  AND o.organisation_id = e.organisation_id AND o.source = e.source
WHERE o.type = 'x-noroshi-misp-object' AND {NEWEST}
  AND NOT coalesce((o.content::jsonb -> 'misp' ->> 'deleted')::boolean, false)
  AND EXISTS (SELECT FROM attributes a WHERE a.target_ref = e.stix_id
              AND a.object_uuid = right(o.stix_id, 36) AND {{conditions}})
ORDER BY o.created, o.stix_id LIMIT %(limit)s OFFSET %(offset)s
"""
# Sightings with the attributes and the events that they are of.
FIND_SIGHTINGS: Final = f"""
WITH {EVENTS}, {ATTRIBUTES}
SELECT o.organisation_id, o.content::jsonb -> 'misp', a.stix_id, a.object_uuid, a.fields,
       e.stix_id, e.organisation_id, e.source, e.fields
FROM intelligence_stixobject o
JOIN attributes a ON a.stix_id = o.target_ref JOIN events e ON e.stix_id = a.target_ref
WHERE o.type = 'sighting' AND o.target_ref <> '' AND {NEWEST}
  AND o.content LIKE '%%"misp":{{{{%%' AND {{conditions}}
ORDER BY o.created, o.stix_id LIMIT %(limit)s OFFSET %(offset)s
"""

# What a feed tells: published events, those that were changed last first, and their values' digests.
FEED: Final = f"""
WITH {EVENTS}
SELECT e.organisation_id, e.fields FROM events e WHERE (e.fields ->> 'published')::boolean
ORDER BY (e.fields ->> 'timestamp')::bigint DESC, e.stix_id LIMIT %(limit)s
"""
FEED_VALUES: Final = f"""
WITH {EVENTS}, {ATTRIBUTES}, fed AS (
  SELECT e.stix_id, e.organisation_id, e.source, e.fields ->> 'uuid' AS uuid FROM events e
  WHERE (e.fields ->> 'published')::boolean
  ORDER BY (e.fields ->> 'timestamp')::bigint DESC, e.stix_id LIMIT %(limit)s
)
SELECT DISTINCT md5(part.value), f.uuid
FROM fed f JOIN attributes a ON a.target_ref = f.stix_id
LEFT JOIN intelligence_stixobject b ON a.object_uuid IS NOT NULL AND b.target_ref = f.stix_id
  AND b.type = 'x-noroshi-misp-object' AND b.is_newest AND right(b.stix_id, 36) = a.object_uuid
  AND b.organisation_id = f.organisation_id AND b.source = f.source
CROSS JOIN LATERAL unnest(CASE
  WHEN a.fields ->> 'type' LIKE '%%|%%' OR a.fields ->> 'type' = 'malware-sample'
  THEN string_to_array(a.fields ->> 'value', '|') ELSE ARRAY[a.fields ->> 'value'] END) AS part (value)
WHERE NOT (a.fields ->> 'deleted')::boolean AND (a.object_uuid IS NULL OR b.id IS NOT NULL)
  AND NOT coalesce((b.content::jsonb -> 'misp' ->> 'deleted')::boolean, false)
ORDER BY 2, 1
"""

# Which event a record is in: its own identifier, or its number.
HOME: Final = f"""
SELECT o.stix_id, CASE WHEN o.type = 'x-noroshi-misp-event' THEN o.stix_id ELSE o.target_ref END
FROM intelligence_stixobject o
WHERE o.type = ANY (%(types)s::text[]) AND {NAMED}
ORDER BY (o.organisation_id = noroshi.organisation()) DESC, o.added_at, o.id LIMIT 1
"""

# Which object of one's own has a reference, by its UUID or number; which event that is in.
REFERENCE: Final = """
SELECT o.stix_id, o.target_ref, r.one ->> 'uuid' FROM intelligence_stixobject o
CROSS JOIN LATERAL jsonb_array_elements(o.content::jsonb -> 'misp' -> 'ObjectReference') r (one)
WHERE o.type = 'x-noroshi-misp-object' AND o.is_newest
  AND o.organisation_id = noroshi.organisation()
  AND (r.one ->> 'uuid' = ANY (%(uuids)s::text[]) OR r.one ->> 'uuid' LIKE ANY (%(numbers)s::text[]))
ORDER BY o.added_at, o.id LIMIT 1
"""

# Whole events: each itself, and what is in it.
RECORDS: Final = f"""
WITH wanted AS (
  SELECT * FROM unnest(%(events)s::text[], %(organisations)s::uuid[], %(sources)s::text[])
                AS e (event, organisation, source)
)
SELECT o.target_ref, o.organisation_id, o.tlp, o.content, o.created, o.stix_id
FROM wanted e JOIN intelligence_stixobject o ON o.stix_id = e.event
  AND o.organisation_id = e.organisation AND o.source = e.source
WHERE {NEWEST}
UNION ALL
SELECT o.target_ref, o.organisation_id, o.tlp, o.content, o.created, o.stix_id
FROM wanted e JOIN intelligence_stixobject o ON o.target_ref = e.event AND o.target_ref <> ''
  AND o.organisation_id = e.organisation AND o.source = e.source
WHERE o.type = ANY (%(types)s::text[]) AND {NEWEST}
ORDER BY 5, 6
"""

# Whoever saw it: as far as the requester may know.
SIGHTINGS: Final = f"""
SELECT o.target_ref, o.organisation_id, o.tlp, o.content, o.added_at, o.id
FROM intelligence_stixobject o
WHERE o.type = 'sighting' AND o.target_ref = ANY (%(attributes)s::text[]) AND o.target_ref <> ''
  AND {NEWEST}
  AND o.content LIKE '%%"misp":{{%%'
ORDER BY o.added_at, o.id
"""

# How strictly others have marked what is visible of an event that oneself lays down as well.
CEILING: Final = """
SELECT DISTINCT o.tlp FROM intelligence_stixobject o
WHERE o.stix_id = %(event)s AND o.organisation_id <> noroshi.organisation()
"""

# What was laid down under a wider marking than it has now; rank: of its marking, the widest 0.
WITHDRAW: Final = """
DELETE FROM intelligence_stixobject o
USING unnest(%(ids)s::text[], %(ranks)s::integer[]) AS w (stix_id, rank)
WHERE o.stix_id = w.stix_id AND o.organisation_id = noroshi.organisation()
  AND o.source = %(source)s
  AND array_position(ARRAY['clear', 'green', 'amber', 'amber+strict', 'red'], o.tlp::text) <= w.rank
RETURNING o.digest
"""

# Records, what is said of them, and their indicators.
DELETE: Final = """
WITH parts AS (
  SELECT DISTINCT o.stix_id FROM intelligence_stixobject o
  WHERE o.organisation_id = noroshi.organisation() AND o.source = %(source)s
    AND (o.stix_id = ANY (%(ids)s::text[]) OR o.target_ref = ANY (%(ids)s::text[]))
), gone AS (
  SELECT stix_id FROM parts
  UNION SELECT 'indicator--' || right(stix_id, 36) FROM parts
  UNION SELECT o.stix_id FROM intelligence_stixobject o JOIN parts p ON o.target_ref = p.stix_id
  WHERE o.organisation_id = noroshi.organisation() AND o.source = %(source)s
)
DELETE FROM intelligence_stixobject o USING gone g
WHERE o.stix_id = g.stix_id AND o.organisation_id = noroshi.organisation()
  AND o.source = %(source)s
RETURNING o.digest
"""

# Tags in use, as far as the requester may see; how often.
TAGS: Final = f"""
WITH {EVENTS}, {ATTRIBUTES}
SELECT t.tag ->> 'name', min(t.tag ->> 'colour'), count(*) FILTER (WHERE t.is_event),
       count(*) FILTER (WHERE NOT t.is_event)
FROM (
  SELECT jsonb_array_elements(e.fields -> 'Tag') AS tag, true AS is_event FROM events e
  UNION ALL
  SELECT jsonb_array_elements(a.fields -> 'Tag'), false FROM attributes a
) t
WHERE t.tag ->> 'name' ILIKE %(pattern)s
GROUP BY t.tag ->> 'name' ORDER BY t.tag ->> 'name'
"""

# --- what narrows -------------------------------------------------------------------------------

# {name}: of the parameter. Texts are compared without case, as MISP does; `%` stands for anything.
_TAG: Final = "t ->> 'name' ILIKE ANY (%({name})s::text[])"
_EVENT_TAG: Final = f"EXISTS (SELECT FROM jsonb_array_elements(e.fields -> 'Tag') t WHERE {_TAG})"
_ATTRIBUTE_TAG: Final = (
    f"EXISTS (SELECT FROM jsonb_array_elements(a.fields -> 'Tag') t WHERE {_TAG})"
)
OF_EVENT: Final = {
    "events": "(e.stix_id = ANY (%({name})s::text[]) OR e.stix_id LIKE ANY (%({name})s::text[]))",
    "info": "e.fields ->> 'info' ILIKE ANY (%({name})s::text[])",
    "org": """(e.organisation_id::text = ANY (%({name})s::text[])
               OR e.fields -> 'Orgc' ->> 'name' ILIKE ANY (%({name})s::text[]))""",
    "published": "(e.fields ->> 'published')::boolean = ANY (%({name})s::boolean[])",
    "threat_level": "e.fields ->> 'threat_level_id' ILIKE ANY (%({name})s::text[])",
    "analysis": "e.fields ->> 'analysis' ILIKE ANY (%({name})s::text[])",
    "distribution": "e.fields ->> 'distribution' ILIKE ANY (%({name})s::text[])",
    "event_tags": _EVENT_TAG,
    "date_from": "e.fields ->> 'date' >= (%({name})s::text[])[1]",
    "date_to": "e.fields ->> 'date' <= (%({name})s::text[])[1]",
    "event_from": "(e.fields ->> 'timestamp')::bigint >= (%({name})s::bigint[])[1]",
    "event_to": "(e.fields ->> 'timestamp')::bigint <= (%({name})s::bigint[])[1]",
    "publish_from": "(e.fields ->> 'publish_timestamp')::bigint >= (%({name})s::bigint[])[1]",
    "publish_to": "(e.fields ->> 'publish_timestamp')::bigint <= (%({name})s::bigint[])[1]",
}
OF_ATTRIBUTE: Final = {
    "value": """EXISTS (SELECT FROM unnest(a.fields ->> 'value'
                  || string_to_array(a.fields ->> 'value', '|')) v (part)
                WHERE v.part ILIKE ANY (%({name})s::text[]))""",
    "type": "a.fields ->> 'type' ILIKE ANY (%({name})s::text[])",
    "category": "a.fields ->> 'category' ILIKE ANY (%({name})s::text[])",
    "to_ids": "(a.fields ->> 'to_ids')::boolean = ANY (%({name})s::boolean[])",
    "deleted": "(a.fields ->> 'deleted')::boolean = ANY (%({name})s::boolean[])",
    "relation": "a.fields ->> 'object_relation' ILIKE ANY (%({name})s::text[])",
    "object_name": """EXISTS (SELECT FROM intelligence_stixobject b
                  WHERE b.target_ref = e.stix_id AND b.target_ref <> ''
                    AND b.type = 'x-noroshi-misp-object' AND b.organisation_id = e.organisation_id
                    AND right(b.stix_id, 36) = a.object_uuid
                    AND b.name ILIKE ANY (%({name})s::text[]))""",
    "comment": "a.fields ->> 'comment' ILIKE ANY (%({name})s::text[])",
    "attributes": """(a.stix_id = ANY (%({name})s::text[])
                      OR a.stix_id LIKE ANY (%({name})s::text[]))""",
    "attribute_from": "(a.fields ->> 'timestamp')::bigint >= (%({name})s::bigint[])[1]",
    "attribute_to": "(a.fields ->> 'timestamp')::bigint <= (%({name})s::bigint[])[1]",
}
# Of either: a tag, an identifier, whatever is said.
HAS_ATTRIBUTE: Final = (
    "EXISTS (SELECT FROM attributes a WHERE a.target_ref = e.stix_id AND {conditions})"
)
EVENT_OR_ATTRIBUTE: Final = {
    "tags": (_EVENT_TAG, _ATTRIBUTE_TAG),
    "uuid": (OF_EVENT["events"], OF_ATTRIBUTE["attributes"]),
    "anything": (
        f"({OF_EVENT['info']} OR {_EVENT_TAG})",
        f"({OF_ATTRIBUTE['value']} OR {OF_ATTRIBUTE['comment']} OR {_ATTRIBUTE_TAG})",
    ),
}
# What a tag refuses: of a search for events the event's own; its attributes are left out of the answer.
NOT_OF_EVENT: Final = {"tags": _EVENT_TAG}
OF_SIGHTING: Final = {
    "events": OF_EVENT["events"],
    "attributes": OF_ATTRIBUTE["attributes"],
    "sighting_type": "o.content::jsonb -> 'misp' ->> 'type' = ANY (%({name})s::text[])",
    "source": "o.content::jsonb -> 'misp' ->> 'source' ILIKE ANY (%({name})s::text[])",
    "sighting_org": "o.organisation_id::text = ANY (%({name})s::text[])",
    "seen_from": """(o.content::jsonb -> 'misp' ->> 'date_sighting')::bigint
                    >= (%({name})s::bigint[])[1]""",
    "seen_to": """(o.content::jsonb -> 'misp' ->> 'date_sighting')::bigint
                  <= (%({name})s::bigint[])[1]""",
}

# --- what orders --------------------------------------------------------------------------------

ORDER_OF_EVENTS: Final = {
    "id": "e.created",
    **{name: f"e.fields ->> '{name}'" for name in ("uuid", "date", "published", "distribution")},
    **{name: f"e.fields ->> '{name}'" for name in ("threat_level_id", "analysis")},
    **{name: f"(e.fields ->> '{name}')::bigint" for name in ("timestamp", "publish_timestamp")},
    "info": "lower(e.fields ->> 'info')",
    "orgc": "e.organisation_id",
}
ORDER_OF_ATTRIBUTES: Final = {
    "id": "a.created",
    "event_id": "e.created",
    **{name: f"a.fields ->> '{name}'" for name in ("uuid", "type", "category", "to_ids")},
    **{name: f"lower(a.fields ->> '{name}')" for name in ("value", "comment")},
    "timestamp": "(a.fields ->> 'timestamp')::bigint",
}
