"""Set-based statements of the ledger."""

from noroshi.operations.prepared import Prepared

RECORD = Prepared(
    b"noroshi_record",
    b"""
WITH entry AS (
  INSERT INTO ledger_entry (id, at, kind, actor_token, subject, organisation_id, digest)
  VALUES ($1, ($2::text)::timestamptz, $3, $4, $5, $6, $7))
INSERT INTO ledger_nonce (entry_id, nonce) VALUES ($1, $8)
""",
)

# One sequencer at a time; the lock goes with its transaction, whatever becomes of the process.
# Under READ COMMITTED the statements after it see all that the one before has committed.
LOCK = "SELECT pg_advisory_xact_lock(hashtext('noroshi ledger'))"

PENDING = """
SELECT id, kind, at, actor_token, subject, digest FROM ledger_entry
WHERE seq IS NULL ORDER BY xid, id LIMIT %(limit)s
"""

SEQUENCE = """
UPDATE ledger_entry e SET seq = n.seq
FROM unnest(%(ids)s::uuid[]) WITH ORDINALITY AS p (id, place)
CROSS JOIN LATERAL (SELECT %(first)s + p.place - 1 AS seq) n
WHERE e.id = p.id AND e.seq IS NULL
"""

WITH_CHECKPOINT = """
SELECT e.id, e.kind, e.at, e.actor_token, e.subject, e.digest, e.seq, c.size, c.root, c.note
FROM ledger_entry e
LEFT JOIN (SELECT * FROM ledger_checkpoint ORDER BY size DESC LIMIT 1) c ON true
WHERE e.id = %(id)s
"""

READ_TILES = """
SELECT t.level, t.index, t.hashes FROM ledger_tile t
JOIN unnest(%(levels)s::smallint[], %(indexes)s::bigint[]) k (level, index) USING (level, index)
"""

STORE_TILES = """
INSERT INTO ledger_tile (level, index, hashes)
SELECT * FROM unnest(%(levels)s::smallint[], %(indexes)s::bigint[], %(hashes)s::bytea[])
ON CONFLICT (level, index) DO UPDATE SET hashes = excluded.hashes
"""

STORE_CHECKPOINT = """
WITH superseded AS (
  DELETE FROM ledger_checkpoint WHERE date_trunc('hour', at) = date_trunc('hour', %(at)s))
INSERT INTO ledger_checkpoint (size, root, note, at)
VALUES (%(size)s, %(root)s, %(note)s, %(at)s)
"""

NOTIFY = "SELECT pg_notify('ledger', %(size)s)"

# One walk along (organisation_id, seq) for each organisation that is asked for: the cost does not
# depend on entries of others, which a walk along seq alone would read and hide.
_OF_ONE = """
SELECT e.id, e.at, e.kind, e.actor_token, e.subject, e.organisation_id, e.digest, e.seq
FROM ledger_entry e
WHERE e.organisation_id {of} AND e.seq < %(before)s
ORDER BY e.seq DESC LIMIT %(limit)s
"""

PAGE = f"""
SELECT e.* FROM unnest(%(of)s::uuid[]) o (id)
CROSS JOIN LATERAL ({_OF_ONE.format(of="= o.id")}) e
ORDER BY e.seq DESC LIMIT %(limit)s
"""

PAGE_OF_NATION = f"""
SELECT * FROM ({PAGE}) organisations
UNION ALL SELECT * FROM ({_OF_ONE.format(of="IS NULL")}) nation
ORDER BY seq DESC LIMIT %(limit)s
"""
