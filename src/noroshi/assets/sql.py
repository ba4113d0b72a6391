"""Set-based statements of the assets."""

COLUMNS = (
    "key", "system", "role", "identity", "name", "vendor", "product", "version", "purl", "cpe",
    "addresses", "introduced_on",
)  # fmt: skip
# What only a bill of materials says.
BILL_COLUMNS = (
    "identity", "number", "place", "ref", "parent_ref", "label", "type", "group", "name", "version",
    "supplier", "publisher", "manufacturer", "scope", "hashes", "licences", "bills",
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

# What came or went is to be matched; by name and version it is told of.
TITLES = 'CREATE TEMPORARY TABLE title (kind text, title text COLLATE "C") ON COMMIT DROP'

_MOVED = """
WITH moved AS ({statement}
RETURNING a.id, a.name || CASE WHEN a.version = '' THEN '' ELSE ' ' || a.version END AS title
), told AS (INSERT INTO assets_moved SELECT id FROM moved ON CONFLICT DO NOTHING)
INSERT INTO title SELECT '{kind}', title FROM moved
"""

SAMPLE = "SELECT title FROM title WHERE kind = %(kind)s ORDER BY title LIMIT %(most)s"

# Of both lists, each in order, with an empty line between them.
TITLES_ROOT = """
SELECT encode(sha256(convert_to(concat(
  (SELECT string_agg(title || E'\\n', '' ORDER BY title) FROM title WHERE kind = 'added'),
  (SELECT string_agg(E'\\n' || title, '' ORDER BY title) FROM title WHERE kind = 'removed')),
  'UTF8')), 'hex')
"""

REMOVE = _MOVED.format(
    kind="removed",
    statement="""
UPDATE assets_asset a SET removed_at = %(at)s
FROM assets_inventory v
WHERE v.id = a.inventory_id AND v.organisation_id = %(organisation)s AND a.removed_at IS NULL
  AND v.key IN (SELECT key FROM incoming)
  AND NOT EXISTS (SELECT FROM incoming i WHERE i.key = v.key AND i.identity = a.identity)""",
)

ADD = _MOVED.format(
    kind="added",
    statement="""
INSERT INTO assets_asset AS a (id, organisation_id, audience, system_id, inventory_id, identity, name,
  vendor, product, version, purl, cpe, addresses, introduced_on, added_at)
SELECT gen_random_uuid(), %(organisation)s, %(audience)s, v.system_id, v.id, i.identity, i.name,
  i.vendor, i.product, i.version, i.purl, i.cpe, i.addresses, i.introduced_on, %(at)s
FROM incoming i
JOIN assets_inventory v ON v.key = i.key AND v.organisation_id = %(organisation)s
WHERE NOT EXISTS (SELECT FROM assets_asset held WHERE held.inventory_id = v.id
                  AND held.identity = i.identity AND held.removed_at IS NULL)""",
)

# --- bills of materials -------------------------------------------------------------------------

INCOMING_BILL = """
CREATE TEMPORARY TABLE incoming_component (
  identity bytea, number integer, place text, ref text, parent_ref text, label text, type text,
  "group" text, name text, version text, supplier text, publisher text, manufacturer text,
  scope text, hashes text[], licences text[], bills text[]
) ON COMMIT DROP;
CREATE TEMPORARY TABLE incoming_service (
  number integer, ref text, "group" text, name text, version text, provider text, parent text,
  endpoints text[],
  is_authenticated boolean, crosses_boundary boolean, data jsonb
) ON COMMIT DROP;
CREATE TEMPORARY TABLE incoming_edge (from_ref text, to_ref text, kind text) ON COMMIT DROP;
CREATE TEMPORARY TABLE incoming_reference (
  identity bytea, number integer, label text, link text, serial text, version integer
) ON COMMIT DROP
"""

_NAMES = ", ".join(f'"{name}"' for name in BILL_COLUMNS)
COPY_COMPONENTS = f"COPY incoming_component ({_NAMES}) FROM STDIN"
_SERVICE_NAMES = """number, ref, "group", name, version, provider, parent, endpoints, is_authenticated,
  crosses_boundary, data"""
COPY_SERVICES = f"COPY incoming_service ({_SERVICE_NAMES}) FROM STDIN"
COPY_EDGES = "COPY incoming_edge (from_ref, to_ref, kind) FROM STDIN"
COPY_REFERENCES = (
    "COPY incoming_reference (identity, number, label, link, serial, version) FROM STDIN"
)

DROP_INCOMING = """
DROP TABLE incoming, incoming_component, incoming_service, incoming_edge, incoming_reference, title
"""

# What holds a component says so by nesting alone. References may be longer than an
# index takes; their keys are not.
LINKS = """
CREATE TEMPORARY TABLE link ON COMMIT DROP AS
SELECT md5(from_ref)::uuid AS from_key, md5(to_ref)::uuid AS to_key, kind FROM incoming_edge
UNION
SELECT md5(parent_ref)::uuid, md5(ref)::uuid, 'contains' FROM incoming_component
WHERE parent_ref <> '' AND ref <> '';
CREATE INDEX ON link (from_key);
ANALYZE link, incoming_component
"""

BILL_DIGEST = """
SELECT sha256(convert_to(concat(%(about)s::text,
  (SELECT string_agg(sha256(convert_to((to_jsonb(c) - '{identity,number,place}'::text[])::text
                                       || encode(c.identity, 'hex'), 'UTF8')), ''::bytea
                     ORDER BY c.identity)::text FROM incoming_component c),
  (SELECT string_agg(from_key || ' ' || to_key || ' ' || kind, ',' ORDER BY from_key, to_key, kind)
   FROM link),
  (SELECT string_agg((to_jsonb(s) - 'number')::text, ',' ORDER BY (to_jsonb(s) - 'number')::text)
   FROM incoming_service s)), 'UTF8'))
"""

NEWEST_EDITION = """
SELECT e.id, e.digest, e.number FROM assets_edition e
JOIN assets_inventory v ON v.id = e.inventory_id
WHERE v.key = %(key)s AND v.organisation_id = %(organisation)s ORDER BY e.number DESC LIMIT 1
"""

REFRESH_EDITION = """
UPDATE assets_edition SET header = %(header)s, serial = %(serial)s, version = %(version)s,
  quality = %(quality)s
WHERE id = %(edition)s
"""

ADD_EDITION = """
INSERT INTO assets_edition (id, organisation_id, audience, inventory_id, number, digest, components,
  header, serial, version, quality, at)
SELECT gen_random_uuid(), %(organisation)s, %(audience)s, v.id, %(number)s, %(digest)s,
  (SELECT count(*) FROM incoming_component), %(header)s, %(serial)s, %(version)s, %(quality)s, %(at)s
FROM assets_inventory v WHERE v.key = %(key)s AND v.organisation_id = %(organisation)s
"""

TELL_BILL = """
INSERT INTO assets_moved SELECT id FROM assets_inventory
WHERE key = %(key)s AND organisation_id = %(organisation)s ON CONFLICT DO NOTHING
"""

# From what the bill is about, what the document describes, or failing both from what nothing
# leads to; then edge by edge, each part by the shortest way.
ROOTS = """
CREATE TEMPORARY TABLE reached (key uuid PRIMARY KEY, via uuid, depth smallint) ON COMMIT DROP;
CREATE INDEX ON reached (depth)
"""
REACH_SUBJECTS = """
INSERT INTO reached SELECT md5(%(subject)s)::uuid, NULL::uuid, 0 WHERE %(subject)s <> ''
UNION SELECT to_key, NULL::uuid, 0 FROM link WHERE kind = 'describes'
"""
REACH_TOPS = """
INSERT INTO reached SELECT DISTINCT l.from_key, NULL::uuid, 0 FROM link l
WHERE NOT EXISTS (SELECT FROM reached)
  AND NOT EXISTS (SELECT FROM link o WHERE o.to_key = l.from_key)
"""
REACH_FURTHER = """
INSERT INTO reached
SELECT DISTINCT ON (l.to_key) l.to_key, l.from_key, %(depth)s::smallint
FROM reached r JOIN link l ON l.from_key = r.key AND l.kind <> 'describes'
WHERE r.depth = %(depth)s - 1
ORDER BY l.to_key, l.from_key
ON CONFLICT DO NOTHING
"""
ANALYZE_REACHED = "ANALYZE reached"

SUPPLIER = "coalesce(nullif({0}.supplier, ''), nullif({0}.manufacturer, ''), {0}.publisher)"

# What the new edition does not say as the one before it did.
KEEP_FORMER = f"""
INSERT INTO assets_former (inventory_id, asset_id, organisation_id, audience, until, supplier, hashes,
  licences)
SELECT c.inventory_id, c.asset_id, c.organisation_id, c.audience, %(number)s,
  {SUPPLIER.format("c")}, c.hashes, c.licences
FROM assets_component c
JOIN assets_inventory v ON v.id = c.inventory_id
JOIN assets_asset a ON a.id = c.asset_id
LEFT JOIN incoming_component i ON i.identity = a.identity AND a.removed_at IS NULL
WHERE v.key = %(key)s AND v.organisation_id = %(organisation)s
  AND (i.identity IS NULL OR i.hashes <> c.hashes OR i.licences <> c.licences
       OR {SUPPLIER.format("i")} <> {SUPPLIER.format("c")})
"""

FORGET_BILL = (
    """DELETE FROM assets_component c USING assets_inventory v
       WHERE c.inventory_id = v.id AND v.key = %(key)s AND v.organisation_id = %(organisation)s""",
    """DELETE FROM assets_service s USING assets_inventory v
       WHERE s.inventory_id = v.id AND v.key = %(key)s AND v.organisation_id = %(organisation)s""",
    """DELETE FROM assets_link l USING assets_inventory v
       WHERE l.inventory_id = v.id AND v.key = %(key)s AND v.organisation_id = %(organisation)s""",
)

ADD_COMPONENTS = """
INSERT INTO assets_component (asset_id, organisation_id, audience, inventory_id, number, place, key,
  ref, parent_ref, label, type, "group", name, version, supplier, publisher, manufacturer, scope,
  hashes, licences, bills, depth, via)
SELECT a.id, a.organisation_id, a.audience, a.inventory_id, c.number, c.place,
  CASE WHEN c.ref <> '' THEN md5(c.ref)::uuid END, c.ref, c.parent_ref, c.label, c.type, c."group",
  c.name, c.version, c.supplier, c.publisher, c.manufacturer, c.scope, c.hashes, c.licences, c.bills,
  coalesce(r.depth, %(far)s), r.via
FROM incoming_component c
JOIN assets_inventory v ON v.key = %(key)s AND v.organisation_id = %(organisation)s
JOIN assets_asset a ON a.inventory_id = v.id AND a.identity = c.identity AND a.removed_at IS NULL
LEFT JOIN reached r ON c.ref <> '' AND r.key = md5(c.ref)::uuid
"""

# Of what the document itself refers to only that which no component does: the document's own list of
# others has no label, and names whole documents.
REPLACE_REFERENCES = (
    """DELETE FROM assets_billreference r USING assets_inventory v
       WHERE r.inventory_id = v.id AND v.key = %(key)s AND v.organisation_id = %(organisation)s""",
    """INSERT INTO assets_billreference (id, organisation_id, audience, inventory_id, number, asset_id,
         label, link, serial, version)
       SELECT gen_random_uuid(), v.organisation_id, v.audience, v.id, r.number, a.id, r.label, r.link,
         r.serial, r.version
       FROM incoming_reference r
       JOIN assets_inventory v ON v.key = %(key)s AND v.organisation_id = %(organisation)s
       LEFT JOIN assets_asset a
         ON a.inventory_id = v.id AND a.identity = r.identity AND a.removed_at IS NULL
       WHERE a.id IS NOT NULL OR NOT EXISTS (
         SELECT FROM incoming_reference o WHERE o.identity IS NOT NULL
           AND (o.link = r.link OR r.label = '' AND o.serial = r.serial))""",
)

ADD_SERVICES = f"""
INSERT INTO assets_service (id, organisation_id, audience, inventory_id, key, {_SERVICE_NAMES})
SELECT gen_random_uuid(), v.organisation_id, v.audience, v.id,
  CASE WHEN ref <> '' THEN md5(ref)::uuid END, {_SERVICE_NAMES}
FROM incoming_service, assets_inventory v
WHERE v.key = %(key)s AND v.organisation_id = %(organisation)s
"""

ADD_LINKS = """
INSERT INTO assets_link (inventory_id, organisation_id, audience, from_key, to_key, kind)
SELECT v.id, v.organisation_id, v.audience, l.from_key, l.to_key, l.kind
FROM link l, assets_inventory v WHERE v.key = %(key)s AND v.organisation_id = %(organisation)s
"""

# Each of some components and what lies between it and the root, `step` edges away from it.
PATHS = """
WITH RECURSIVE way AS (
  SELECT c.asset_id AS target, 0 AS step, c.asset_id, c.label, c.version, c.via
  FROM assets_component c WHERE c.inventory_id = %(inventory)s AND c.asset_id = ANY (%(assets)s)
  UNION ALL
  SELECT w.target, w.step + 1, c.asset_id, c.label, c.version, c.via
  FROM way w LEFT JOIN assets_component c ON c.inventory_id = %(inventory)s AND c.key = w.via
  WHERE w.via IS NOT NULL AND w.step < %(deepest)s
)
SELECT target, asset_id, label, version FROM way ORDER BY target, step DESC
"""

# Of what is neither component nor service only the subject is written, whose reference is given. Each end is looked
# up by itself: right after an import the planner knows nothing of the tables, and would join them
# row by row with all of the others.
EDGES = """
SELECT from_ref, to_ref, kind FROM (
  SELECT l.kind,
    coalesce((SELECT c.ref FROM assets_component c
              WHERE c.inventory_id = l.inventory_id AND c.key = l.from_key LIMIT 1),
             (SELECT s.ref FROM assets_service s
              WHERE s.inventory_id = l.inventory_id AND s.key = l.from_key LIMIT 1),
             CASE WHEN l.from_key = md5(%(subject)s)::uuid THEN %(subject)s END) AS from_ref,
    coalesce((SELECT c.ref FROM assets_component c
              WHERE c.inventory_id = l.inventory_id AND c.key = l.to_key LIMIT 1),
             (SELECT s.ref FROM assets_service s
              WHERE s.inventory_id = l.inventory_id AND s.key = l.to_key LIMIT 1),
             CASE WHEN l.to_key = md5(%(subject)s)::uuid THEN %(subject)s END) AS to_ref
  FROM assets_link l WHERE l.inventory_id = %(inventory)s OFFSET 0
) e
WHERE from_ref <> '' AND to_ref <> '' ORDER BY from_ref, kind, to_ref
"""
