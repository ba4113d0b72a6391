"""A nation's size: the real records blown up with their shape, and registered components, the same
every time. Written in the database, from the records that an import has left there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from bench.house import all_powerful, settle
from noroshi.kernel.clock import now


@dataclass(frozen=True, slots=True)
class Size:
    """copies: how often each record is told again of other products; more: and how often those
    of more than two ranges are; kinds: of components there are; each: components of an operator,
    of that many kinds; known: the part of the kinds that any record names."""

    copies: int = 4
    more: int = 13
    kinds: int = 120_000
    operators: int = 250
    each: int = 4_000
    variety: int = 1_600
    known: float = 0.30


NATION = Size()
TENTH = Size(copies=1, more=0, kinds=12_000, operators=25)

# A number in [0, 1) that belongs to a text.
CHANCE = "(hashtextextended({}, 20260405) & 1048575) / 1048576.0"

ROUNDS = """
CREATE TEMPORARY TABLE copied AS
WITH many AS (
  SELECT p.vulnerability_id AS id, count(*) AS ranges
  FROM vulnerabilities_product p JOIN vulnerabilities_affectedrange r USING (range_set)
  GROUP BY 1)
SELECT v.id, round FROM vulnerabilities_vulnerability v LEFT JOIN many USING (id)
CROSS JOIN generate_series(1, %(copies)s + %(more)s) round
WHERE round <= %(copies)s OR many.ranges > 2
"""

# What names a record in a round, and what names a product.
NAME = "{} || (9000 + c.round)"
KEY = "n.key || CASE WHEN n.key LIKE 'purl:%%' THEN '-' ELSE '_' END || c.round"
SET = "md5({} || ' ' || c.round)::uuid"

BLOWN_UP = (
    f"""INSERT INTO vulnerabilities_vulnerability (id, source, state, assigner, title, title_ja,
          description, description_ja, published_at, updated_at, cwes, "references", cvss_version,
          cvss_vector, cvss_score, cvss_severity, ssvc_exploitation, ssvc_automatable,
          ssvc_technical_impact, digest)
        SELECT {NAME.format("v.id")}, source, state, assigner, title, title_ja, '', '',
          published_at, updated_at, cwes, '{{}}', cvss_version, cvss_vector, cvss_score,
          cvss_severity, ssvc_exploitation, ssvc_automatable, ssvc_technical_impact, digest
        FROM vulnerabilities_vulnerability v JOIN copied c USING (id)""",
    f"""INSERT INTO vulnerabilities_alias (record_id, name)
        SELECT {NAME.format("record_id")}, {NAME.format("name")}
        FROM vulnerabilities_alias JOIN copied c ON c.id = record_id""",
    f"""INSERT INTO vulnerabilities_naming (record_id, cause)
        SELECT {NAME.format("record_id")}, {NAME.format("cause")}
        FROM vulnerabilities_naming JOIN copied c ON c.id = record_id""",
    f"""INSERT INTO vulnerabilities_product (vulnerability_id, number, source, vendor, product,
          default_status, unresolved, name_set, range_set)
        SELECT {NAME.format("p.vulnerability_id")}, number, source, vendor,
          product || ' ' || c.round, default_status, unresolved, {SET.format("name_set")},
          {SET.format("range_set")}
        FROM vulnerabilities_product p JOIN copied c ON c.id = p.vulnerability_id""",
    f"""INSERT INTO vulnerabilities_productname (name_set, key)
        SELECT {SET.format("n.name_set")}, {KEY}
        FROM (SELECT DISTINCT p.name_set, c.round FROM vulnerabilities_product p
              JOIN copied c ON c.id = p.vulnerability_id) c
        JOIN vulnerabilities_productname n USING (name_set)""",
    f"""INSERT INTO vulnerabilities_affectedrange (range_set, scheme, low, low_inclusive, low_key,
          high, high_inclusive, high_key, text)
        SELECT {SET.format("r.range_set")}, scheme, low, low_inclusive, low_key, high,
          high_inclusive, high_key, text
        FROM (SELECT DISTINCT p.range_set, c.round FROM vulnerabilities_product p
              JOIN copied c ON c.id = p.vulnerability_id) c
        JOIN vulnerabilities_affectedrange r USING (range_set)""",
    """INSERT INTO vulnerabilities_pendingmatch
       SELECT coalesce(n.cause, v.id) FROM vulnerabilities_vulnerability v
       LEFT JOIN vulnerabilities_naming n ON n.record_id = v.id
       ON CONFLICT DO NOTHING""",
    f"""INSERT INTO vulnerabilities_exploitprediction (id, epss, percentile)
        SELECT id, e, e FROM vulnerabilities_vulnerability
        CROSS JOIN LATERAL (SELECT round(({CHANCE.format("id || 'epss'")})::numeric ^ 8, 5) AS e) s
        WHERE id LIKE 'CVE-%%'""",
    f"""INSERT INTO vulnerabilities_knownexploited (id, vendor, product, name, action, added_on)
        SELECT id, 'Vendor', 'Part', 'Invented', 'Update.', %(at)s
        FROM vulnerabilities_vulnerability
        WHERE id LIKE 'CVE-%%' AND {CHANCE.format("id || 'kev'")} < 0.005""",
)

VULNERABILITIES = "vulnerabilities_vulnerability"
# As products have them, however many share the rows.
RANGES = "vulnerabilities_product JOIN vulnerabilities_affectedrange USING (range_set)"

# Components by name and version: the bounds of the ranges of what has that name.
KINDS = f"""
CREATE TEMPORARY TABLE kind AS
WITH told AS (
  SELECT DISTINCT n.key, s.version
  FROM vulnerabilities_productname n JOIN vulnerabilities_product USING (name_set)
  JOIN vulnerabilities_affectedrange r USING (range_set)
  CROSS JOIN LATERAL (VALUES (r.low), (r.high)) AS s (version)
  WHERE length(n.key) < 200 AND length(s.version) BETWEEN 1 AND 30 AND s.version ~ '^[0-9][0-9A-Za-z.+-]*$'
    AND {CHANCE.format("n.key")} < 0.4
), chosen AS (
  SELECT key, version, row_number() OVER (PARTITION BY key ORDER BY md5(key || version)) AS place
  FROM told
), parts AS (
  SELECT key, version, split_part(key, ':', 1) AS how, substr(key, strpos(key, ':') + 1) AS name
  FROM chosen WHERE place <= 3 ORDER BY md5(version || key)
  LIMIT (%(kinds)s * %(known)s)::integer
), named AS (
  SELECT name, version, how,
    CASE how WHEN 'name' THEN split_part(name, '|', 1) WHEN 'cpe' THEN split_part(name, ':', 2)
         ELSE '' END AS vendor,
    CASE how WHEN 'name' THEN split_part(name, '|', 2) WHEN 'cpe' THEN split_part(name, ':', 3)
         ELSE '' END AS product,
    CASE how WHEN 'purl' THEN 'pkg:' || name || '@' || version ELSE '' END AS purl,
    CASE how WHEN 'cpe' THEN 'cpe:2.3:' || name || ':*:*:*:*:*:*:*:*' ELSE '' END AS cpe
  FROM parts
  UNION ALL
  SELECT 'quiet-' || n, (n %% 7) || '.' || (n %% 11), 'purl', '', '',
    'pkg:npm/quiet-' || n || '@' || (n %% 7) || '.' || (n %% 11), ''
  FROM generate_series(1, (%(kinds)s * (1 - %(known)s))::integer) n
)
SELECT row_number() OVER (ORDER BY md5(vendor || product || purl || version)) AS number, named.*
FROM named
"""

SYSTEMS = """
INSERT INTO assets_system (id, organisation_id, audience, name, role)
SELECT gen_random_uuid(), o.id, o.audience, 'System ' || n, (ARRAY['control', 'vpn', 'web', ''])[n % 4 + 1]
FROM parties_organisation o CROSS JOIN generate_series(1, 8) n WHERE o.kind = 'operator'
"""

INVENTORIES = """
INSERT INTO assets_inventory (id, organisation_id, audience, system_id, key, digest, imported_at)
SELECT gen_random_uuid(), organisation_id, audience, id, name, '', now() FROM assets_system
"""

# An operator has components of some kinds, the frequent ones oftener; each kind several times.
COMPONENTS = f"""
INSERT INTO assets_asset (id, organisation_id, audience, system_id, inventory_id, identity, name,
  vendor, product, version, purl, cpe, addresses, added_at)
