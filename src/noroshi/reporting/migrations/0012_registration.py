"""What is owed of specified computers stands beside what is owed for reports: without a report, made by
the worker alone, and reminded of alike."""

import django.db.models.deletion
from django.db import migrations, models

from noroshi.operations.row_security import allow

OWN = (
    "organisation_id = (SELECT noroshi.organisation())"
    " AND audience = (SELECT noroshi.own_audience())"
)


class Migration(migrations.Migration):
    dependencies = [("parties", "0005_directory"), ("reporting", "0011_consents")]
    operations = [
        migrations.RemoveConstraint("obligation", "reporting_obligation_once"),
        migrations.RemoveConstraint("reminder", "reporting_reminder_once"),
        migrations.AddField("obligation", "made_at", models.DateTimeField(null=True)),
        migrations.AddField("obligation", "since", models.DateTimeField(null=True)),
        migrations.AlterField(
            "obligation",
            "report",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="obligations",
                to="reporting.report",
            ),
        ),
        migrations.AlterField(
            "reminder",
            "report",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reminders",
                to="reporting.report",
            ),
        ),
        migrations.AddConstraint(
            "obligation",
            models.UniqueConstraint(
                fields=(
                    "organisation",
                    "report",
                    "regime",
                    "duty",
                    "stage",
                    "recipient",
                    "since",
                ),
                name="reporting_obligation_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            "reminder",
            models.UniqueConstraint(
                fields=(
                    "organisation",
                    "report",
                    "regime",
                    "duty",
                    "stage",
                    "recipient",
                    "step",
                    "until",
                ),
                name="reporting_reminder_once",
                nulls_distinct=False,
            ),
        ),
        migrations.RunSQL(
            "DROP POLICY delete_by_web ON reporting_obligation", migrations.RunSQL.noop
        ),
        allow("reporting_obligation", "DELETE", using=f"report_id IS NOT NULL AND {OWN}"),
    ]
