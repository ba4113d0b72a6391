"""Set-based statements of the names: aliases, and candidates for them."""

# --- aliases ------------------------------------------------------------------------------------

# What the curated pairs are known as, whatever the office has made of them.
DIGEST_OF_SHIPPED = """
SELECT encode(sha256(convert_to(coalesce(string_agg(
  concat_ws(E'\\x1f', key, other_key, kind, name, other, ground), E'\\x1e'
  ORDER BY key COLLATE "C", other_key COLLATE "C"), ''), 'UTF8')), 'hex')
FROM vulnerabilities_productalias
WHERE origin = 'shipped' AND (state = 'confirmed' OR judged_at IS NOT NULL)
"""

# The curated pairs as the code has them. What the office has judged stays as it was judged.
KEEP_SHIPPED = """
WITH incoming AS (
  SELECT * FROM unnest(%(kind)s::text[], %(name)s::text[], %(other)s::text[], %(key)s::text[],
    %(other_key)s::text[], %(ground)s::text[]) AS i (kind, name, other, key, other_key, ground)
), gone AS (
  UPDATE vulnerabilities_productalias a SET state = 'withdrawn', is_pending = true
  WHERE a.origin = 'shipped' AND a.state = 'confirmed' AND a.judged_at IS NULL AND NOT EXISTS
    (SELECT FROM incoming i WHERE i.key = a.key AND i.other_key = a.other_key)
)
INSERT INTO vulnerabilities_productalias AS held
  (id, kind, name, other, key, other_key, ground, origin, state, score, is_pending)
SELECT gen_random_uuid(), i.kind, i.name, i.other, i.key, i.other_key, i.ground, 'shipped',
  'confirmed', 1, true
FROM incoming i
ON CONFLICT (key, other_key) DO UPDATE SET kind = excluded.kind, name = excluded.name,
  other = excluded.other, ground = excluded.ground, origin = 'shipped', state = 'confirmed',
  score = 1, is_pending = true
WHERE held.judged_at IS NULL AND (held.state, held.kind, held.name, held.other, held.ground)
  IS DISTINCT FROM ('confirmed', excluded.kind, excluded.name, excluded.other, excluded.ground)
"""

TAKE_PENDING_ALIASES = """
UPDATE vulnerabilities_productalias SET is_pending = false WHERE is_pending RETURNING key, other_key
"""

# Kinds of assets that have one of the names, or for makers and models anything of the maker: they
# are indexed, and their assets matched, again.
FORGET_CONCERNED = """
WITH named AS (SELECT unnest(%(keys)s::text[]) AS key), concerned AS (
  SELECT n.kind_id FROM vulnerabilities_kindname n JOIN named ON named.key = n.key
  UNION
  SELECT n.kind_id FROM vulnerabilities_kindname n
  WHERE n.key LIKE 'name:%%' AND split_part(substr(n.key, 6), '|', 1) = ANY (%(makers)s)
), forgotten AS (
  DELETE FROM vulnerabilities_kindname n USING concerned c WHERE c.kind_id = n.kind_id
)
INSERT INTO assets_moved
SELECT o.asset_id FROM concerned c
JOIN vulnerabilities_assetofkind o ON o.kind_id = c.kind_id AND o.gone_at IS NULL
UNION
SELECT o.inventory_id FROM concerned c JOIN vulnerabilities_subjectofkind o ON o.kind_id = c.kind_id
ON CONFLICT DO NOTHING
"""

CONFIRMED = """
SELECT key, other_key, kind FROM vulnerabilities_productalias WHERE state = 'confirmed'
"""

# --- candidates ---------------------------------------------------------------------------------

FORGET_KNOWN = """
DELETE FROM vulnerabilities_knownname k WHERE NOT EXISTS
  (SELECT FROM vulnerabilities_productname m WHERE m.key = k.key)
"""

NEW_KNOWN = """
SELECT DISTINCT m.key FROM vulnerabilities_productname m
WHERE m.key LIKE 'name:%%' AND length(m.key) <= %(longest)s
  AND NOT EXISTS (SELECT FROM vulnerabilities_knownname k WHERE k.key = m.key)
"""

STORE_KNOWN = """
INSERT INTO vulnerabilities_knownname (key, words, product, numbers)
SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[])
"""

