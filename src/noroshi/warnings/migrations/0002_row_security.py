"""A warning is read by its organisation and its overseers, and answered by its organisation."""

from django.db import migrations

from noroshi.operations.row_security import allow, guard

READABLE = "audience = ANY ((SELECT noroshi.audiences('warning'))::integer[])"
OWN = (
    "organisation_id = (SELECT noroshi.organisation())"
    " AND audience = (SELECT noroshi.own_audience())"
)


class Migration(migrations.Migration):
    dependencies = [("warnings", "0001_warnings"), ("vulnerabilities", "0002_row_security")]
    operations = [
        *guard(
            "warnings_warning",
            web="SELECT, UPDATE (state, assignee_id, answer_reason, changed_at, ledger_entry)",
            worker="SELECT, INSERT, UPDATE",
        ),
        allow("warnings_warning", "SELECT", using=READABLE),
        allow("warnings_warning", "UPDATE", using=OWN, check=OWN),
        *guard("warnings_note", web="SELECT, INSERT", worker="SELECT, INSERT"),
        allow("warnings_note", "SELECT", using=READABLE),
        allow(
            "warnings_note",
            "INSERT",
            check=f"{OWN} AND actor_id = noroshi.actor() AND warning_id IN"
            f" (SELECT id FROM warnings_warning w WHERE w.{OWN})",
        ),
    ]
