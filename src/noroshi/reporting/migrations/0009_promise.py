"""The log's entry of a version is told to whoever reads the version, so that it may hold the log to its promise;
the nonce is not, and what an entry commits to stays unguessable."""

from django.db import migrations

from noroshi.operations.row_security import allow_definer, definer


class Migration(migrations.Migration):
    dependencies = [("reporting", "0008_taken"), ("ledger", "0002_row_security")]
    operations = [
        allow_definer("ledger_entry"),
        definer(
            "leaf_of(of_version uuid)",
            "TABLE (id uuid, kind text, at timestamptz, actor_token uuid, subject text, digest bytea)",
            """SELECT e.id, e.kind, e.at, e.actor_token, e.subject, e.digest
               FROM reporting_version v JOIN reporting_report r ON r.id = v.report_id
               JOIN ledger_entry e ON e.id = v.ledger_entry
               WHERE v.id = of_version AND (v.organisation_id = noroshi.organisation()
                 OR (v.audience = ANY ((SELECT noroshi.audiences('report'))::integer[])
                   AND noroshi.organisation_kind() = ANY (r.read_by::text[])))""",
        ),
    ]
