"""Who asks: the requester's organisation, its kind and its audience; which hats a person or client has."""

from django.db import migrations

from noroshi.operations.row_security import definer


class Migration(migrations.Migration):
    dependencies = [("parties", "0001_tables")]
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
    ]
