"""Files beside reports, sealed. They are seen by the reporter, by whom the law sends the report, and while a
consent to the group `attachments` stands by whom it names; of what looks live only analysts get the octets."""

import django.db.models.deletion
from django.db import migrations, models

import noroshi.kernel.identifiers
from noroshi.operations.row_security import allow, definer, guard

MINE = "organisation_id = (SELECT noroshi.organisation())"
OWN = f"{MINE} AND audience = (SELECT noroshi.own_audience())"
SEEN = "audience = ANY ((SELECT noroshi.audiences('report'))::integer[])"
OF_OWN = "report_id IN (SELECT r.id FROM reporting_report r WHERE r.organisation_id = (SELECT noroshi.organisation()))"
OF_SEEN = "report_id IN (SELECT r.id FROM reporting_report r)"
OF_DRAFT = "draft_id IN (SELECT d.id FROM reporting_draft d WHERE d.organisation_id = (SELECT noroshi.organisation()))"
CONSENTED = (
    "report_id IN (SELECT c.report_id FROM reporting_consent c"
    " WHERE c.organisation_id = reporting_attachment.organisation_id AND c.withdrawn_at IS NULL"
    " AND c.recipient_audience = (SELECT noroshi.own_audience())"
    " AND 'attachments' = ANY (c.groups::text[]))"
)
OF_MINE = (
    "attachment_id IN (SELECT a.id FROM reporting_attachment a"
    " WHERE a.organisation_id = (SELECT noroshi.organisation()))"
)
OPENED = (
    "attachment_id IN (SELECT a.id FROM reporting_attachment a WHERE a.look = ''"
    " OR a.organisation_id = (SELECT noroshi.organisation()) OR (SELECT noroshi.is_analyst()))"
)


class Migration(migrations.Migration):
    dependencies = [
        ("parties", "0005_directory"),
        ("reporting", "0012_registration"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("audience", models.IntegerField()),
                ("name", models.CharField(blank=True, max_length=200)),
                ("size", models.BigIntegerField()),
                ("digest", models.BinaryField(max_length=32)),
                ("look", models.CharField(blank=True, max_length=10)),
                ("key", models.BinaryField(null=True)),
                ("added_at", models.DateTimeField()),
                ("erased_at", models.DateTimeField(null=True)),
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
                    "draft",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="reporting.draft",
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="reporting.report",
                    ),
                ),
            ],
            options={
                "ordering": ["added_at", "id"],
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
                ("audience", models.IntegerField()),
                ("number", models.IntegerField()),
                ("octets", models.BinaryField()),
                (
                    "attachment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="frames",
                        to="reporting.attachment",
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
                "ordering": ["number"],
            },
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("report__isnull", False), ("draft__isnull", False), _connector="OR"
                ),
                name="reporting_attachment_beside",
            ),
        ),
        migrations.AddConstraint(
            model_name="frame",
            constraint=models.UniqueConstraint(
                fields=("organisation", "attachment", "number"), name="reporting_frame_once"
            ),
        ),
        migrations.RunSQL(
            "ALTER TABLE reporting_frame ALTER octets SET STORAGE EXTERNAL", migrations.RunSQL.noop
        ),
        definer(
            "is_analyst()",
            "boolean",
            """SELECT EXISTS (SELECT FROM parties_actor WHERE id = noroshi.actor()
               AND ended_at IS NULL AND role = 'analyst')""",
        ),
        *guard(
            "reporting_attachment",
            web="SELECT, INSERT, UPDATE (report_id, name, key, erased_at), DELETE",
            worker="SELECT",
        ),
        allow(
            "reporting_attachment",
            "SELECT",
            using=f"({MINE}) OR ({SEEN} AND {OF_SEEN}) OR ({CONSENTED})",
        ),
        allow(
            "reporting_attachment",
            "INSERT",
            check=f"{OWN} AND actor_id = noroshi.actor() AND erased_at IS NULL"
            f" AND (report_id IS NULL OR {OF_OWN}) AND (draft_id IS NULL OR {OF_DRAFT})",
        ),
        allow(
            "reporting_attachment",
            "UPDATE",
            using=f"{OWN} AND erased_at IS NULL",
            check=f"{OWN} AND (report_id IS NULL OR {OF_OWN})",
        ),
        allow("reporting_attachment", "DELETE", using=f"{OWN} AND report_id IS NULL"),
        *guard("reporting_frame", web="SELECT, INSERT, DELETE"),
        allow("reporting_frame", "SELECT", using=OPENED),
        allow("reporting_frame", "INSERT", check=f"{OWN} AND {OF_MINE}"),
        allow("reporting_frame", "DELETE", using=OWN),
    ]
