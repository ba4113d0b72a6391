"""The directory: of the authorities above an organisation, names and kind, and nothing more of their
record. A row of the register would show more, so this is a function and no policy."""

from django.db import migrations

from noroshi.operations.row_security import definer


class Migration(migrations.Migration):
    dependencies = [("parties", "0004_saved_views")]
    operations = [
        definer(
            "directory()",
            "TABLE (id uuid, code text, kind text, name text, name_ja text)",
            """SELECT m.id, m.code, m.kind, m.name, m.name_ja FROM parties_organisation m
               JOIN parties_organisation o ON o.ministry_id = m.id
               WHERE o.id = noroshi.organisation()""",
        ),
    ]
