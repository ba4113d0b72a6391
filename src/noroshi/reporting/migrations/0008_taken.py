"""The national office takes reports down for operators that telephone: the first version, marked, with
what is owed for it and consents under which nothing leaves. The reporter alone confirms."""

from django.db import migrations, models

from noroshi.operations.row_security import allow, grant

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
# Of the requester's own taking, as long as it is the report's only version and not confirmed.
TAKEN = (
    "report_id IN (SELECT v.report_id FROM reporting_version v JOIN reporting_report r"
    " ON r.id = v.report_id WHERE v.organisation_id = {0}.organisation_id"
    " AND v.audience = {0}.audience AND v.actor_id = noroshi.actor() AND v.taken_by <> ''"
    " AND v.confirmed_at IS NULL AND r.version = 1 AND r.withdrawn_at IS NULL)"
)
ORDERED = (
    "(SELECT noroshi.organisation_kind()) = 'ministry' AND received_by = 'ministry'"
    " AND filed_at IS NULL AND report_id IN (SELECT r.id FROM reporting_report r"
    " WHERE r.organisation_id = reporting_obligation.organisation_id"
    " AND r.audience = reporting_obligation.audience) AND duty IN (SELECT 'order-' || l.id"
    " FROM reporting_line l WHERE l.kind = 'order' AND l.report_id = reporting_obligation.report_id"
    " AND l.actor_id = noroshi.actor())"
)


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
        *grant(["reporting_version"], web="UPDATE (confirmed_at)", worker="UPDATE (told_at)"),
        *grant(["reporting_consent"], web="UPDATE (holds)"),
        *instead(
            "reporting_report",
            "INSERT",
            check=f"({OWN}) OR ({OFFICE} AND {OPERATORS} AND version = 1"
            " AND withdrawn_at IS NULL AND 'nco' = ANY (read_by::text[]))",
        ),
        *instead(
            "reporting_version",
            "INSERT",
            check=f"{MADE} AND confirmed_at IS NULL AND told_at IS NULL"
            f" AND (({OWN} AND {OF_OWN} AND taken_by = '') OR ({OFFICE} AND {OPERATORS}"
            f" AND number = 1 AND act = 'report' AND taken_by = {CODE}"
            " AND report_id IN (SELECT r.id FROM reporting_report r"
            " WHERE r.organisation_id = reporting_version.organisation_id"
            " AND r.audience = reporting_version.audience)))",
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
            check=f"({OWN} AND {OF_OWN}) OR ({OFFICE} AND {TAKEN.format('reporting_filing')})",
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
            "reporting_obligation",
            "INSERT",
            check=f"({OWN} AND {OF_OWN}) OR ({ORDERED})"
            f" OR ({OFFICE} AND {TAKEN.format('reporting_obligation')})",
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
            f" AND taken_by = {CODE} AND {TAKEN.format('reporting_consent')}))",
        ),
        *instead(
            "reporting_excerpt",
            "INSERT",
            check=f"{MINE} AND {OF_OWN} AND {CONSENTED} AND {CONFIRMED}",
        ),
    ]
