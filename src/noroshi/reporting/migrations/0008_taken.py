"""The national office takes down what operators tell by telephone: a report's first version or a supplement,
marked, with what is owed for it, and consents under which nothing leaves; and files, which leave by no consent
either. It adds: what is there it cannot change. The reporter alone confirms."""

from django.db import migrations, models

from noroshi.operations.row_security import allow, allow_definer, definer, grant

MINE = "organisation_id = (SELECT noroshi.organisation())"
OWN = f"{MINE} AND audience = (SELECT noroshi.own_audience())"
SEEN = "audience = ANY ((SELECT noroshi.audiences('report'))::integer[])"
OF_OWN = "report_id IN (SELECT r.id FROM reporting_report r WHERE r.organisation_id = (SELECT noroshi.organisation()))"
MADE = "actor_id = noroshi.actor()"
HERS = "recipient_audience = (SELECT noroshi.own_audience())"
NAMED = (
    "(recipient_id, recipient_audience, kind::text) IN"
    " (SELECT c.id, c.audience, c.kind FROM noroshi.consultants() c)"
)
CONSENTED = (
    "consent_id IN (SELECT c.id FROM reporting_consent c"
    " WHERE c.organisation_id = reporting_excerpt.organisation_id"
    " AND c.report_id = reporting_excerpt.report_id AND c.withdrawn_at IS NULL AND c.holds"
    " AND c.recipient_audience = reporting_excerpt.audience AND c.groups @> reporting_excerpt.groups)"
)
CONSENTED_FILES = (
    "report_id IN (SELECT c.report_id FROM reporting_consent c"
    " WHERE c.organisation_id = reporting_attachment.organisation_id AND c.withdrawn_at IS NULL"
    " AND c.recipient_audience = (SELECT noroshi.own_audience())"
    " AND 'attachments' = ANY (c.groups::text[]))"
)
OF_SEEN = "report_id IN (SELECT r.id FROM reporting_report r)"
OF_DRAFT = "draft_id IN (SELECT d.id FROM reporting_draft d WHERE d.organisation_id = (SELECT noroshi.organisation()))"
OF_MINE = (
    "attachment_id IN (SELECT a.id FROM reporting_attachment a"
    " WHERE a.organisation_id = (SELECT noroshi.organisation()))"
)
CONFIRMED = (
    "NOT EXISTS (SELECT FROM reporting_report r JOIN reporting_version v"
    " ON v.report_id = r.id AND v.number = r.version WHERE r.id = reporting_excerpt.report_id"
    " AND v.taken_by <> '' AND v.confirmed_at IS NULL)"
)
OFFICE = "(SELECT noroshi.organisation_kind()) = 'nco'"
CODE = "(SELECT o.code FROM parties_organisation o WHERE o.id = noroshi.organisation())"
OPERATORS = (
    "(organisation_id, audience) IN (SELECT o.id, o.audience FROM parties_organisation o"
    " WHERE o.kind = 'operator')"
)
# Of a version that the requester has just taken: the newest, and not confirmed.
TAKEN = (
    "SELECT v.report_id, v.id FROM reporting_version v JOIN reporting_report r"
    " ON r.id = v.report_id AND r.version = v.number WHERE v.organisation_id = {0}.organisation_id"
    " AND v.audience = {0}.audience AND v.actor_id = noroshi.actor() AND v.taken_by <> ''"
    " AND v.confirmed_at IS NULL AND r.withdrawn_at IS NULL"
)
# Of a report whose newest version the requester's office took, while that is not confirmed.
WAITING = (
    "report_id IN (SELECT v.report_id FROM reporting_version v JOIN reporting_report r"
    " ON r.id = v.report_id AND r.version = v.number WHERE v.organisation_id = {0}.organisation_id"
    f" AND v.audience = {{0}}.audience AND v.taken_by = {CODE}"
    " AND v.confirmed_at IS NULL AND r.withdrawn_at IS NULL)"
)
ADDED = (
    "attachment_id IN (SELECT a.id FROM reporting_attachment a"
    " WHERE a.organisation_id = reporting_frame.organisation_id"
    " AND a.audience = reporting_frame.audience AND a.erased_at IS NULL AND NOT a.holds"
    f" AND a.actor_id = noroshi.actor() AND a.taken_by = {CODE})"
)
READ = "'nco' = ANY (read_by::text[]) AND withdrawn_at IS NULL"


