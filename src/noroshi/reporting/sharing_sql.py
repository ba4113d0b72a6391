"""Statements about who may receive by consent, what is in force, and what whoever reads a version is
promised."""

CONSULTANTS = """
SELECT id, kind, code, name, name_ja, audience FROM noroshi.consultants()
WHERE kind = ANY (%s) ORDER BY kind, code
"""

# Asked with every filing: written out, as the query builder takes longer than the server.
CONFIRMED = "SELECT * FROM reporting_confirmedregime WHERE withdrawn_at IS NULL"

LEAF = """
SELECT id, kind, at, actor_token, subject, digest FROM noroshi.leaf_of(%s)
"""
