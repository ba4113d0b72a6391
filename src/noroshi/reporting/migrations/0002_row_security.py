"""A report is read by its organisation, and by whom both the law names as a recipient and release has
decided for: its minister and the office that receives for the Prime Minister. What is owed to somebody
else they do not see. The worker works out anew what is owed, when a regime is confirmed or withdrawn, and
makes what is owed without a report; reminders are read by the organisation that owes it alone. Which
proposed regimes are confirmed everybody may know, and the national office says so."""

from django.db import migrations

from noroshi.operations.row_security import allow, guard

SEEN = "audience = ANY ((SELECT noroshi.audiences('report'))::integer[])"
MINE = "organisation_id = (SELECT noroshi.organisation())"
OWN = f"{MINE} AND audience = (SELECT noroshi.own_audience())"
KIND = "(SELECT noroshi.organisation_kind())"
OF_OWN = "report_id IN (SELECT r.id FROM reporting_report r WHERE r.organisation_id = (SELECT noroshi.organisation()))"
OF_SEEN = "report_id IN (SELECT r.id FROM reporting_report r)"
OF_VERSION = f"version_id IN (SELECT v.id FROM reporting_version v WHERE v.{MINE})"
ORDERED = (
    f"{KIND} = 'ministry' AND received_by = 'ministry' AND filed_at IS NULL"
    " AND report_id IN (SELECT r.id FROM reporting_report r"
    " WHERE r.organisation_id = reporting_obligation.organisation_id"
    " AND r.audience = reporting_obligation.audience) AND duty IN (SELECT 'order-' || l.id"
    " FROM reporting_line l WHERE l.kind = 'order' AND l.report_id = reporting_obligation.report_id"
    " AND l.actor_id = noroshi.actor())"
)
NATIONAL = f"{KIND} = 'nco'"


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_tables"), ("release", "0002_row_security")]
    operations = [
        *guard(
            "reporting_report",
            web="SELECT, INSERT, UPDATE (kind, title, stage, regimes, version, read_by, aware_at,"
            " changed_at, withdrawn_at)",
            worker="SELECT, UPDATE (read_by)",
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
        *guard(
            "reporting_obligation",
            web="SELECT, INSERT, DELETE",
            worker="SELECT, INSERT, DELETE",
        ),
        allow(
            "reporting_obligation",
            "SELECT",
            using=f"{SEEN} AND ({MINE} OR received_by::text = {KIND})",
        ),
        allow(
            "reporting_obligation",
            "INSERT",
            check=f"({OWN} AND {OF_OWN}) OR ({ORDERED})",
        ),
        allow("reporting_obligation", "DELETE", using=f"report_id IS NOT NULL AND {OWN}"),
        *guard("reporting_consequence", web="SELECT, INSERT", worker="SELECT"),
        allow("reporting_consequence", "SELECT", using=MINE),
        allow("reporting_consequence", "INSERT", check=f"{MINE} AND {OF_VERSION}"),
        *guard("reporting_reminder", web="SELECT", worker="SELECT, INSERT"),
        allow("reporting_reminder", "SELECT", using=OWN),
        *guard(
            "reporting_confirmedregime",
            web="SELECT, INSERT, UPDATE (withdrawn_at)",
            worker="SELECT, INSERT, UPDATE (withdrawn_at)",
        ),
        allow("reporting_confirmedregime", "SELECT", using="true"),
        allow("reporting_confirmedregime", "INSERT", check=f"{NATIONAL} AND withdrawn_at IS NULL"),
        allow("reporting_confirmedregime", "UPDATE", using=NATIONAL),
    ]
