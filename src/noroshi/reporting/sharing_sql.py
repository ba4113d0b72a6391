"""Statements about who may receive by consent, and what whoever reads a version is promised."""

CONSULTANTS = """
SELECT id, kind, code, name, name_ja, audience FROM noroshi.consultants()
WHERE kind = ANY (%s) ORDER BY kind, code
"""

LEAF = """
SELECT id, kind, at, actor_token, subject, digest FROM noroshi.leaf_of(%s)
"""
