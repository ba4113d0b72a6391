"""Saved views: seen, changed and deleted under the hat that saved them, by nobody else."""

import django.db.models.deletion
from django.db import migrations, models

import noroshi.kernel.identifiers
from noroshi.operations.row_security import allow, guard

MINE = (
    "actor_id = (SELECT noroshi.actor())"
    " AND organisation_id = (SELECT noroshi.organisation())"
    " AND audience = (SELECT noroshi.own_audience())"
)


class Migration(migrations.Migration):
    dependencies = [("parties", "0003_submissions")]
    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("audience", models.IntegerField()),
                ("place", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=60)),
                ("query", models.CharField(max_length=2000)),
                ("saved_at", models.DateTimeField()),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="parties.actorrecord",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "actor", "place", "name"), name="parties_view_once"
                    )
                ],
            },
        ),
        *guard("parties_savedview", web="SELECT, INSERT, UPDATE, DELETE"),
        allow("parties_savedview", "SELECT", using=MINE),
        allow("parties_savedview", "INSERT", check=MINE),
        allow("parties_savedview", "UPDATE", using=MINE, check=MINE),
        allow("parties_savedview", "DELETE", using=MINE),
    ]
