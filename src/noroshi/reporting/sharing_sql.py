"""Statements about who may receive by consent, what is in force, and what whoever reads a version is
promised."""

from noroshi.operations.prepared import Prepared

CONSULTANTS = """
SELECT id, kind, code, name, name_ja, audience FROM noroshi.consultants()
WHERE kind = ANY (%s) ORDER BY kind, code
"""

# Asked with every filing.
CONFIRMED = Prepared(
    b"noroshi_confirmed",
    b"""
SELECT id, regime, valid_from, person, ground, confirmed_at, withdrawn_at, ledger_entry
FROM reporting_confirmedregime WHERE withdrawn_at IS NULL
""",
)

LEAF = """
SELECT id, kind, at, actor_token, subject, digest FROM noroshi.leaf_of(%s)
"""
