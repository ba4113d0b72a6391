"""What a requester may see is asked several times in every statement: the audiences that decisions
open to a recipient are kept beside them, by the database itself."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from noroshi.operations.row_security import allow_definer, definer, guard

KEEP = """
CREATE FUNCTION noroshi.keep_reach() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
BEGIN
  DELETE FROM release_reach WHERE recipient_id IN (SELECT recipient_id FROM changed);
  INSERT INTO release_reach (recipient_id, information_class, audiences)
  SELECT d.recipient_id, c.information_class, array_agg(DISTINCT o.audience)
  FROM release_decision d
  JOIN parties_organisation o ON o.id = d.owner_id
  CROSS JOIN LATERAL (VALUES (d.information_class), ('organisation')) c (information_class)
  WHERE d.withdrawn_at IS NULL AND d.recipient_id IN (SELECT recipient_id FROM changed)
  GROUP BY d.recipient_id, c.information_class;
  RETURN NULL;
END $body$;
REVOKE ALL ON FUNCTION noroshi.keep_reach() FROM PUBLIC;
CREATE TRIGGER reach_of_new AFTER INSERT ON release_decision
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION noroshi.keep_reach();
CREATE TRIGGER reach_of_changed AFTER UPDATE ON release_decision
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION noroshi.keep_reach();
CREATE TRIGGER reach_of_deleted AFTER DELETE ON release_decision
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION noroshi.keep_reach();
UPDATE release_decision SET withdrawn_at = withdrawn_at;
"""

FORGET = """
DROP TRIGGER reach_of_new ON release_decision;
DROP TRIGGER reach_of_changed ON release_decision;
DROP TRIGGER reach_of_deleted ON release_decision;
DROP FUNCTION noroshi.keep_reach();
"""


class Migration(migrations.Migration):
    dependencies = [("release", "0003_directory"), ("parties", "0005_directory")]
    operations = [
        migrations.CreateModel(
            name="Reach",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "recipient",
                        "information_class",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("information_class", models.CharField(max_length=20)),
                (
                    "audiences",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), size=None
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
            ],
        ),
        *guard("release_reach"),
        allow_definer("release_reach"),
        migrations.RunSQL(KEEP, FORGET),
        definer(
            "audiences(class text)",
            "integer[]",
            """DECLARE
                 mine uuid := noroshi.organisation();
                 opened integer[] := (SELECT audiences FROM release_reach
                                      WHERE recipient_id = mine AND information_class = class);
               BEGIN
                 RETURN opened || ARRAY(
                   SELECT audience FROM parties_organisation WHERE id = mine
                   UNION ALL SELECT c.audience FROM parties_membership m
                     JOIN parties_community c ON c.id = m.community_id
                    WHERE m.organisation_id = mine);
               END""",
            language="plpgsql",
        ),
        definer(
            "sees_every(class text)",
            "boolean",
            """SELECT noroshi.actor() IS NULL OR NOT EXISTS (
                 SELECT audience FROM parties_organisation
                 EXCEPT SELECT unnest(noroshi.audiences(class)))""",
        ),
    ]
