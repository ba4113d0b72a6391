"""What an organisation has laid down it may take out again; what is its own is read in its order."""

from django.db import migrations, models

from noroshi.operations.row_security import allow, grant


class Migration(migrations.Migration):
    dependencies = [("intelligence", "0003_warning_lists")]
    operations = [
        migrations.AddIndex(
            "stixobject",
            models.Index(fields=["organisation", "added_at", "id"], name="intelligence_object_own"),
        ),
        *grant(["intelligence_stixobject"], web="DELETE"),
        allow(
            "intelligence_stixobject",
            "DELETE",
            using="organisation_id = (SELECT noroshi.organisation())",
        ),
    ]
