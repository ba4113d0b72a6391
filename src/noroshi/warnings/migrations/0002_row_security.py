"""A warning is read by its organisation and its overseers, and answered by its organisation. How
organisations are told nobody else sees, overseers neither; a sealed secret is read by the worker alone."""

from django.db import migrations

from noroshi.operations.row_security import allow, grant, guard

READABLE = "audience = ANY ((SELECT noroshi.audiences('warning'))::integer[])"
OWN = (
    "organisation_id = (SELECT noroshi.organisation())"
    " AND audience = (SELECT noroshi.own_audience())"
)
ENDPOINT = "id, organisation_id, audience, url, least, made_at, failing_since, paused_at, ended_at"


class Migration(migrations.Migration):
    dependencies = [("warnings", "0001_tables"), ("release", "0002_row_security")]
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
        *guard("warnings_deliverywish", web="SELECT, INSERT, UPDATE", worker="SELECT"),
        allow("warnings_deliverywish", "SELECT", using=OWN),
        allow("warnings_deliverywish", "INSERT", check=OWN),
        allow("warnings_deliverywish", "UPDATE", using=OWN, check=OWN),
        *guard(
            "warnings_endpoint",
            web=f"SELECT ({ENDPOINT}), INSERT, UPDATE (least, failing_since, paused_at, ended_at)",
            worker="SELECT, UPDATE",
        ),
        allow("warnings_endpoint", "SELECT", using=OWN),
        allow("warnings_endpoint", "INSERT", check=OWN),
        allow("warnings_endpoint", "UPDATE", using=OWN, check=OWN),
        *guard(
            "warnings_delivery",
            web="SELECT, UPDATE (state, next_at, attempts, reason, settled_at)",
            worker="SELECT, INSERT, UPDATE",
        ),
        allow("warnings_delivery", "SELECT", using=OWN),
        allow("warnings_delivery", "UPDATE", using=OWN, check=OWN),
        *grant(["warnings_basis"], worker="SELECT, INSERT, UPDATE"),
    ]
