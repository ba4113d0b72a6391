"""What became of the obligations with a version is told to the reporter alone."""

import django.db.models.deletion
from django.db import migrations, models

from noroshi.operations.row_security import allow, guard

MINE = "organisation_id = (SELECT noroshi.organisation())"
OF_OWN = f"version_id IN (SELECT v.id FROM reporting_version v WHERE v.{MINE})"


class Migration(migrations.Migration):
    dependencies = [("reporting", "0007_calendar")]
    operations = [
        migrations.CreateModel(
            name="Consequence",
            fields=[
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="consequence",
                        serialize=False,
                        to="reporting.version",
                    ),
                ),
                ("sentences", models.JSONField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
            ],
        ),
        *guard("reporting_consequence", web="SELECT, INSERT", worker="SELECT"),
        allow("reporting_consequence", "SELECT", using=MINE),
        allow("reporting_consequence", "INSERT", check=f"{MINE} AND {OF_OWN}"),
    ]
