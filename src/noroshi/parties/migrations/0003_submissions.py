"""Submissions and their answers: read by the actor that sent them, by nobody else."""

import django.db.models.deletion
from django.db import migrations, models

import noroshi.kernel.identifiers
from noroshi.operations.row_security import allow, guard

SENDER = "actor_id = (SELECT noroshi.actor())"
OWN = (
    "organisation_id = (SELECT noroshi.organisation())"
    " AND audience = (SELECT noroshi.own_audience())"
)


class Migration(migrations.Migration):
    dependencies = [("parties", "0002_row_security")]
    operations = [
        migrations.CreateModel(
            name="Submission",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("audience", models.IntegerField()),
                ("key", models.CharField(max_length=255)),
                ("digest", models.BinaryField(max_length=32)),
                ("answer", models.TextField()),
                ("answered_at", models.DateTimeField()),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.actorrecord",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "actor", "key"), name="parties_submission_once"
                    )
                ],
            },
        ),
        *guard("parties_submission", web="SELECT, INSERT"),
        allow("parties_submission", "SELECT", using=f"{SENDER} AND {OWN}"),
        allow("parties_submission", "INSERT", check=f"{SENDER} AND {OWN}"),
    ]
