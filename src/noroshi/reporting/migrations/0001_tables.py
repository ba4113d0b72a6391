"""Reports with their versions, what is owed for them, and what is said about them."""

import datetime as dt

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

import noroshi.kernel.identifiers
from noroshi.operations.tables import Tables


class Migration(Tables):
    initial = True

    dependencies = [("parties", "0001_tables")]

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
        migrations.CreateModel(
            name="Report",
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
                ("kind", models.CharField(max_length=12)),
                ("title", models.CharField(max_length=300)),
                ("stage", models.CharField(max_length=300)),
                (
                    "regimes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), size=None
                    ),
                ),
                ("version", models.IntegerField()),
                (
                    "read_by",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), size=None
                    ),
                ),
                ("aware_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["audience", "-changed_at", "-id"], name="reporting_page")
                ],
            },
        ),
        migrations.CreateModel(
            name="Version",
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
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="reporting.report",
                    ),
                ),
                ("number", models.IntegerField()),
                ("act", models.CharField(default="report", max_length=12)),
                ("reason", models.CharField(blank=True, max_length=2000)),
                ("content", models.JSONField()),
                ("digest", models.BinaryField(max_length=32)),
                ("receipt", models.CharField(max_length=40)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="parties.actorrecord",
                    ),
                ),
                ("accepted_at", models.DateTimeField()),
                ("ledger_entry", models.UUIDField()),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "report", "number"), name="reporting_version_once"
                    )
                ],
            },
        ),
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
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
                ("sentences", models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name="Obligation",
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
                    "report",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="obligations",
                        to="reporting.report",
                    ),
                ),
                ("since", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField(null=True)),
                ("regime", models.CharField(max_length=20)),
                ("duty", models.CharField(max_length=300)),
                ("stage", models.CharField(max_length=300)),
                ("recipient", models.CharField(max_length=30)),
                ("received_by", models.CharField(blank=True, max_length=20)),
                ("due_at", models.DateTimeField(null=True)),
                ("warn_at", models.DateTimeField(null=True)),
                ("filed_at", models.DateTimeField(null=True)),
                (
                    "counts_at",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Coalesce(
                            "due_at",
                            "warn_at",
                            models.Value(dt.datetime(9999, 12, 31, 0, 0, tzinfo=dt.UTC)),
                        ),
                        output_field=models.DateTimeField(),
                    ),
                ),
                ("value", models.JSONField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["audience", "filed_at", "counts_at", "id"],
                        include=("received_by", "organisation_id"),
                        name="reporting_board",
                    )
                ],
                "constraints": [
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
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Filing",
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
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="filings",
                        to="reporting.report",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="filings",
                        to="reporting.version",
                    ),
                ),
                ("regime", models.CharField(max_length=20)),
                ("duty", models.CharField(max_length=300)),
                ("stage", models.CharField(max_length=300)),
                ("filed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "version", "regime", "duty", "stage"),
                        name="reporting_filing_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Line",
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
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="reporting.report",
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("text", models.TextField()),
                ("writer", models.CharField(max_length=20)),
                ("writer_code", models.CharField(max_length=32)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="parties.actorrecord",
                    ),
                ),
                (
                    "read_by",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), size=None
                    ),
                ),
                (
                    "answers",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answered_by",
                        to="reporting.line",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reporting.version",
                    ),
                ),
                ("obligation", models.JSONField(null=True)),
                ("written_at", models.DateTimeField()),
                ("ledger_entry", models.UUIDField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["audience", "written_at", "id"], name="reporting_line_page"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["question", "answer", "note", "order"])),
                        name="reporting_line_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "order"), ("obligation__isnull", False)),
                            models.Q(
                                models.Q(("kind", "order"), _negated=True),
                                ("obligation__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="reporting_line_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Consent",
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
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to="reporting.report",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
                ("recipient_audience", models.IntegerField()),
                ("kind", models.CharField(max_length=20)),
                ("code", models.CharField(max_length=32)),
                (
                    "groups",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), size=None
                    ),
                ),
                ("given_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="parties.actorrecord",
                    ),
                ),
                ("ledger_entry", models.UUIDField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("organisation", "report", "recipient"),
                        name="reporting_consent_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Excerpt",
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
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="excerpts",
                        to="reporting.report",
                    ),
                ),
                (
                    "consent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="excerpts",
                        to="reporting.consent",
                    ),
                ),
                ("number", models.IntegerField()),
                ("act", models.CharField(max_length=12)),
                ("reporter", models.CharField(max_length=32)),
                ("name", models.CharField(max_length=300)),
                ("name_ja", models.CharField(max_length=300)),
                (
                    "groups",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), size=None
                    ),
                ),
                ("content", models.JSONField()),
                ("digest", models.BinaryField(max_length=32)),
                ("left_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField(null=True)),
                ("ledger_entry", models.UUIDField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["audience", "-left_at", "-id"], name="reporting_excerpt_page"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "consent", "number"), name="reporting_excerpt_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
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
                    "report",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="reporting.report",
                    ),
                ),
                ("regime", models.CharField(max_length=20)),
                ("duty", models.CharField(max_length=300)),
                ("stage", models.CharField(max_length=300)),
                ("recipient", models.CharField(max_length=30)),
                ("step", models.CharField(max_length=8)),
                ("until", models.DateTimeField()),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
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
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Draft",
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
                ("kind", models.CharField(max_length=12)),
                (
                    "report",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts",
                        to="reporting.report",
                    ),
                ),
                ("base", models.IntegerField(null=True)),
                ("fields", models.JSONField(default=dict)),
                ("rivals", models.JSONField(default=dict)),
                ("begun_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="parties.actorrecord",
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "version",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reporting.version",
                    ),
                ),
            ],
            options={
                "ordering": ["-changed_at", "-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)),
                        fields=["audience", "-changed_at", "-id"],
                        name="reporting_draft_page",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None), ("report__isnull", False)),
                        fields=("organisation", "report"),
                        name="reporting_one_draft",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
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
                    "report",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="reporting.report",
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="reporting.draft",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=200)),
                ("size", models.BigIntegerField()),
                ("digest", models.BinaryField(max_length=32)),
                ("look", models.CharField(blank=True, max_length=10)),
                ("key", models.BinaryField(null=True)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="parties.actorrecord",
                    ),
                ),
                ("added_at", models.DateTimeField()),
                ("erased_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["added_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("report__isnull", False), ("draft__isnull", False), _connector="OR"
                        ),
                        name="reporting_attachment_beside",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Frame",
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
                    "attachment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="frames",
                        to="reporting.attachment",
                    ),
                ),
                ("number", models.IntegerField()),
                ("octets", models.BinaryField()),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "attachment", "number"), name="reporting_frame_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Fetch",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("audience", models.IntegerField()),
                ("fetched_at", models.DateTimeField()),
                ("ledger_entry", models.UUIDField()),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="parties.actorrecord",
                    ),
                ),
                (
                    "attachment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fetches",
                        to="reporting.attachment",
                    ),
                ),
                (
                    "consent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fetches",
                        to="reporting.consent",
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
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CalendarKey",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="parties.actorrecord",
                    ),
                ),
                ("digest", models.BinaryField(db_index=True, max_length=32)),
                ("language", models.CharField(max_length=2)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("organisation", "actor"),
                        name="reporting_one_calendar",
                    )
                ],
            },
        ),
    ]
