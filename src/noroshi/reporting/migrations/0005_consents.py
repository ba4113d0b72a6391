"""What leaves by consent is a row of its own in its recipient's audience, made from a version by the
reporter under a consent that stands. Who may receive is handed out by a function: an authority's name
is no secret, its record in the register is not everybody's."""

from django.db import migrations

from noroshi.operations.row_security import allow, definer, guard

MINE = "organisation_id = (SELECT noroshi.organisation())"
OWN = f"{MINE} AND audience = (SELECT noroshi.own_audience())"
OF_OWN = "report_id IN (SELECT r.id FROM reporting_report r WHERE r.organisation_id = (SELECT noroshi.organisation()))"
HERS = "{0} = (SELECT noroshi.own_audience())"
NAMED = (
    "(recipient_id, recipient_audience, kind::text) IN"
    " (SELECT c.id, c.audience, c.kind FROM noroshi.consultants() c)"
)
CONSENTED = (
    "consent_id IN (SELECT c.id FROM reporting_consent c"
    " WHERE c.organisation_id = reporting_excerpt.organisation_id"
    " AND c.report_id = reporting_excerpt.report_id AND c.withdrawn_at IS NULL"
    " AND c.recipient_audience = reporting_excerpt.audience AND c.groups @> reporting_excerpt.groups)"
)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0004_drafts")]
    operations = [
        definer(
            "consultants()",
            "TABLE (id uuid, kind text, code text, name text, name_ja text, audience integer)",
            """SELECT id, kind, code, name, name_ja, audience FROM parties_organisation
               WHERE kind IN ('nco', 'police') AND noroshi.organisation() IS NOT NULL""",
        ),
        *guard("reporting_consent", web="SELECT, INSERT, UPDATE (withdrawn_at)", worker="SELECT"),
        allow(
            "reporting_consent", "SELECT", using=f"({OWN}) OR {HERS.format('recipient_audience')}"
        ),
        allow(
            "reporting_consent",
            "INSERT",
            check=f"{OWN} AND {OF_OWN} AND {NAMED} AND actor_id = noroshi.actor()"
            " AND withdrawn_at IS NULL",
        ),
        allow("reporting_consent", "UPDATE", using=f"{OWN} AND withdrawn_at IS NULL", check=OWN),
        *guard("reporting_excerpt", web="SELECT, INSERT, UPDATE (opened_at)", worker="SELECT"),
        allow("reporting_excerpt", "SELECT", using=f"{MINE} OR {HERS.format('audience')}"),
        allow(
            "reporting_excerpt",
            "UPDATE",
            using=f"NOT {MINE} AND {HERS.format('audience')} AND opened_at IS NULL",
            check=HERS.format("audience"),
        ),
        allow("reporting_excerpt", "INSERT", check=f"{MINE} AND {OF_OWN} AND {CONSENTED}"),
    ]
