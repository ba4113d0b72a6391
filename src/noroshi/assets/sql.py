"""Set-based statements of the assets."""

COLUMNS = (
    "key", "system", "role", "identity", "name", "vendor", "product", "version", "purl", "cpe",
    "addresses", "introduced_on",
)  # fmt: skip

INCOMING = """
CREATE TEMPORARY TABLE incoming (
  key text, system text, role text, identity bytea, name text, vendor text, product text,
  version text, purl text, cpe text, addresses inet[], introduced_on date
) ON COMMIT DROP
"""

COPY = f"COPY incoming ({', '.join(COLUMNS)}) FROM STDIN"

ANALYZE = "ANALYZE incoming"

SYSTEMS = """
INSERT INTO assets_system AS held (id, organisation_id, audience, name, role)
SELECT gen_random_uuid(), %(organisation)s, %(audience)s, system, max(role)
FROM incoming GROUP BY system
ON CONFLICT (organisation_id, name) DO UPDATE SET role = excluded.role
WHERE excluded.role <> '' AND held.role <> excluded.role
"""

INVENTORIES = """
INSERT INTO assets_inventory AS held
  (id, organisation_id, audience, system_id, key, digest, imported_at)
SELECT gen_random_uuid(), %(organisation)s, %(audience)s, s.id, i.key,
       sha256(string_agg(i.identity, ''::bytea ORDER BY i.identity)), %(at)s
FROM incoming i JOIN assets_system s ON s.name = i.system AND s.organisation_id = %(organisation)s
GROUP BY s.id, i.key
ON CONFLICT (organisation_id, key) DO UPDATE
SET digest = excluded.digest, imported_at = excluded.imported_at, system_id = excluded.system_id
WHERE held.digest <> excluded.digest
"""

REMOVE = """
UPDATE assets_asset a SET removed_at = %(at)s
FROM assets_inventory v
WHERE v.id = a.inventory_id AND v.organisation_id = %(organisation)s AND a.removed_at IS NULL
  AND v.key IN (SELECT key FROM incoming)
  AND NOT EXISTS (SELECT FROM incoming i WHERE i.key = v.key AND i.identity = a.identity)
RETURNING a.name || CASE WHEN a.version = '' THEN '' ELSE ' ' || a.version END
"""

ADD = """
INSERT INTO assets_asset (id, organisation_id, audience, system_id, inventory_id, identity, name,
  vendor, product, version, purl, cpe, addresses, introduced_on, added_at)
SELECT gen_random_uuid(), %(organisation)s, %(audience)s, v.system_id, v.id, i.identity, i.name,
  i.vendor, i.product, i.version, i.purl, i.cpe, i.addresses, i.introduced_on, %(at)s
FROM incoming i
JOIN assets_inventory v ON v.key = i.key AND v.organisation_id = %(organisation)s
WHERE NOT EXISTS (SELECT FROM assets_asset a WHERE a.inventory_id = v.id
                  AND a.identity = i.identity AND a.removed_at IS NULL)
RETURNING name || CASE WHEN version = '' THEN '' ELSE ' ' || version END
"""
