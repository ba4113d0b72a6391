"""Warnings are raised by hundreds of thousands, by the worker alone and from what it has of each
organisation: that there is one is not checked row by row, and who answers is found where there is one."""

import django.db.models.deletion
from django.db import migrations, models

ASSIGNED = models.Index(
    fields=["assignee"],
    name="warnings_by_assignee",
    condition=models.Q(assignee__isnull=False),
)


class Migration(migrations.Migration):
    dependencies = [("warnings", "0012_delivery_reminders"), ("parties", "0005_directory")]
    operations = [
        migrations.AlterField(
            "warning",
            "organisation",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                to="parties.organisation",
                related_name="+",
                db_constraint=False,
                db_index=False,
            ),
        ),
        migrations.AlterField(
            "warning",
            "assignee",
            models.ForeignKey(
                on_delete=django.db.models.deletion.SET_NULL,
                to="parties.actorrecord",
                related_name="+",
                null=True,
                db_index=False,
            ),
        ),
        migrations.AddIndex("warning", ASSIGNED),
    ]
