"""A report is read by its organisation, and by whom both the law names as a recipient and release has
decided for: its minister and the office that receives for the Prime Minister. What is owed to somebody
else they do not see."""

from django.db import migrations

from noroshi.operations.row_security import allow, guard

SEEN = "audience = ANY ((SELECT noroshi.audiences('report'))::integer[])"
MINE = "organisation_id = (SELECT noroshi.organisation())"
OWN = f"{MINE} AND audience = (SELECT noroshi.own_audience())"
KIND = "(SELECT noroshi.organisation_kind())"
OF_OWN = "report_id IN (SELECT r.id FROM reporting_report r WHERE r.organisation_id = (SELECT noroshi.organisation()))"
OF_SEEN = "report_id IN (SELECT r.id FROM reporting_report r)"


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0002_reports"),
        ("release", "0004_reach"),
        ("ledger", "0002_row_security"),
    ]
    operations = [
        *guard(
            "reporting_report",
            web="SELECT, INSERT, UPDATE (kind, title, stage, regimes, version, read_by, aware_at,"
            " changed_at)",
            worker="SELECT",
        ),
        allow(
            "reporting_report",
            "SELECT",
            using=f"{SEEN} AND ({MINE} OR {KIND} = ANY (read_by::text[]))",
        ),
        allow("reporting_report", "INSERT", check=OWN),
        allow("reporting_report", "UPDATE", using=OWN, check=OWN),
        *guard("reporting_version", web="SELECT, INSERT", worker="SELECT"),
        allow("reporting_version", "SELECT", using=f"{SEEN} AND ({MINE} OR {OF_SEEN})"),
        allow(
            "reporting_version",
            "INSERT",
            check=f"{OWN} AND actor_id = noroshi.actor() AND {OF_OWN}",
        ),
        *guard("reporting_filing", web="SELECT, INSERT", worker="SELECT"),
        allow("reporting_filing", "SELECT", using=f"{SEEN} AND ({MINE} OR {OF_SEEN})"),
        allow("reporting_filing", "INSERT", check=f"{OWN} AND {OF_OWN}"),
        *guard("reporting_obligation", web="SELECT, INSERT, DELETE", worker="SELECT"),
        allow(
            "reporting_obligation",
            "SELECT",
            using=f"{SEEN} AND ({MINE} OR received_by::text = {KIND})",
        ),
        allow("reporting_obligation", "INSERT", check=f"{OWN} AND {OF_OWN}"),
        allow("reporting_obligation", "DELETE", using=OWN),
    ]