# Names of registered assets that no record has, neither as they are nor by another name. What has
# a package URL is named exactly, and what an asset is called on its site is no product's name.
UNMET = """
CREATE TEMPORARY TABLE unmet_name ON COMMIT DROP AS
SELECT n.key, k.asset_id
FROM vulnerabilities_kindname n
JOIN vulnerabilities_assetofkind k ON k.kind_id = n.kind_id
JOIN assets_asset a ON a.id = k.asset_id
WHERE a.removed_at IS NULL AND a.purl = '' AND (a.product <> '' OR a.vendor = '')
  AND n.via = '' AND n.key LIKE 'name:%%' AND length(n.key) <= %(longest)s
  AND NOT EXISTS (SELECT FROM vulnerabilities_kindname o
                  JOIN vulnerabilities_productname m ON m.key = o.key
                  WHERE o.kind_id = n.kind_id);
CREATE TEMPORARY TABLE unmet ON COMMIT DROP AS SELECT DISTINCT key FROM unmet_name
"""

# What nobody has any more, or what has found its record, waits for no judgement.
FORGET_PROPOSED = """
DELETE FROM vulnerabilities_productalias a
WHERE a.state = 'proposed' AND NOT EXISTS (SELECT FROM unmet u WHERE u.key = a.key)
"""

FORGET_COMPARED = """
DELETE FROM vulnerabilities_comparedname c
WHERE NOT EXISTS (SELECT FROM unmet u WHERE u.key = c.key)
"""

TO_COMPARE = """
SELECT u.key, coalesce(c.up_to, 0) FROM unmet u
LEFT JOIN vulnerabilities_comparedname c ON c.key = u.key
WHERE coalesce(c.up_to, 0) < (SELECT max(id) FROM vulnerabilities_knownname)
ORDER BY c.up_to NULLS FIRST, u.key LIMIT %(at_most)s
"""

# How alike two names are: the mean of the likeness of the whole and of the product alone.
LIKENESS = "(similarity(k.words, q.words) + similarity(k.product, q.product)) / 2"

PROPOSE = f"""
INSERT INTO vulnerabilities_productalias
  (id, kind, name, other, key, other_key, ground, origin, state, score, is_pending)
SELECT gen_random_uuid(), 'candidate', {{written}}, q.key, k.key, '', 'candidate', 'proposed',
  k.score, false
FROM unnest(%(key)s::text[], %(words)s::text[], %(product)s::text[], %(numbers)s::text[],
  %(up_to)s::bigint[]) AS q (key, words, product, numbers, up_to)
CROSS JOIN LATERAL (
  SELECT k.key, {LIKENESS} AS score FROM vulnerabilities_knownname k
  WHERE k.words %% q.words AND k.numbers = q.numbers AND k.id > q.up_to
  ORDER BY score DESC, k.key LIMIT %(most)s) k
WHERE k.score >= %(least)s
ON CONFLICT (key, other_key) DO NOTHING
""".format(
    written=", ".join(
        f"replace(replace(substr({side}.key, 6), '|', ' | '), '_', ' ')" for side in "qk"
    )
)

COMPARED = """
INSERT INTO vulnerabilities_comparedname (key, up_to)
SELECT unnest(%(key)s::text[]), (SELECT max(id) FROM vulnerabilities_knownname)
ON CONFLICT (key) DO UPDATE SET up_to = excluded.up_to
"""

# Which assets may be told their candidates: not before their own names were compared, whoever
# else has them; none anew while a name waits for its first comparison, which others do not.
TELL_COMPARED = """
UPDATE vulnerabilities_assetofkind k SET is_compared = u.asset_id IS NOT NULL
FROM vulnerabilities_assetofkind held
LEFT JOIN (SELECT DISTINCT asset_id FROM unmet_name) u ON u.asset_id = held.asset_id
WHERE k.asset_id = held.asset_id AND held.is_compared <> (u.asset_id IS NOT NULL)
  AND (u.asset_id IS NULL OR NOT EXISTS (
    SELECT FROM unmet w LEFT JOIN vulnerabilities_comparedname c ON c.key = w.key
    WHERE c.key IS NULL))
"""

# --- what is known to no source -----------------------------------------------------------------

UNMET_ASSETS = "SELECT noroshi.unmet_assets()"
LIKELY_NAMES = "SELECT asset_id, name, score FROM noroshi.likely_names(%s)"
