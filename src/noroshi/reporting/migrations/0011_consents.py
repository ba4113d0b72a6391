"""What leaves by consent is a row of its own in its recipient's audience, made from a version by the
reporter under a consent that stands. Who may receive is handed out by a function: an authority's name
is no secret, its record in the register is not everybody's."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import noroshi.kernel.identifiers
from noroshi.operations.row_security import allow, definer, guard

MINE = "organisation_id = (SELECT noroshi.organisation())"
OWN = f"{MINE} AND audience = (SELECT noroshi.own_audience())"
OF_OWN = "report_id IN (SELECT r.id FROM reporting_report r WHERE r.organisation_id = (SELECT noroshi.organisation()))"
HERS = "{0} = (SELECT noroshi.own_audience())"
NAMED = (
    "(recipient_id, recipient_audience, kind::text) IN"
    " (SELECT c.id, c.audience, c.kind FROM noroshi.consultants() c)"
)
CONSENTED = (
    "consent_id IN (SELECT c.id FROM reporting_consent c"
    " WHERE c.organisation_id = reporting_excerpt.organisation_id"
    " AND c.report_id = reporting_excerpt.report_id AND c.withdrawn_at IS NULL"
    " AND c.recipient_audience = reporting_excerpt.audience AND c.groups @> reporting_excerpt.groups)"
)


class Migration(migrations.Migration):
    dependencies = [
        ("parties", "0005_directory"),
        ("reporting", "0010_drafts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("audience", models.IntegerField()),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to="reporting.report",
                    ),
                ),
            ],
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
                ("audience", models.IntegerField()),
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
                ("ledger_entry", models.UUIDField()),
                (
                    "consent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="excerpts",
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
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="excerpts",
                        to="reporting.report",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("organisation", "report", "recipient"),
                name="reporting_consent_once",
            ),
        ),
        migrations.AddIndex(
            model_name="excerpt",
            index=models.Index(
                fields=["audience", "-left_at", "-id"], name="reporting_excerpt_page"
            ),
        ),
        migrations.AddConstraint(
            model_name="excerpt",
            constraint=models.UniqueConstraint(
                fields=("organisation", "consent", "number"), name="reporting_excerpt_once"
            ),
        ),
        definer(
            "consultants()",
            "TABLE (id uuid, kind text, code text, name text, name_ja text, audience integer)",
            """SELECT id, kind, code, name, name_ja, audience FROM parties_organisation
               WHERE kind IN ('nco', 'police') AND noroshi.organisation() IS NOT NULL""",
        ),
        *guard("reporting_consent", web="SELECT, INSERT, UPDATE (withdrawn_at)", worker="SELECT"),
        allow(
            "reporting_consent", "SELECT", using=f"({OWN}) OR {HERS.format('recipient_audience')}"
        ),
        allow(
            "reporting_consent",
            "INSERT",
            check=f"{OWN} AND {OF_OWN} AND {NAMED} AND actor_id = noroshi.actor()"
            " AND withdrawn_at IS NULL",
        ),
        allow("reporting_consent", "UPDATE", using=f"{OWN} AND withdrawn_at IS NULL", check=OWN),
        *guard("reporting_excerpt", web="SELECT, INSERT", worker="SELECT"),
        allow("reporting_excerpt", "SELECT", using=f"{MINE} OR {HERS.format('audience')}"),
        allow("reporting_excerpt", "INSERT", check=f"{MINE} AND {OF_OWN} AND {CONSENTED}"),
    ]
