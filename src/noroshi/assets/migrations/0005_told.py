"""A bill of materials that is told anew is taken by whoever matches, as assets are that come and go:
those that are held already, too."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("assets", "0004_moved")]
    operations = [
        migrations.RunSQL(
            # Who migrates is bound by the policies too, and none is for the owner.
            """ALTER TABLE assets_edition NO FORCE ROW LEVEL SECURITY;
               INSERT INTO assets_moved SELECT DISTINCT inventory_id FROM assets_edition
               ON CONFLICT DO NOTHING;
               ALTER TABLE assets_edition FORCE ROW LEVEL SECURITY""",
            migrations.RunSQL.noop,
        ),
    ]
