"""The board of deadlines reads an index alone: who receives a stage and whose it is stand in it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reporting", "0013_attachments")]
    operations = [
        migrations.RemoveIndex("obligation", "reporting_due"),
        migrations.AddIndex(
            "obligation",
            models.Index(
                fields=["audience", "filed_at", "counts_at", "id"],
                include=["received_by", "organisation_id"],
                name="reporting_board",
            ),
        ),
    ]
