"""What a version is, when a report was withdrawn, and obligations in the order in which they count."""

from datetime import UTC, datetime

from django.db import migrations, models
from django.db.models.functions import Coalesce

from noroshi.operations.row_security import grant

END_OF_TIME = datetime(9999, 12, 31, tzinfo=UTC)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0004_reminders")]
    operations = [
        migrations.AddField("report", "withdrawn_at", models.DateTimeField(null=True)),
        migrations.AddField("version", "act", models.CharField(default="report", max_length=12)),
        migrations.AddField(
            "version",
            "reason",
            models.CharField(blank=True, default="", max_length=2000),
            preserve_default=False,
        ),
        migrations.AddField(
            "obligation",
            "counts_at",
            models.GeneratedField(
                expression=Coalesce("due_at", "warn_at", models.Value(END_OF_TIME)),
                output_field=models.DateTimeField(),
                db_persist=True,
            ),
        ),
        migrations.RemoveIndex("obligation", "reporting_due"),
        migrations.AddIndex(
            "obligation",
            models.Index(fields=["audience", "counts_at", "id"], name="reporting_due"),
        ),
        *grant(["reporting_report"], web="UPDATE (withdrawn_at)"),
    ]
