"""Claims that are withdrawn, more time to answer, reminders, and what whoever is exposed reads of an
answer: a function that tells it of their own causes alone."""

from django.db import migrations, models

from noroshi.operations.row_security import allow_definer, definer, grant

STEP = """
CREATE OR REPLACE FUNCTION noroshi.check_thread_step() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $body$
BEGIN
  IF (OLD.state, NEW.state) NOT IN (
       ('sent', 'sent'), ('sent', 'seen'), ('sent', 'answered'), ('sent', 'withdrawn'),
       ('seen', 'seen'), ('seen', 'answered'), ('seen', 'withdrawn'),
       ('answered', 'answered'), ('answered', 'done'), ('answered', 'withdrawn'))
     OR (NEW.answer IS DISTINCT FROM OLD.answer
         AND (NEW.state <> 'answered' OR noroshi.organisation() IS DISTINCT FROM OLD.organisation_id))
     OR (NEW.due_at <> OLD.due_at AND (NEW.state NOT IN ('sent', 'seen') OR NEW.due_at < OLD.due_at
         OR noroshi.organisation_kind() IS DISTINCT FROM 'nco'))
     OR (NEW.reminded_at IS DISTINCT FROM OLD.reminded_at AND current_user <> 'noroshi_worker'
         AND noroshi.organisation_kind() IS DISTINCT FROM 'nco') THEN
    RAISE check_violation USING MESSAGE = 'a thread cannot take this step';
  END IF;
  RETURN NEW;
END $body$;
DROP POLICY update_by_web ON suppliers_thread;
CREATE POLICY update_by_web ON suppliers_thread FOR UPDATE TO noroshi_web
  USING ((organisation_id = (SELECT noroshi.organisation())
          AND audience = (SELECT noroshi.own_audience()))
         OR (SELECT noroshi.organisation_kind()) = 'nco')
  WITH CHECK ((organisation_id = (SELECT noroshi.organisation())
               AND audience = (SELECT noroshi.own_audience())
               AND state::text = ANY ('{seen,answered}'))
              OR ((SELECT noroshi.organisation_kind()) = 'nco'
                  AND state::text = ANY ('{sent,seen,done,withdrawn}')));
DROP POLICY insert_by_web ON suppliers_productclaim;
CREATE POLICY insert_by_web ON suppliers_productclaim FOR INSERT TO noroshi_web
  WITH CHECK (organisation_id = (SELECT noroshi.organisation())
              AND audience = (SELECT noroshi.own_audience())
              AND (SELECT noroshi.organisation_kind()) = 'supplier'
              AND verified_at IS NULL AND counted_at IS NULL AND withdrawn_at IS NULL);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("suppliers", "0004_disclosures"),
        ("vulnerabilities", "0010_compared"),
    ]
    operations = [
        migrations.AddField(
            model_name="productclaim",
            name="withdrawn_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="productclaim",
            name="reason",
            field=models.TextField(blank=True, db_default=""),
        ),
        migrations.AddField(
            model_name="thread",
            name="reminded_at",
            field=models.DateTimeField(null=True),
        ),
        *grant(["suppliers_productclaim"], web="UPDATE (withdrawn_at, reason)"),
        *grant(
            ["suppliers_thread"],
            web="UPDATE (due_at, reminded_at)",
            worker="UPDATE (reminded_at)",
        ),
        *grant(["suppliers_line"], worker="INSERT"),
        migrations.RunSQL(STEP, migrations.RunSQL.noop),
        allow_definer("suppliers_thread"),
        allow_definer("vulnerabilities_exposure"),
        definer(
            "supplier_answers(causes text[])",
            "TABLE (cause text, product text, name text, name_ja text, answer jsonb, at timestamptz)",
            """SELECT DISTINCT ON (t.cause, t.claim_id) t.cause::text, c.vendor || ' ' || c.product,
                 o.name::text, o.name_ja::text, t.answer, t.changed_at
               FROM suppliers_thread t
               JOIN suppliers_productclaim c ON c.id = t.claim_id AND c.verified_at IS NOT NULL
               JOIN parties_organisation o ON o.id = t.organisation_id
               WHERE t.cause = ANY (causes) AND t.state IN ('answered', 'done')
                 AND t.answer IS NOT NULL
                 AND EXISTS (SELECT FROM vulnerabilities_exposure e
                   JOIN vulnerabilities_assetofkind k ON k.asset_id = e.asset_id
                   JOIN vulnerabilities_kindname n ON n.kind_id = k.kind_id AND n.key = c.key
                   WHERE e.cause = t.cause AND e.ended_at IS NULL
                     AND e.audience = ANY (noroshi.audiences('exposure')))
               ORDER BY t.cause, t.claim_id, t.changed_at DESC""",
        ),
    ]
