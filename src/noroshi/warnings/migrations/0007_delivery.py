"""How organisations are told: their wishes, their endpoints, and what is on its way. Nobody else sees
any of it, overseers neither; a sealed secret is read by the worker alone."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import noroshi.kernel.identifiers
import noroshi.warnings.rules
from noroshi.operations.row_security import allow, guard

OWN = (
    "organisation_id = (SELECT noroshi.organisation())"
    " AND audience = (SELECT noroshi.own_audience())"
)
ENDPOINT = "id, organisation_id, audience, url, least, made_at, failing_since, paused_at, ended_at"


class Migration(migrations.Migration):
    dependencies = [
        ("parties", "0005_directory"),
        ("warnings", "0006_order_of_all"),
    ]

    operations = [
        migrations.CreateModel(
            name="Endpoint",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("audience", models.IntegerField()),
                ("url", models.CharField(max_length=500)),
                ("secret", models.BinaryField()),
                ("least", models.SmallIntegerField()),
                ("made_at", models.DateTimeField()),
                ("failing_since", models.DateTimeField(null=True)),
                ("paused_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
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
                "ordering": ["made_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="DeliveryWish",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("audience", models.IntegerField()),
                (
                    "at_once",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(), size=None
                    ),
                ),
                ("digest", models.CharField(max_length=6)),
                ("language", models.CharField(max_length=2)),
                ("zone", models.CharField(default="Asia/Tokyo", max_length=40)),
                ("quiet_from", models.TimeField(null=True)),
                ("quiet_until", models.TimeField(null=True)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
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
                        fields=("organisation", "actor"),
                        name="warnings_one_wish",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("digest__in", ["none", "daily", "weekly"])),
                        name="warnings_digest",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ("ja", "en"))), name="warnings_language"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("audience", models.IntegerField()),
                ("channel", models.CharField(max_length=8)),
                (
                    "warnings",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), size=None
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        default=noroshi.warnings.rules.DeliveryState["WAITING"], max_length=8
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("next_at", models.DateTimeField()),
                ("attempts", models.SmallIntegerField(default=0)),
                ("claimed_until", models.DateTimeField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=40)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="parties.actorrecord",
                    ),
                ),
                (
                    "endpoint",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="warnings.endpoint",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["channel", "next_at"],
                        name="warnings_deliveries_due",
                    ),
                    models.Index(
                        fields=["audience", "-made_at", "-id"], name="warnings_deliveries"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("channel", noroshi.warnings.rules.Channel["MAIL"]),
                                ("reader__isnull", False),
                            ),
                            models.Q(
                                ("channel", noroshi.warnings.rules.Channel["WEBHOOK"]),
                                ("endpoint__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="warnings_channel",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "sent", "dead", "dropped"])),
                        name="warnings_delivery_state",
                    ),
                ],
            },
        ),
        *guard("warnings_deliverywish", web="SELECT, INSERT, UPDATE", worker="SELECT"),
        allow("warnings_deliverywish", "SELECT", using=OWN),
        allow("warnings_deliverywish", "INSERT", check=OWN),
        allow("warnings_deliverywish", "UPDATE", using=OWN, check=OWN),
        *guard(
            "warnings_endpoint",
            web=f"SELECT ({ENDPOINT}), INSERT, UPDATE (least, failing_since, paused_at, ended_at)",
            worker="SELECT, UPDATE",
        ),
        allow("warnings_endpoint", "SELECT", using=OWN),
        allow("warnings_endpoint", "INSERT", check=OWN),
        allow("warnings_endpoint", "UPDATE", using=OWN, check=OWN),
        *guard(
            "warnings_delivery",
            web="SELECT, UPDATE (state, next_at, attempts, reason, settled_at)",
            worker="SELECT, INSERT, UPDATE",
        ),
        allow("warnings_delivery", "SELECT", using=OWN),
        allow("warnings_delivery", "UPDATE", using=OWN, check=OWN),
    ]
