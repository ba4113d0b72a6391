"""Statements about who may receive by consent."""

CONSULTANTS = """
SELECT id, kind, code, name, name_ja, audience FROM noroshi.consultants()
WHERE kind = ANY (%s) ORDER BY kind, code
"""
