"""What a requester may see is asked several times in every statement: the audiences that decisions
open to a recipient are kept beside them, by the database itself. Whoever changes decisions does so
alone, so that none keeps what another has withdrawn; where all of them are gone, so is what they opened."""

from django.db import migrations

KEEP = """
CREATE FUNCTION noroshi.keep_reach() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
BEGIN
  LOCK TABLE release_reach IN SHARE ROW EXCLUSIVE MODE;
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
CREATE FUNCTION noroshi.forget_reach() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
BEGIN
  DELETE FROM release_reach;
  RETURN NULL;
END $body$;
REVOKE ALL ON FUNCTION noroshi.forget_reach() FROM PUBLIC;
CREATE TRIGGER reach_of_none AFTER TRUNCATE ON release_decision
  FOR EACH STATEMENT EXECUTE FUNCTION noroshi.forget_reach();
"""

FORGET = """
DROP TRIGGER reach_of_new ON release_decision;
DROP TRIGGER reach_of_changed ON release_decision;
DROP TRIGGER reach_of_deleted ON release_decision;
DROP TRIGGER reach_of_none ON release_decision;
DROP FUNCTION noroshi.keep_reach(), noroshi.forget_reach();
"""


class Migration(migrations.Migration):
    dependencies = [("release", "0002_row_security")]
    operations = [migrations.RunSQL(KEEP, FORGET)]
