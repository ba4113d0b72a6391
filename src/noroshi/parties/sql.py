"""Set-based statements of the parties."""

from noroshi.operations.prepared import Prepared

HATS = "SELECT * FROM noroshi.hats(%s)"
CLIENT_HAT = "SELECT * FROM noroshi.client_hat(%s)"
DIRECTORY = "SELECT id, code, kind, name, name_ja FROM noroshi.directory()"
CLIENT_SCOPES = "SELECT noroshi.client_scopes(%s)"

# Asked with every request or submission.
ALONE = Prepared(
    b"noroshi_alone",
    b"""
SELECT o.id, o.code, o.kind, o.name, o.name_ja, o.sector, o.standard_sector, o.ministry_id,
  o.corporate_number, o.audience, o.registered_at
FROM parties_actor a JOIN parties_organisation o ON o.id = a.organisation_id
WHERE a.organisation_id = $1 AND a.kind = 'console' FOR UPDATE OF a
""",
)

# The access token of a machine client, and who that acts for.
BEARER = Prepared(
    b"noroshi_bearer",
    b"""
SELECT t.expires, t.scope, t.resource, h.id, h.kind, h.organisation_id, h.code, h.organisation_kind,
  h.name, h.name_ja, h.role, h.token
FROM oauth2_provider_accesstoken t
JOIN oauth2_provider_application a ON a.id = t.application_id
CROSS JOIN LATERAL noroshi.client_hat(a.client_id) h WHERE t.token_checksum = $1
""",
)

LOCK_SUBMISSION = Prepared(
    b"noroshi_lock_submission", b"SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"
)

# The audience of the actor's organisation, and what it sent under the key.
SUBMISSION = Prepared(
    b"noroshi_submission",
    b"""
SELECT o.audience, s.digest, s.answer FROM parties_organisation o
LEFT JOIN parties_submission s ON s.actor_id = $1 AND s.key = $2
WHERE o.id = $3
""",
)

UPSERT_ORGANISATIONS = """
INSERT INTO parties_organisation AS held
  (id, code, kind, name, name_ja, sector, standard_sector, corporate_number)
SELECT * FROM unnest(%(id)s::uuid[], %(code)s::text[], %(kind)s::text[], %(name)s::text[],
  %(name_ja)s::text[], %(sector)s::text[], %(standard_sector)s::text[], %(corporate_number)s::text[])
ON CONFLICT (code) DO UPDATE SET
  kind = excluded.kind, name = excluded.name, name_ja = excluded.name_ja,
  sector = excluded.sector, corporate_number = excluded.corporate_number
WHERE (held.kind, held.name, held.name_ja, held.sector, held.corporate_number)
  IS DISTINCT FROM
  (excluded.kind, excluded.name, excluded.name_ja, excluded.sector, excluded.corporate_number)
"""

ADD_NETWORKS = """
INSERT INTO parties_network (id, organisation_id, audience, prefix, verified_at)
SELECT n.id, o.id, o.audience, n.prefix, %(at)s
FROM unnest(%(id)s::uuid[], %(code)s::text[], %(prefix)s::cidr[]) AS n (id, code, prefix)
JOIN parties_organisation o ON o.code = n.code
ON CONFLICT (organisation_id, prefix) DO NOTHING
"""

ADD_DOMAINS = """
INSERT INTO parties_domain (id, organisation_id, audience, name, verified_at)
SELECT n.id, o.id, o.audience, n.name, %(at)s
FROM unnest(%(id)s::uuid[], %(code)s::text[], %(name)s::text[]) AS n (id, code, name)
JOIN parties_organisation o ON o.code = n.code
ON CONFLICT (organisation_id, name) DO NOTHING
"""

ADD_CONSOLES = """
INSERT INTO parties_actor
  (id, kind, organisation_id, audience, role, client_id, scopes, token)
SELECT gen_random_uuid(), 'console', o.id, o.audience, 'console', '', '{}', gen_random_uuid()
FROM parties_organisation o
WHERE NOT EXISTS (SELECT FROM parties_actor a WHERE a.organisation_id = o.id AND a.kind = 'console')
ON CONFLICT DO NOTHING
"""

NAME_MINISTRIES = """
UPDATE parties_organisation o SET ministry_id = m.id
FROM unnest(%(sector)s::text[], %(ministry)s::text[]) AS law (sector, ministry)
JOIN parties_organisation m ON m.code = law.ministry AND m.kind = 'ministry'
WHERE o.sector = law.sector AND o.kind IN ('operator', 'supplier') AND o.ministry_id IS DISTINCT FROM m.id
"""

SECTOR_COMMUNITIES = """
INSERT INTO parties_community (id, code, kind, name, name_ja)
SELECT gen_random_uuid(), 'SECTOR-' || upper(replace(law.sector, '_', '-')), 'sector',
       law.name, law.name_ja
FROM unnest(%(sector)s::text[], %(name)s::text[], %(name_ja)s::text[]) AS law (sector, name, name_ja)
WHERE EXISTS (SELECT FROM parties_organisation o WHERE o.sector = law.sector)
ON CONFLICT (code) DO NOTHING
"""

JOIN_SECTORS = """
INSERT INTO parties_membership (id, community_id, organisation_id)
SELECT gen_random_uuid(), c.id, o.id
FROM parties_organisation o
JOIN parties_community c ON c.code = 'SECTOR-' || upper(replace(o.sector, '_', '-'))
WHERE o.kind = 'operator'
ON CONFLICT (community_id, organisation_id) DO NOTHING
"""
