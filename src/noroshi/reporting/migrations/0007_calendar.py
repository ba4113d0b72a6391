"""Addresses of calendars: each is its hat's own. Who has the secret part is found by its digest before
there is a requester, and only as long as the hat and the person act."""

from django.db import migrations

from noroshi.operations.row_security import allow, allow_definer, definer, guard

MINE = (
    "actor_id = (SELECT noroshi.actor())"
    " AND organisation_id = (SELECT noroshi.organisation())"
    " AND audience = (SELECT noroshi.own_audience())"
)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0006_attachments")]
    operations = [
        *guard("reporting_calendarkey", web="SELECT, INSERT, UPDATE (ended_at)"),
        allow("reporting_calendarkey", "SELECT", using=MINE),
        allow("reporting_calendarkey", "INSERT", check=MINE),
        allow("reporting_calendarkey", "UPDATE", using=MINE, check=MINE),
        allow_definer("reporting_calendarkey"),
        definer(
            "calendar_reader(secret bytea)",
            "TABLE (id uuid, kind text, organisation_id uuid, code text, organisation_kind text,"
            " role text, token uuid, language text, since timestamptz)",
            """SELECT a.id, a.kind, o.id, o.code, o.kind, a.role, p.token, k.language, k.made_at
               FROM reporting_calendarkey k JOIN parties_actor a ON a.id = k.actor_id
               JOIN parties_organisation o ON o.id = a.organisation_id
               JOIN parties_person p ON p.id = a.person_id
               WHERE k.digest = secret AND k.ended_at IS NULL AND a.ended_at IS NULL
                 AND p.is_active""",
        ),
    ]
