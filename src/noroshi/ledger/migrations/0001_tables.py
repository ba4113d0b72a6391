"""Entries with the nonces that blind them, and the hashes and checkpoints of the tree over them."""

from django.db import migrations, models

from noroshi.operations.tables import Tables


class Migration(Tables):
    initial = True

    dependencies = [("operations", "0001_schema")]

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("kind", models.CharField(max_length=200)),
                ("actor_token", models.UUIDField(null=True)),
                ("subject", models.CharField(max_length=200)),
                ("organisation_id", models.UUIDField(null=True)),
                ("digest", models.BinaryField(max_length=32)),
                ("seq", models.BigIntegerField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("seq__isnull", False)),
                        fields=["organisation_id", "seq"],
                        name="ledger_entry_organisation",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("seq__isnull", False)),
                        fields=("seq",),
                        name="ledger_entry_seq",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Nonce",
            fields=[
                ("entry_id", models.UUIDField(primary_key=True, serialize=False)),
                ("nonce", models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name="Tile",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "level",
                        "index",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("level", models.SmallIntegerField()),
                ("index", models.BigIntegerField()),
                ("hashes", models.BinaryField(max_length=8192)),
            ],
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("root", models.BinaryField(max_length=32)),
                ("note", models.TextField()),
                ("at", models.DateTimeField()),
            ],
        ),
    ]
