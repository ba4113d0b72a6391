"""What came and went since the assets were matched: web processes tell it, the worker takes it."""

from django.db import migrations, models

from noroshi.operations.row_security import allow, guard


class Migration(migrations.Migration):
    dependencies = [("assets", "0003_bills")]
    operations = [
        migrations.CreateModel(
            "Moved", [("asset_id", models.UUIDField(primary_key=True, serialize=False))]
        ),
        migrations.RunSQL(
            # Who migrates is bound by the policies too, and none is for the owner.
            """ALTER TABLE assets_asset NO FORCE ROW LEVEL SECURITY;
               INSERT INTO assets_moved SELECT id FROM assets_asset;
               ALTER TABLE assets_asset FORCE ROW LEVEL SECURITY""",
            migrations.RunSQL.noop,
        ),
        *guard("assets_moved", web="INSERT", worker="SELECT, INSERT, DELETE"),
        allow("assets_moved", "INSERT", check="true"),
    ]
