"""Drafts of reports: of one organisation, and seen by nobody else, neither office nor worker."""

from django.db import migrations

from noroshi.operations.row_security import allow, guard

OWN = (
    "organisation_id = (SELECT noroshi.organisation())"
    " AND audience = (SELECT noroshi.own_audience())"
)
OF_OWN = (
    "(report_id IS NULL OR report_id IN (SELECT r.id FROM reporting_report r"
    " WHERE r.organisation_id = (SELECT noroshi.organisation())))"
)
FILED_AS = (
    "(version_id IS NULL OR version_id IN (SELECT v.id FROM reporting_version v"
    " WHERE v.organisation_id = (SELECT noroshi.organisation())))"
)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0003_line")]
    operations = [
        *guard(
            "reporting_draft",
            web="SELECT, INSERT, UPDATE (base, fields, rivals, changed_at, changed_by_id, ended_at,"
            " version_id)",
        ),
        allow("reporting_draft", "SELECT", using=OWN),
        allow("reporting_draft", "INSERT", check=f"{OWN} AND {OF_OWN}"),
        allow("reporting_draft", "UPDATE", using=OWN, check=f"{OWN} AND {FILED_AS}"),
    ]
