"""Specified computers and what is to be notified of them, read as assets are; how systems are linked
is read by their organisation alone."""

import django.db.models.deletion
from django.db import migrations, models

import noroshi.kernel.identifiers
from noroshi.operations.row_security import allow, guard

READABLE = "audience = ANY ((SELECT noroshi.audiences('asset'))::integer[])"
OWN = (
    "organisation_id = (SELECT noroshi.organisation())"
    " AND audience = (SELECT noroshi.own_audience())"
)


class Migration(migrations.Migration):
    dependencies = [
        ("assets", "0005_told"),
        ("parties", "0005_directory"),
    ]

    operations = [
        migrations.CreateModel(
            name="SpecifiedComputer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("audience", models.IntegerField()),
                ("system", models.CharField(max_length=300)),
                ("name", models.CharField(max_length=300)),
                ("maker", models.CharField(blank=True, max_length=300)),
                ("product", models.CharField(blank=True, max_length=300)),
                ("version", models.CharField(blank=True, max_length=256)),
                ("introduced_on", models.DateField(null=True)),
                ("registered_on", models.DateField()),
                ("removed_on", models.DateField(null=True)),
                (
                    "asset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assets.asset",
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
        ),
        migrations.CreateModel(
            name="RegistrationChange",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("audience", models.IntegerField()),
                ("kind", models.CharField(max_length=10)),
                ("happened_on", models.DateField()),
                ("notified_on", models.DateField(null=True)),
                ("made_at", models.DateTimeField()),
                ("ledger_entry", models.UUIDField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
                (
                    "computer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="assets.specifiedcomputer",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Connection",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("audience", models.IntegerField()),
                ("kind", models.CharField(max_length=8)),
                ("over", models.CharField(blank=True, max_length=200)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
                (
                    "system",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="assets.system",
                    ),
                ),
                (
                    "to_system",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="assets.system",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "system", "to_system", "kind", "over"),
                        name="assets_connection_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "service"), ("to_system", None)),
                            models.Q(
                                ("kind__in", ["line", "records"]), ("to_system__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="assets_connection_kind",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="specifiedcomputer",
            index=models.Index(
                fields=["audience", "system", "name", "id"], name="assets_computer_page"
            ),
        ),
        migrations.AddConstraint(
            model_name="specifiedcomputer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_on", None)),
                fields=("organisation", "asset"),
                name="assets_computer_once",
            ),
        ),
        migrations.AddIndex(
            model_name="registrationchange",
            index=models.Index(
                condition=models.Q(("notified_on", None)),
                fields=["organisation", "happened_on"],
                name="assets_change_pending",
            ),
        ),
        migrations.AddConstraint(
            model_name="registrationchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["registered", "changed", "removed"])),
                name="assets_change_kind",
            ),
        ),
        *guard("assets_connection", web="SELECT, INSERT, DELETE"),
        allow("assets_connection", "SELECT", using=OWN),
        allow("assets_connection", "INSERT", check=OWN),
        allow("assets_connection", "DELETE", using=OWN),
        *guard("assets_specifiedcomputer", web="SELECT, INSERT", worker="SELECT, UPDATE"),
        allow("assets_specifiedcomputer", "SELECT", using=READABLE),
        allow("assets_specifiedcomputer", "INSERT", check=OWN),
        *guard(
            "assets_registrationchange",
            web="SELECT, INSERT, UPDATE (notified_on, ledger_entry)",
            worker="SELECT, INSERT, UPDATE (ledger_entry)",
        ),
        allow("assets_registrationchange", "SELECT", using=READABLE),
        allow("assets_registrationchange", "INSERT", check=OWN),
        allow("assets_registrationchange", "UPDATE", using=OWN, check=OWN),
    ]
