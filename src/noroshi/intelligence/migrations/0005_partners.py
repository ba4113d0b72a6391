"""Partners with whom intelligence is exchanged: an organisation's own. Their secrets only the worker
reads; in another organisation's view the national office alone sends something."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import noroshi.kernel.identifiers
from noroshi.operations.row_security import allow, guard

OWN = (
    "organisation_id = (SELECT noroshi.organisation())"
    " AND audience = (SELECT noroshi.own_audience())"
)
SENDING = "(recipient_id IS NULL OR (SELECT noroshi.organisation_kind()) = 'nco')"
MINE = "organisation_id = (SELECT noroshi.organisation())"
TOLD = (
    "id, organisation_id, audience, name, kind, url, pull_from, push_to, recipient_id, unmarked, every,"
    ' "user", made_at, next_at, paused_at, ended_at, added_after, cursor, seen_until, pushed_at,'
    " pushed_id, pushed_as, answers_to, answers_until, met_at, level_at, failures, reason, taken, given,"
    " entries"
)


class Migration(migrations.Migration):
    dependencies = [
        ("intelligence", "0004_techniques"),
        ("parties", "0003_row_security"),
    ]

    operations = [
        migrations.CreateModel(
            name="Partner",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("audience", models.IntegerField()),
                ("name", models.CharField(max_length=100)),
                ("kind", models.CharField(default="taxii", max_length=10)),
                ("url", models.CharField(max_length=500)),
                ("pull_from", models.CharField(blank=True, max_length=200)),
                ("push_to", models.CharField(blank=True, max_length=200)),
                ("unmarked", models.CharField(max_length=12)),
                ("every", models.IntegerField()),
                ("user", models.CharField(blank=True, max_length=200)),
                ("secret", models.BinaryField(null=True)),
                ("made_at", models.DateTimeField()),
                ("next_at", models.DateTimeField()),
                ("paused_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("added_after", models.CharField(blank=True, max_length=50)),
                ("cursor", models.CharField(blank=True, max_length=4000)),
                ("seen_until", models.CharField(blank=True, max_length=50)),
                ("pushed_at", models.DateTimeField(null=True)),
                ("pushed_id", models.UUIDField(null=True)),
                (
                    "pushed_as",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), default=list, size=None
                    ),
                ),
                ("answers_to", models.CharField(blank=True, max_length=200)),
                ("answers_until", models.BigIntegerField(default=0)),
                ("met_at", models.DateTimeField(null=True)),
                ("level_at", models.DateTimeField(null=True)),
                ("failures", models.IntegerField(default=0)),
                ("reason", models.CharField(blank=True, max_length=40)),
                ("taken", models.BigIntegerField(default=0)),
                ("given", models.BigIntegerField(default=0)),
                ("entries", models.IntegerField(default=0)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Declined",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("organisation_id", models.UUIDField()),
                ("is_outgoing", models.BooleanField()),
                ("stix_id", models.CharField(blank=True, max_length=292)),
                ("reason", models.CharField(max_length=300)),
                ("declined_at", models.DateTimeField()),
                (
                    "partner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="intelligence.partner",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Sent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("organisation_id", models.UUIDField()),
                ("object_id", models.UUIDField()),
                ("stix_id", models.CharField(max_length=292)),
                ("version", models.DateTimeField()),
                ("digest", models.BinaryField(max_length=32)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "partner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="intelligence.partner",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FeedEvent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("organisation_id", models.UUIDField()),
                ("uuid", models.UUIDField()),
                ("stamp", models.BigIntegerField()),
                (
                    "partner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="intelligence.partner",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="feedevent",
            constraint=models.UniqueConstraint(
                fields=("partner", "uuid", "organisation_id"), name="intelligence_feed_event_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="partner",
            constraint=models.UniqueConstraint(
                fields=("organisation", "name"), name="intelligence_partner_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="partner",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("pull_from", ""), ("push_to", ""), _negated=True),
                    models.Q(("push_to", ""), ("recipient__isnull", False), _connector="OR"),
                ),
                name="intelligence_partner_way",
            ),
        ),
        migrations.AddIndex(
            model_name="declined",
            index=models.Index(fields=["partner", "-id"], name="intelligence_declined_page"),
        ),
        migrations.AddIndex(
            model_name="sent",
            index=models.Index(fields=["partner", "stix_id"], name="intelligence_sent_once"),
        ),
        migrations.AddIndex(
            model_name="sent",
            index=models.Index(
                condition=models.Q(("settled_at", None)),
                fields=["partner", "id"],
                name="intelligence_sent_open",
            ),
        ),
        *guard(
            "intelligence_partner",
            web=f"SELECT ({TOLD}), INSERT, UPDATE",
            worker="SELECT, UPDATE",
        ),
        allow("intelligence_partner", "SELECT", using=OWN),
        allow("intelligence_partner", "INSERT", check=f"{OWN} AND {SENDING}"),
        allow("intelligence_partner", "UPDATE", using=OWN, check=f"{OWN} AND {SENDING}"),
        *guard("intelligence_sent", worker="SELECT, INSERT, UPDATE"),
        *guard("intelligence_feedevent", worker="SELECT, INSERT, UPDATE"),
        *guard("intelligence_declined", web="SELECT", worker="SELECT, INSERT, DELETE"),
        allow("intelligence_declined", "SELECT", using=MINE),
    ]