SELECT gen_random_uuid(), o.id, o.audience, s.id, i.id, decode(md5(o.code || c), 'hex'),
  k.name, k.vendor, k.product, k.version, k.purl, k.cpe,
  CASE c %% 20 WHEN 0 THEN '{{192.0.2.7}}' WHEN 1 THEN '{{10.0.0.7}}' ELSE '{{}}' END::inet[], %(at)s
FROM (SELECT *, row_number() OVER (PARTITION BY organisation_id ORDER BY name) AS place
      FROM assets_system) s
JOIN parties_organisation o ON o.id = s.organisation_id
JOIN assets_inventory i ON i.system_id = s.id
CROSS JOIN generate_series(1, %(each)s) c
CROSS JOIN LATERAL (SELECT {CHANCE.format("o.code || 'k' || c % %(variety)s")} AS u) one
JOIN kind k ON k.number = 1 + floor(power(u, 2) * (SELECT count(*) FROM kind))
WHERE s.place = 1 + c %% 8
""".replace("c % %(variety)s", "c %% %(variety)s")


def blow_up(size: Size) -> dict[str, int]:
    """Records, components, KEV and EPSS; the operators are registered already. How many of each."""
    with all_powerful() as server:
        _fill(server, size)
        counts = {of: _count(server, of) for of in (VULNERABILITIES, RANGES, "assets_asset")}
    settle()
    return counts


def _fill(server: psycopg.Connection, size: Size) -> None:
    parameters: Mapping[str, Any] = {
        "copies": size.copies,
        "more": size.more,
        "kinds": size.kinds,
        "known": size.known,
        "each": size.each,
        "variety": size.variety,
        "at": now(),
    }
    server.execute("SET maintenance_work_mem = '512MB'; SET work_mem = '256MB'")
    statements: Sequence[str] = (
        ROUNDS, "ANALYZE copied", *BLOWN_UP, "ANALYZE", KINDS, "ANALYZE kind",
        SYSTEMS.replace("n % 4", "n %% 4"), INVENTORIES, "ANALYZE assets_system", COMPONENTS,
        "INSERT INTO assets_moved SELECT id FROM assets_asset",
    )  # fmt: skip
    for statement in statements:
        server.execute(statement, parameters)


def _count(server: psycopg.Connection, table: str) -> int:
    row = server.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(row[0]) if row else 0
