"""Row-level security of the parties' own tables, and how the requester's audiences are derived."""

from django.db import migrations

from noroshi.operations.row_security import allow, allow_definer, definer, grant, guard

READABLE = "audience = ANY ((SELECT noroshi.audiences('organisation'))::integer[])"
OWN = "organisation_id = (SELECT noroshi.organisation())"
OWN_AUDIENCE = f"{OWN} AND audience = (SELECT noroshi.own_audience())"
NATIONAL = "(SELECT noroshi.organisation_kind()) = 'nco'"


class Migration(migrations.Migration):
    dependencies = [("parties", "0001_parties")]
    operations = [
        definer(
            "organisation()",
            "uuid",
            "SELECT organisation_id FROM parties_actor WHERE id = noroshi.actor() AND ended_at IS NULL",
        ),
        definer(
            "organisation_kind()",
            "text",
            "SELECT kind FROM parties_organisation WHERE id = noroshi.organisation()",
        ),
        definer(
            "own_audience()",
            "integer",
            "SELECT audience FROM parties_organisation WHERE id = noroshi.organisation()",
        ),
        definer(
            "audiences(class text)",
            "integer[]",
            """SELECT coalesce(array_agg(audience), '{}') FROM (
                 SELECT noroshi.own_audience() AS audience
                 UNION SELECT c.audience FROM parties_membership m
                   JOIN parties_community c ON c.id = m.community_id
                  WHERE m.organisation_id = noroshi.organisation()) mine
               WHERE audience IS NOT NULL""",
        ),
        definer(
            "hats(whose uuid)",
            "TABLE (id uuid, kind text, organisation_id uuid, code text, organisation_kind text,"
            " name text, name_ja text, role text, token uuid)",
            """SELECT a.id, a.kind, o.id, o.code, o.kind, o.name, o.name_ja, a.role, p.token
               FROM parties_actor a JOIN parties_organisation o ON o.id = a.organisation_id
               JOIN parties_person p ON p.id = a.person_id
               WHERE a.person_id = whose AND a.ended_at IS NULL ORDER BY o.code, a.role""",
        ),
        definer(
            "client_hat(whose text)",
            "TABLE (id uuid, kind text, organisation_id uuid, code text, organisation_kind text,"
            " name text, name_ja text, role text, token uuid)",
            """SELECT a.id, a.kind, o.id, o.code, o.kind, o.name, o.name_ja, a.role, a.token
               FROM parties_actor a JOIN parties_organisation o ON o.id = a.organisation_id
               WHERE a.client_id = whose AND whose <> '' AND a.ended_at IS NULL""",
        ),
        definer(
            "client_scopes(whose text)",
            "text[]",
            """SELECT scopes FROM parties_actor
               WHERE client_id = whose AND whose <> '' AND ended_at IS NULL""",
        ),
        *guard(
            "parties_organisation", web="SELECT, INSERT, UPDATE", worker="SELECT, INSERT, UPDATE"
        ),
        allow_definer("parties_organisation"),
        allow("parties_organisation", "SELECT", using=f"{READABLE} OR {NATIONAL}"),
        allow("parties_organisation", "INSERT", check=NATIONAL),
        allow("parties_organisation", "UPDATE", using=NATIONAL),
        *guard(
            "parties_network",
            web="SELECT, INSERT, UPDATE, DELETE",
            worker="SELECT, INSERT, UPDATE, DELETE",
        ),
        allow("parties_network", "SELECT", using=f"{READABLE} OR {NATIONAL}"),
        allow(
            "parties_network",
            "INSERT",
            check=f"({OWN_AUDIENCE} AND verified_at IS NULL) OR {NATIONAL}",
        ),
        allow("parties_network", "UPDATE", using=NATIONAL),
        allow("parties_network", "DELETE", using=OWN),
        *guard(
            "parties_domain",
            web="SELECT, INSERT, UPDATE, DELETE",
            worker="SELECT, INSERT, UPDATE, DELETE",
        ),
        allow("parties_domain", "SELECT", using=f"{READABLE} OR {NATIONAL}"),
        allow(
            "parties_domain",
            "INSERT",
            check=f"({OWN_AUDIENCE} AND verified_at IS NULL) OR {NATIONAL}",
        ),
        allow("parties_domain", "UPDATE", using=NATIONAL),
        allow("parties_domain", "DELETE", using=OWN),
        *guard(
            "parties_community",
            web="SELECT, INSERT, UPDATE",
            worker="SELECT, INSERT, UPDATE, DELETE",
        ),
        allow_definer("parties_community"),
        allow("parties_community", "SELECT", using=f"{READABLE} OR {NATIONAL}"),
        allow("parties_community", "INSERT", check=NATIONAL),
        allow("parties_community", "UPDATE", using=NATIONAL),
        *guard(
            "parties_membership",
            web="SELECT, INSERT, DELETE",
            worker="SELECT, INSERT, UPDATE, DELETE",
        ),
        allow_definer("parties_membership"),
        allow(
            "parties_membership",
            "SELECT",
            using="EXISTS (SELECT FROM parties_community c WHERE c.id = community_id)",
        ),
        allow("parties_membership", "INSERT", check=NATIONAL),
        allow("parties_membership", "DELETE", using=NATIONAL),
        *guard("parties_actor", web="SELECT, INSERT, UPDATE", worker="SELECT, INSERT, UPDATE"),
        allow_definer("parties_actor"),
        allow(
            "parties_actor",
            "SELECT",
            using="audience = ANY ((SELECT noroshi.audiences('people'))::integer[])",
        ),
        allow("parties_actor", "INSERT", check=OWN_AUDIENCE),
        allow("parties_actor", "UPDATE", using=OWN_AUDIENCE),
        *grant(["parties_person"], web="SELECT, INSERT, UPDATE", worker="SELECT, INSERT, UPDATE"),
    ]
