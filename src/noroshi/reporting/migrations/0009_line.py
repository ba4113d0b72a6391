"""What is said about a report is read by its reporter and by those of the report's readers whom the line
names. Questions come from readers, answers from the reporter, orders from the competent ministry."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import noroshi.kernel.identifiers
from noroshi.operations.row_security import allow, allow_definer, definer, guard

SEEN = "audience = ANY ((SELECT noroshi.audiences('report'))::integer[])"
MINE = "organisation_id = (SELECT noroshi.organisation())"
OWN = f"{MINE} AND audience = (SELECT noroshi.own_audience())"
KIND = "(SELECT noroshi.organisation_kind())"
OF_OWN = "report_id IN (SELECT r.id FROM reporting_report r WHERE r.organisation_id = (SELECT noroshi.organisation()))"
OF_SEEN = "report_id IN (SELECT r.id FROM reporting_report r)"
ALIKE = (
    "report_id IN (SELECT r.id FROM reporting_report r WHERE r.organisation_id = {0}.organisation_id"
    " AND r.audience = {0}.audience)"
)
ASKED = "noroshi.asked_as(answers_id, report_id)"
WAITING = (
    f"({ASKED} = 'question' OR ({ASKED} = 'order' AND version_id IN (SELECT v.id"
    " FROM reporting_version v WHERE v.report_id = reporting_line.report_id"
    " AND v.act = 'correction')))"
)
BY_REPORTER = (
    f"{OWN} AND {OF_OWN} AND obligation IS NULL"
    f" AND (kind = 'note' AND answers_id IS NULL AND version_id IS NULL OR kind = 'answer' AND {WAITING})"
)
BY_READER = (
    f"NOT {MINE} AND {ALIKE.format('reporting_line')} AND {KIND} = ANY (read_by::text[])"
    " AND answers_id IS NULL AND version_id IS NULL"
    f" AND ((kind = 'question' OR kind = 'note') OR kind = 'order' AND {KIND} = 'ministry')"
)
ORDERED = (
    f"{KIND} = 'ministry' AND received_by = 'ministry' AND filed_at IS NULL"
    f" AND {ALIKE.format('reporting_obligation')} AND duty IN (SELECT 'order-' || l.id"
    " FROM reporting_line l WHERE l.kind = 'order' AND l.report_id = reporting_obligation.report_id"
    " AND l.actor_id = noroshi.actor())"
)


class Migration(migrations.Migration):
    dependencies = [
        ("parties", "0005_directory"),
        ("reporting", "0008_consequences"),
    ]

    operations = [
        migrations.CreateModel(
            name="Line",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("audience", models.IntegerField()),
                ("kind", models.CharField(max_length=10)),
                ("text", models.TextField()),
                ("writer", models.CharField(max_length=20)),
                ("writer_code", models.CharField(max_length=32)),
                (
                    "read_by",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), size=None
                    ),
                ),
                ("obligation", models.JSONField(null=True)),
                ("written_at", models.DateTimeField()),
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
                    "answers",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answered_by",
                        to="reporting.line",
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
                        related_name="lines",
                        to="reporting.report",
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
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["audience", "written_at", "id"], name="reporting_line_page"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(kind__in=["question", "answer", "note", "order"]),
                        name="reporting_line_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(kind="order", obligation__isnull=False)
                        | (~models.Q(kind="order") & models.Q(obligation__isnull=True)),
                        name="reporting_line_order",
                    ),
                ],
            },
        ),
        *guard("reporting_line", web="SELECT, INSERT", worker="SELECT"),
        allow(
            "reporting_line",
            "SELECT",
            using=f"{SEEN} AND ({MINE} OR ({KIND} = ANY (read_by::text[]) AND {OF_SEEN}))",
        ),
        allow_definer("reporting_line"),
        definer(
            "asked_as(line uuid, of_report uuid)",
            "text",
            """SELECT kind FROM reporting_line WHERE id = line AND report_id = of_report
               AND organisation_id = noroshi.organisation()""",
        ),
        allow(
            "reporting_line",
            "INSERT",
            check=f"actor_id = noroshi.actor() AND writer = {KIND}"
            f" AND (({BY_REPORTER}) OR ({BY_READER}))",
        ),
        migrations.RunSQL(
            "DROP POLICY insert_by_web ON reporting_obligation", migrations.RunSQL.noop
        ),
        allow(
            "reporting_obligation",
            "INSERT",
            check=f"({OWN} AND {OF_OWN}) OR ({ORDERED})",
        ),
    ]
