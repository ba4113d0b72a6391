"""What is said about a report is read by its reporter and by those of the report's readers whom the line
names. Questions come from readers, answers from the reporter, orders from the competent ministry."""

from django.db import migrations

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


class Migration(migrations.Migration):
    dependencies = [("reporting", "0002_row_security")]
    operations = [
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
    ]
