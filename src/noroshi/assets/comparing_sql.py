"""Statements that compare two editions of a bill of materials."""

from noroshi.assets.sql import SUPPLIER

PRESENT = "a.added_at <= %({0})s AND (a.removed_at IS NULL OR a.removed_at > %({0})s)"

# What an edition said of an asset is what stood until the first edition after it that says otherwise,
# or stands now.
ONLY_IN_ONE = f"""
SELECT a.id, a.name, a.version, a.purl, told.supplier, told.hashes, told.licences
FROM assets_asset a
LEFT JOIN LATERAL (
  SELECT supplier, hashes, licences FROM (
    SELECT f.until, f.supplier, f.hashes, f.licences FROM assets_former f
    WHERE f.inventory_id = a.inventory_id AND f.asset_id = a.id AND f.until > %(number)s
    UNION ALL
    SELECT 2147483647, {SUPPLIER.format("c")}, c.hashes, c.licences
    FROM assets_component c WHERE c.asset_id = a.id
  ) said ORDER BY until LIMIT 1
) told ON true
WHERE a.inventory_id = %(inventory)s AND {PRESENT.format("at")}
  AND (NOT ({PRESENT.format("other_at")})
       OR EXISTS (SELECT FROM assets_former f
                  WHERE f.inventory_id = a.inventory_id AND f.asset_id = a.id
                    AND f.until > %(low)s AND f.until <= %(high)s))
ORDER BY a.name, a.id LIMIT %(most)s
"""
