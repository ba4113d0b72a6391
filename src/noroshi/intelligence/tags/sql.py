"""Set-based statements of what tags mean."""

from typing import Final

HELD: Final = """
SELECT EXISTS (SELECT FROM intelligence_tagtable WHERE digest = %(digest)s OR
  (name = %(name)s AND version > %(version)s))
"""

FORGET: Final = """
WITH old AS (SELECT id FROM intelligence_tagtable WHERE name = %(name)s),
     emptied AS (DELETE FROM intelligence_tagmeaning m USING old WHERE m.table_id = old.id)
DELETE FROM intelligence_tagtable t USING old WHERE t.id = old.id
"""

ADD: Final = """
INSERT INTO intelligence_tagtable (name, title, version, digest, imported_at)
VALUES (%(name)s, %(title)s, %(version)s, %(digest)s, %(at)s) RETURNING id
"""
COPY: Final = """
COPY intelligence_tagmeaning
  (table_id, key, tag, title, description, names, technique, colour, uuid) FROM STDIN
"""

# Of a tag that several tables know, the one of its own name before one that has it for a synonym.
MEANINGS: Final = """
SELECT DISTINCT ON (m.key) m.key, m.tag, m.title, m.description, m.names, m.technique, m.colour,
       m.uuid, t.name, t.title
FROM intelligence_tagmeaning m JOIN intelligence_tagtable t ON t.id = m.table_id
WHERE m.key = ANY (%(keys)s::text[]) ORDER BY m.key, (lower(m.tag) = m.key) DESC, m.id
"""
