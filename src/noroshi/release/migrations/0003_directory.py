"""Whoever receives something of an organisation's stands in its directory, too: an owner may know
who reads what it owns."""

from django.db import migrations

from noroshi.operations.row_security import definer


class Migration(migrations.Migration):
    dependencies = [("release", "0002_row_security"), ("parties", "0005_directory")]
    operations = [
        definer(
            "directory()",
            "TABLE (id uuid, code text, kind text, name text, name_ja text)",
            """SELECT r.id, r.code, r.kind, r.name, r.name_ja FROM parties_organisation r
               WHERE r.id IN (
                 SELECT ministry_id FROM parties_organisation WHERE id = noroshi.organisation()
                 UNION SELECT recipient_id FROM release_decision
                  WHERE owner_id = noroshi.organisation() AND withdrawn_at IS NULL)""",
        ),
    ]
