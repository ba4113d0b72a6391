"""Suppliers' products, the threads about them, weaknesses under embargo, and advisories."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import noroshi.kernel.identifiers
import noroshi.suppliers.disclosing
import noroshi.suppliers.rules
from noroshi.operations.tables import Tables


class Migration(Tables):
    initial = True

    dependencies = [("parties", "0001_tables")]

    operations = [
        migrations.CreateModel(
            name="ProductClaim",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="parties.organisation",
                    ),
                ),
                ("audience", models.IntegerField()),
                (
                    "claimed_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("verified_at", models.DateTimeField(null=True)),
                ("vendor", models.CharField(max_length=300)),
                ("product", models.CharField(max_length=300)),
                ("key", models.CharField(max_length=512)),
                ("counted_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True, db_default="")),
            ],
            options={
                "ordering": ["vendor", "product", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "key"), name="suppliers_product_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RoughCount",
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
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="suppliers.productclaim",
                    ),
                ),
                ("version", models.CharField(max_length=256)),
                ("organisations", models.IntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "claim", "version"), name="suppliers_count_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Thread",
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
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="suppliers.productclaim",
                    ),
                ),
                ("cause", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=10)),
                (
                    "state",
                    models.CharField(default=noroshi.suppliers.rules.State["SENT"], max_length=10),
                ),
                ("article", models.CharField(max_length=200)),
                ("sent_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("reminded_at", models.DateTimeField(null=True)),
                ("answer", models.JSONField(null=True)),
                ("ledger_entry", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["audience", "-sent_at", "-id"], name="suppliers_thread_page"
                    ),
                    models.Index(fields=["audience", "due_at", "id"], name="suppliers_thread_due"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["notice", "request"])),
                        name="suppliers_thread_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["sent", "seen", "answered", "done", "withdrawn"])
                        ),
                        name="suppliers_thread_state",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["sent", "seen", "answered"])),
                        fields=("organisation", "claim", "cause", "kind"),
                        name="suppliers_thread_once",
                    ),
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
                    "thread",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="suppliers.thread",
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
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="parties.actorrecord",
                    ),
                ),
                ("writer", models.CharField(max_length=20)),
                ("kind", models.CharField(max_length=10)),
                ("text", models.TextField(blank=True)),
                ("answer", models.JSONField(null=True)),
                (
                    "written_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("published_at", models.DateTimeField(null=True)),
                ("told_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["written_at", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("told_at__isnull", True)),
                        fields=["thread"],
                        name="suppliers_line_untold",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["message", "comment", "answer", "change"])
                        ),
                        name="suppliers_line_kind",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                (
                    "supplier",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        default=noroshi.suppliers.disclosing.Stage["PENDING"], max_length=10
                    ),
                ),
                ("title", models.CharField(max_length=300)),
                ("description", models.TextField()),
                ("vendor", models.CharField(max_length=300)),
                ("product", models.CharField(max_length=300)),
                (
                    "versions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=256), default=list, size=None
                    ),
                ),
                ("cvss_vector", models.CharField(blank=True, max_length=300)),
                ("cve", models.CharField(blank=True, max_length=24)),
                ("reported_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("embargo_until", models.DateField(null=True)),
                ("proposed_by", models.CharField(blank=True, max_length=10)),
                ("agreed_at", models.DateTimeField(null=True)),
                ("name", models.CharField(blank=True, max_length=24)),
                ("published_at", models.DateTimeField(null=True)),
                ("is_pending", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["-changed_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["pending", "open", "published", "closed"])
                        ),
                        name="suppliers_disclosure_state",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Reporter",
            fields=[
                (
                    "disclosure",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="reporter",
                        serialize=False,
                        to="suppliers.disclosure",
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
                ("told_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("told_at__isnull", True)),
                        fields=["disclosure"],
                        name="suppliers_report_untold",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DisclosureLine",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                (
                    "disclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="suppliers.disclosure",
                    ),
                ),
                ("writer", models.CharField(max_length=10)),
                ("kind", models.CharField(max_length=10)),
                ("text", models.TextField(blank=True)),
                ("written_at", models.DateTimeField()),
                ("told_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["written_at", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("told_at__isnull", True)),
                        fields=["disclosure"],
                        name="suppliers_said_untold",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Advisory",
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
                ("code", models.CharField(max_length=32)),
                ("is_national", models.BooleanField()),
                ("publisher", models.JSONField()),
                ("tracking_id", models.CharField(max_length=200)),
                ("version", models.CharField(max_length=256)),
                ("state", models.CharField(max_length=10)),
                ("tlp", models.CharField(max_length=12)),
                ("category", models.TextField()),
                ("title", models.TextField()),
                ("name", models.CharField(max_length=205)),
                ("document", models.BinaryField()),
                ("signature", models.TextField(blank=True)),
                ("released_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("saved_at", models.DateTimeField()),
                ("is_newest", models.BooleanField(default=False)),
                ("ledger_entry", models.UUIDField(null=True)),
            ],
            options={
                "ordering": ["-saved_at", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_newest", True)),
                        fields=["code", "tlp"],
                        name="suppliers_advisory_folder",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "interim", "final"])),
                        name="suppliers_advisory_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("tlp__in", ["clear", "green", "amber", "amber+strict", "red"])
                        ),
                        name="suppliers_advisory_tlp",
                    ),
                    models.UniqueConstraint(
                        fields=("organisation", "tracking_id", "version"),
                        name="suppliers_advisory_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_newest", True)),
                        fields=("organisation", "name"),
                        name="suppliers_advisory_newest",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AdvisoryRecipient",
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
                    "advisory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recipients",
                        to="suppliers.advisory",
                    ),
                ),
                ("code", models.CharField(max_length=32)),
                ("is_open", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["code", "advisory"], name="suppliers_recipient_code")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "advisory", "code"), name="suppliers_recipient_once"
                    )
                ],
            },
        ),
    ]
