"""Which proposed regimes are confirmed: everybody may know, and the national office says so."""

from django.db import migrations, models

import noroshi.kernel.identifiers
from noroshi.operations.row_security import allow, guard

NATIONAL = "(SELECT noroshi.organisation_kind()) = 'nco'"


class Migration(migrations.Migration):
    initial = True

    dependencies = [("parties", "0002_row_security")]

    operations = [
        migrations.CreateModel(
            name="ConfirmedRegime",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("regime", models.CharField(max_length=20)),
                ("valid_from", models.DateField()),
                ("person", models.CharField(max_length=150)),
                ("ground", models.CharField(max_length=1000)),
                ("confirmed_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("ledger_entry", models.UUIDField()),
            ],
            options={
                "ordering": ["regime", "confirmed_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("regime",),
                        name="reporting_confirmed_once",
                    )
                ],
            },
        ),
        *guard(
            "reporting_confirmedregime",
            web="SELECT, INSERT, UPDATE (withdrawn_at)",
            worker="SELECT, INSERT, UPDATE (withdrawn_at)",
        ),
        allow("reporting_confirmedregime", "SELECT", using="true"),
        allow("reporting_confirmedregime", "INSERT", check=f"{NATIONAL} AND withdrawn_at IS NULL"),
        allow("reporting_confirmedregime", "UPDATE", using=NATIONAL),
    ]
