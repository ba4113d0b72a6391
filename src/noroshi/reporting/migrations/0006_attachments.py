"""Files beside reports, sealed. They are seen by the reporter, by whom the law sends the report, and while a
consent to the group `attachments` stands by whom it names; of what looks live only analysts get the octets."""

from django.db import migrations

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
# Of a file that the requester may read under a consent of its own that stands.
UNDER = (
    "(consent_id, attachment_id) IN (SELECT c.id, a.id FROM reporting_consent c"
    " JOIN reporting_attachment a ON a.report_id = c.report_id"
    " WHERE c.organisation_id = reporting_fetch.organisation_id"
    " AND c.audience = reporting_fetch.audience AND c.withdrawn_at IS NULL"
    " AND c.recipient_audience = (SELECT noroshi.own_audience())"
    " AND 'attachments' = ANY (c.groups::text[]))"
)
TO_REQUESTER = (
    "consent_id IN (SELECT c.id FROM reporting_consent c"
    " WHERE c.recipient_audience = (SELECT noroshi.own_audience()))"
)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0005_consents")]
    operations = [
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
        *guard("reporting_fetch", web="SELECT, INSERT", worker="SELECT"),
        allow("reporting_fetch", "SELECT", using=f"({OWN}) OR ({TO_REQUESTER})"),
        allow(
            "reporting_fetch",
            "INSERT",
            check=f"NOT {MINE} AND actor_id = noroshi.actor() AND {UNDER}",
        ),
    ]
