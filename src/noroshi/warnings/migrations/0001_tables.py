"""Warnings with their histories, and how organisations are told of them."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
from django.db import migrations, models

import noroshi.kernel.identifiers
import noroshi.warnings.rules
from noroshi.operations.tables import Tables


class Migration(Tables):
    initial = True

    dependencies = [("parties", "0001_tables")]

    operations = [
        migrations.CreateModel(
            name="Warning",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("audience", models.IntegerField()),
                (
                    "organisation",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
                ("cause", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(default=noroshi.warnings.rules.State["OPEN"], max_length=12),
                ),
                ("urgency", models.SmallIntegerField()),
                ("raised_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("changed_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("assets", models.IntegerField()),
                ("exploitation", models.SmallIntegerField(null=True)),
                ("automatable", models.SmallIntegerField(null=True)),
                ("policy", models.CharField(max_length=16, null=True)),
                ("epss", models.DecimalField(decimal_places=8, max_digits=9, null=True)),
                ("cvss_score", models.DecimalField(decimal_places=1, max_digits=3, null=True)),
                (
                    "assignee",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="parties.actorrecord",
                    ),
                ),
                ("answer_reason", models.CharField(blank=True, max_length=60)),
                ("raised_entry", models.UUIDField(null=True)),
                ("ledger_entry", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("audience"),
                        models.F("urgency"),
                        django.db.models.functions.comparison.Coalesce(
                            "due_at",
                            django.db.models.functions.comparison.Cast(
                                models.Value("infinity"), models.DateTimeField()
                            ),
                        ),
                        models.F("id"),
                        name="warnings_by_urgency",
                    ),
                    models.Index(
                        fields=["audience", "-raised_at", "-id"], name="warnings_by_raised"
                    ),
                    models.Index(fields=["audience", "changed_at"], name="warnings_by_changed"),
                    models.Index(
                        django.db.models.functions.comparison.Cast(
                            "urgency", models.IntegerField()
                        ),
                        django.db.models.functions.comparison.Coalesce(
                            "due_at",
                            django.db.models.functions.comparison.Cast(
                                models.Value("infinity"), models.DateTimeField()
                            ),
                        ),
                        models.F("id"),
                        name="warnings_all_by_urgency",
                    ),
                    models.Index(fields=["cause"], name="warnings_by_cause"),
                    models.Index(
                        condition=models.Q(("assignee__isnull", False)),
                        fields=["assignee"],
                        name="warnings_by_assignee",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "cause"), name="warnings_one_per_cause"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["open", "acknowledged", "not_affected", "fixed", "closed"],
                            )
                        ),
                        name="warnings_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("urgency__in", [0, 1, 2, 3])), name="warnings_urgency"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                (
                    "warning",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notes",
                        to="warnings.warning",
                    ),
                ),
                ("organisation_id", models.UUIDField()),
                ("audience", models.IntegerField()),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="parties.actorrecord",
                    ),
                ),
                ("kind", models.CharField(max_length=12)),
                ("text", models.TextField(blank=True)),
                (
                    "written_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("ledger_entry", models.UUIDField(null=True)),
            ],
            options={
                "ordering": ["written_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["comment", "answer", "assignment", "change"])
                        ),
                        name="warnings_note_kind",
                    )
                ],
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
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
                ("audience", models.IntegerField()),
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
            name="Endpoint",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
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
                ("audience", models.IntegerField()),
                ("url", models.CharField(max_length=500)),
                ("secret", models.BinaryField()),
                ("least", models.SmallIntegerField()),
                ("made_at", models.DateTimeField()),
                ("failing_since", models.DateTimeField(null=True)),
                ("paused_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["made_at", "id"],
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
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
                ("audience", models.IntegerField()),
                ("channel", models.CharField(max_length=8)),
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
                (
                    "warnings",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), size=None
                    ),
                ),
                (
                    "reminders",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, size=None
                    ),
                ),
                (
                    "threads",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, size=None
                    ),
                ),
                (
                    "disclosures",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, size=None
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
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["channel", "next_at"],
                        name="warnings_deliveries_due",
                    ),
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["channel", "organisation", "next_at"],
                        name="warnings_deliveries_turn",
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
        migrations.CreateModel(
            name="Basis",
            fields=[
                ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("text", models.TextField()),
            ],
        ),
    ]
