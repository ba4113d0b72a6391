"""A thread goes the way that the rules say, whoever writes to the database: what is closed stays closed,
and an answer comes with the state that says so."""

from django.db import migrations

STEP = """
CREATE FUNCTION noroshi.check_thread_step() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $body$
BEGIN
  IF (OLD.state, NEW.state) NOT IN (
       ('sent', 'sent'), ('sent', 'seen'), ('sent', 'answered'), ('sent', 'withdrawn'),
       ('seen', 'seen'), ('seen', 'answered'), ('seen', 'withdrawn'),
       ('answered', 'answered'), ('answered', 'done'), ('answered', 'withdrawn'))
     OR (NEW.answer IS DISTINCT FROM OLD.answer AND NEW.state <> 'answered') THEN
    RAISE check_violation USING MESSAGE = 'a thread cannot take this step';
  END IF;
  RETURN NEW;
END $body$;
REVOKE ALL ON FUNCTION noroshi.check_thread_step() FROM PUBLIC;
CREATE TRIGGER step_of_thread BEFORE UPDATE ON suppliers_thread
  FOR EACH ROW EXECUTE FUNCTION noroshi.check_thread_step();
"""
UNCHECK = """
DROP TRIGGER step_of_thread ON suppliers_thread;
DROP FUNCTION noroshi.check_thread_step();
"""


class Migration(migrations.Migration):
    dependencies = [("suppliers", "0002_row_security")]
    operations = [migrations.RunSQL(STEP, UNCHECK)]
