"""Statements that read who told what, and when."""

# Of two statements in one vulnerability about one product, in versions that overlap: who closes,
# who does not, and of which the word counts. What holds within a product contradicts nothing.
CONTRADICTIONS = """
SELECT name, array_agg(key ORDER BY key) AS keys, counts, says, other, other_says,
  (SELECT count(*) FROM vulnerabilities_exposure e WHERE e.cause = name) AS here
FROM (
  SELECT DISTINCT v.name, p.key, t.name AS counts, s.status AS says, ot.name AS other,
    os.status AS other_says
  FROM vulnerabilities_vexauthor t
  JOIN vulnerabilities_vexdocument d ON d.author = t.name
  JOIN vulnerabilities_vexstatement s ON s.document_id = d.id
  JOIN vulnerabilities_vexname v ON v.statement_id = s.id
  JOIN vulnerabilities_vexproduct p ON p.statement_id = s.id
  JOIN vulnerabilities_vexname ov ON ov.name = v.name AND ov.statement_id <> s.id
  JOIN vulnerabilities_vexproduct op ON op.statement_id = ov.statement_id AND op.key = p.key
  JOIN vulnerabilities_vexstatement os ON os.id = op.statement_id
  JOIN vulnerabilities_vexdocument od ON od.id = os.document_id
  JOIN vulnerabilities_vexauthor ot ON ot.name = od.author
  WHERE t.name <> ot.name AND s.wholes = 0 AND os.wholes = 0
    AND (t.rank, os.at, t.name) < (ot.rank, s.at, ot.name)
    AND (s.status IN ('not_affected', 'fixed')) <> (os.status IN ('not_affected', 'fixed'))
    AND s.status <> 'under_investigation' AND os.status <> 'under_investigation'
    AND (p.scheme = '' OR op.scheme = '' OR (p.scheme = op.scheme
      AND (op.high_key IS NULL OR p.low_key <= op.high_key)
      AND (p.high_key IS NULL OR op.low_key <= p.high_key)))
) said
GROUP BY name, counts, says, other, other_says
ORDER BY here DESC, name, counts, other LIMIT %(most)s
"""

# When which source told of a vulnerability here, one row an edition of a record.
EDITIONS_TOLD = """
SELECT record_id AS record, known_from FROM vulnerabilities_past
WHERE record_id = ANY (%(records)s)
UNION ALL
SELECT id, stored_at FROM vulnerabilities_vulnerability
WHERE id = ANY (%(records)s) AND digest <> ''
ORDER BY 2, 1
"""
