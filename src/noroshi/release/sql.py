"""Set-based statements of release."""

# A number as it is told to who may not know whose it is; null where it is not told.
ROUGH = "(SELECT max(step) FROM unnest(%(steps)s::integer[]) AS step WHERE step <= {many})"

OWNERS = "SELECT noroshi.organisations(%s)"

QUESTIONS = """
SELECT o.id, o.code, o.kind, coalesce(m.code, ''), r.id, r.code, r.kind
FROM parties_organisation o
LEFT JOIN parties_organisation m ON m.id = o.ministry_id
CROSS JOIN parties_organisation r
WHERE r.kind = ANY (%s) AND r.id <> o.id
ORDER BY o.code, r.code
"""

NEW_DECISIONS = """
SELECT DISTINCT ON (i.information_class, i.owner, i.recipient)
       i.information_class, i.owner, i.recipient, i.grounds, i.articles
FROM unnest(%(information_class)s::text[], %(owner)s::uuid[], %(recipient)s::uuid[],
            %(grounds)s::text[], %(articles)s::text[])
     AS i (information_class, owner, recipient, grounds, articles)
"""

DECIDE = f"""
WITH allowed AS ({NEW_DECISIONS}), withdrawn AS (
  UPDATE release_decision d SET withdrawn_at = %(at)s
  WHERE d.withdrawn_at IS NULL AND NOT EXISTS (
    SELECT FROM allowed a WHERE (a.information_class, a.owner, a.recipient)
                              = (d.information_class, d.owner_id, d.recipient_id))
  RETURNING d.information_class, d.owner_id, d.recipient_id, 'withdrawn' AS what
), made AS (
  INSERT INTO release_decision
    (id, information_class, owner_id, recipient_id, grounds, articles, decided_at)
  SELECT gen_random_uuid(), a.information_class, a.owner, a.recipient,
         string_to_array(a.grounds, '|'), string_to_array(a.articles, '|'), %(at)s
  FROM allowed a
  ON CONFLICT (information_class, owner_id, recipient_id) WHERE withdrawn_at IS NULL DO NOTHING
  RETURNING information_class, owner_id, recipient_id, 'made' AS what
)
SELECT * FROM made UNION ALL SELECT * FROM withdrawn
"""
