"""The schema that holds the house's own functions: who asks, and numbers for sets of organisations."""

from django.db import migrations

from noroshi.operations.database import RESTRICTED

ROLES = ", ".join(RESTRICTED)


class Migration(migrations.Migration):
    dependencies = []
    operations = [
        migrations.RunSQL(
            f"CREATE SCHEMA noroshi; GRANT USAGE ON SCHEMA noroshi TO {ROLES}",
            "DROP SCHEMA noroshi",
        ),
        migrations.RunSQL(
            f"""CREATE SEQUENCE noroshi.audience_number AS integer START 16;
                GRANT USAGE ON SEQUENCE noroshi.audience_number TO {ROLES};
                CREATE FUNCTION noroshi.next_audience() RETURNS integer LANGUAGE sql VOLATILE
                  AS $$ SELECT nextval('noroshi.audience_number')::integer $$;
                CREATE FUNCTION noroshi.actor() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
                  AS $$ SELECT nullif(current_setting('noroshi.actor', true), '')::uuid $$;""",
            "DROP FUNCTION noroshi.actor(), noroshi.next_audience();"
            "DROP SEQUENCE noroshi.audience_number",
        ),
    ]
