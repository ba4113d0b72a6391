"""What whoever is exposed reads of an answer: a function that tells it of their own causes alone."""

from django.db import migrations

from noroshi.operations.row_security import definer


class Migration(migrations.Migration):
    dependencies = [("suppliers", "0005_steps"), ("vulnerabilities", "0006_exposures")]
    operations = [
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
                   WHERE e.cause = t.cause AND e.is_open
                     AND e.audience = ANY (noroshi.audiences('exposure')))
               ORDER BY t.cause, t.claim_id, t.changed_at DESC""",
        ),
    ]
