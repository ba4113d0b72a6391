"""Each line of a history names its act's entry in the ledger."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("warnings", "0010_turns")]
    operations = [migrations.AddField("note", "ledger_entry", models.UUIDField(null=True))]
