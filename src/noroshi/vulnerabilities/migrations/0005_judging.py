"""What the national office judged of sources is matched again, though the list of what waits for that is
the worker's."""

from django.db import migrations

from noroshi.operations.row_security import definer


class Migration(migrations.Migration):
    dependencies = [("vulnerabilities", "0004_product_names")]
    operations = [
        definer(
            "match_vex_again(judged text)",
            "void",
            """BEGIN
                 IF noroshi.organisation_kind() IS DISTINCT FROM 'nco'
                    AND session_user <> 'noroshi_worker' THEN
                   RAISE EXCEPTION 'only the national office judges sources'
                     USING ERRCODE = 'insufficient_privilege';
                 END IF;
                 INSERT INTO vulnerabilities_pendingmatch
                 SELECT c.cause FROM vulnerabilities_vexdocument d
                 JOIN vulnerabilities_vexstatement s ON s.document_id = d.id
                 JOIN vulnerabilities_vexname v ON v.statement_id = s.id
                 CROSS JOIN LATERAL (
                   SELECT v.name AS cause
                   UNION
                   SELECT n.cause FROM vulnerabilities_alias a
                   JOIN vulnerabilities_naming n ON n.record_id = a.record_id
                   WHERE a.name = v.name) c
                 WHERE d.author = judged
                 GROUP BY c.cause ON CONFLICT DO NOTHING;
               END""",
            language="plpgsql",
            volatility="VOLATILE",
        ),
    ]