def instead(table: str, command: str, **given: str) -> list[migrations.RunSQL]:
    """A policy in the place of the one before."""
    name = f"{command.lower()}_by_web"
    drop = migrations.RunSQL(f"DROP POLICY {name} ON {table}", migrations.RunSQL.noop)
    return [drop, allow(table, command, **given)]


class Migration(migrations.Migration):
    dependencies = [("reporting", "0007_calendar")]
    operations = [
        migrations.AddField(
            "version",
            "taken_by",
            models.CharField(blank=True, default="", max_length=32),
            preserve_default=False,
        ),
        migrations.AddField("version", "confirmed_at", models.DateTimeField(null=True)),
        migrations.AddField("version", "told_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "version",
            models.Index(
                condition=models.Q(("told_at", None), models.Q(("taken_by", ""), _negated=True)),
                fields=["id"],
                name="reporting_version_untold",
            ),
        ),
        migrations.AddField(
            "consent",
            "taken_by",
            models.CharField(blank=True, default="", max_length=32),
            preserve_default=False,
        ),
        migrations.AddField("consent", "holds", models.BooleanField(default=True)),
        migrations.AddField(
            "attachment",
            "taken_by",
            models.CharField(blank=True, default="", max_length=32),
            preserve_default=False,
        ),
        migrations.AddField("attachment", "holds", models.BooleanField(default=True)),
        *grant(["reporting_version"], web="UPDATE (confirmed_at)", worker="UPDATE (told_at)"),
        *grant(["reporting_consent", "reporting_attachment"], web="UPDATE (holds)"),
        allow_definer("reporting_report"),
        allow_definer("reporting_version"),
        allow_definer("reporting_obligation"),
        definer(
            "newest_number(of_report uuid)",
            "integer",
            """SELECT max(number) FROM reporting_version
               WHERE report_id = of_report AND noroshi.organisation_kind() = 'nco'""",
        ),
        # What is owed to others the office works out and may not read; what was ordered stays.
        definer(
            "renew_owed(of_report uuid, owed jsonb)",
            "void",
            """BEGIN
                 IF noroshi.organisation_kind() IS DISTINCT FROM 'nco' OR NOT EXISTS (
                     SELECT FROM reporting_version v JOIN reporting_report r ON r.id = v.report_id
                     WHERE r.id = of_report AND v.number = r.version AND r.withdrawn_at IS NULL
                       AND v.taken_by <> '' AND v.confirmed_at IS NULL
                       AND v.actor_id = noroshi.actor()) THEN
                   RAISE insufficient_privilege USING
                     MESSAGE = 'row-level security: no version of this report was taken just now';
                 END IF;
                 DELETE FROM reporting_obligation
                 WHERE report_id = of_report AND NOT starts_with(duty, 'order-');
                 INSERT INTO reporting_obligation (id, organisation_id, audience, report_id, regime, duty,
                   stage, recipient, received_by, due_at, warn_at, filed_at, value)
                 SELECT o.id, r.organisation_id, r.audience, r.id, o.regime, o.duty, o.stage, o.recipient,
                   o.received_by, o.due_at, o.warn_at, o.filed_at, o.value
                 FROM reporting_report r, jsonb_to_recordset(owed) AS o (id uuid, regime text, duty text,
                   stage text, recipient text, received_by text, due_at timestamptz, warn_at timestamptz,
                   filed_at timestamptz, value jsonb)
                 WHERE r.id = of_report AND NOT starts_with(o.duty, 'order-');
               END""",
            language="plpgsql",
            volatility="VOLATILE",
        ),
        *instead(
            "reporting_report",
            "INSERT",
            check=f"({OWN}) OR ({OFFICE} AND {OPERATORS} AND version = 1 AND {READ})",
        ),
        *instead(
            "reporting_report",
            "UPDATE",
            using=f"({OWN}) OR ({OFFICE} AND {OPERATORS} AND {READ}"
            " AND version = noroshi.newest_number(id))",
            check=f"({OWN}) OR ({OFFICE} AND {OPERATORS} AND {READ}"
            " AND version = noroshi.newest_number(id) + 1)",
        ),
        *instead(
            "reporting_version",
            "INSERT",
            check=f"{MADE} AND confirmed_at IS NULL AND told_at IS NULL"
            f" AND (({OWN} AND {OF_OWN} AND taken_by = '') OR ({OFFICE} AND {OPERATORS}"
            f" AND taken_by = {CODE} AND act = CASE number WHEN 1 THEN 'report' ELSE 'supplement' END"
            " AND (report_id, number) IN (SELECT r.id, r.version FROM reporting_report r"
            " WHERE r.organisation_id = reporting_version.organisation_id"
            f" AND r.audience = reporting_version.audience AND {READ})))",
        ),
        allow(
            "reporting_version",
            "UPDATE",
            using=f"{OWN} AND taken_by <> '' AND confirmed_at IS NULL",
            check=f"{OWN} AND confirmed_at IS NOT NULL",
        ),
        *instead(
            "reporting_filing",
            "INSERT",
            check=f"({OWN} AND {OF_OWN}) OR ({OFFICE}"
            f" AND (report_id, version_id) IN ({TAKEN.format('reporting_filing')}))",
        ),
        *instead(
            "reporting_consequence",
            "INSERT",
            check=f"({MINE} AND version_id IN (SELECT v.id FROM reporting_version v WHERE v.{MINE}))"
            f" OR ({OFFICE} AND version_id IN (SELECT v.id FROM reporting_version v"
            " WHERE v.organisation_id = reporting_consequence.organisation_id"
            " AND v.actor_id = noroshi.actor() AND v.taken_by <> ''))",
        ),
        *instead(
            "reporting_consent",
            "SELECT",
            using=f"({OWN}) OR ({HERS} AND holds) OR ({OFFICE} AND taken_by <> '' AND {SEEN})",
        ),
        *instead(
            "reporting_consent",
            "INSERT",
            check=f"{NAMED} AND {MADE} AND withdrawn_at IS NULL"
            f" AND (({OWN} AND {OF_OWN} AND taken_by = '' AND holds) OR ({OFFICE} AND NOT holds"
            f" AND taken_by = {CODE} AND report_id IN (SELECT t.report_id"
            f" FROM ({TAKEN.format('reporting_consent')}) t)))",
        ),
        *instead(
            "reporting_attachment",
            "SELECT",
            using=f"({MINE}) OR ({SEEN} AND {OF_SEEN}) OR ({CONSENTED_FILES} AND holds)",
        ),
        *instead(
            "reporting_attachment",
            "INSERT",
            check=f"{MADE} AND erased_at IS NULL AND (({OWN} AND taken_by = '' AND holds"
            f" AND (report_id IS NULL OR {OF_OWN}) AND (draft_id IS NULL OR {OF_DRAFT}))"
            f" OR ({OFFICE} AND draft_id IS NULL AND taken_by = {CODE} AND NOT holds"
            f" AND {WAITING.format('reporting_attachment')}))",
        ),
        *instead(
            "reporting_frame",
            "INSERT",
            check=f"({OWN} AND {OF_MINE}) OR ({OFFICE} AND {ADDED})",
        ),
        *instead(
            "reporting_excerpt",
            "INSERT",
            check=f"{MINE} AND {OF_OWN} AND {CONSENTED} AND {CONFIRMED}",
        ),
    ]
