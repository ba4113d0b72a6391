"""Threads, disclosures and advisories go the way that the rules say, whoever writes to the database: what
is closed stays closed, an answer comes with the state that says so, an embargo is agreed upon by two, and
what is published does not change. Nobody but the worker says that somebody was told."""

from django.db import migrations

THREAD = """
CREATE FUNCTION noroshi.check_thread_step() RETURNS trigger LANGUAGE plpgsql
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
REVOKE ALL ON FUNCTION noroshi.check_thread_step() FROM PUBLIC;
CREATE TRIGGER step_of_thread BEFORE UPDATE ON suppliers_thread
  FOR EACH ROW EXECUTE FUNCTION noroshi.check_thread_step();
"""
DISCLOSURE = """
CREATE FUNCTION noroshi.check_disclosure_step() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $body$
DECLARE
  party text := CASE WHEN current_user = 'noroshi_worker' THEN 'worker'
                     WHEN noroshi.organisation_kind() = 'nco' THEN 'nco' ELSE 'supplier' END;
BEGIN
  IF (OLD.state, NEW.state) NOT IN (('pending', 'open'), ('pending', 'closed'), ('open', 'open'),
       ('open', 'published'), ('open', 'closed'), ('published', 'published'))
     OR (party = 'supplier' AND (NEW.state, NEW.supplier_id, NEW.vendor, NEW.product)
         IS DISTINCT FROM (OLD.state, OLD.supplier_id, OLD.vendor, OLD.product))
     OR (OLD.state <> 'pending' AND NEW.supplier_id IS DISTINCT FROM OLD.supplier_id)
     OR (NEW.state = 'open' AND NEW.supplier_id IS NULL)
     OR (party = 'supplier' AND NEW.published_at IS DISTINCT FROM OLD.published_at)
     OR (OLD.state = 'published' AND party <> 'worker'
         AND to_jsonb(NEW) - '{cve,is_pending,changed_at}'::text[]
           <> to_jsonb(OLD) - '{cve,is_pending,changed_at}'::text[])
     OR (NEW.embargo_until IS DISTINCT FROM OLD.embargo_until
         AND (NEW.proposed_by <> party OR NEW.agreed_at IS NOT NULL))
     OR (NEW.embargo_until IS NOT DISTINCT FROM OLD.embargo_until
         AND NEW.proposed_by <> OLD.proposed_by AND NEW.proposed_by <> party)
     OR (NEW.agreed_at IS NOT NULL AND NEW.agreed_at IS DISTINCT FROM OLD.agreed_at
         AND OLD.proposed_by = party)
     OR (NEW.agreed_at IS NOT NULL AND NEW.proposed_by <> OLD.proposed_by) THEN
    RAISE check_violation USING MESSAGE = 'a disclosure cannot take this step';
  END IF;
  RETURN NEW;
END $body$;
REVOKE ALL ON FUNCTION noroshi.check_disclosure_step() FROM PUBLIC;
CREATE TRIGGER step_of_disclosure BEFORE UPDATE ON suppliers_disclosure
  FOR EACH ROW EXECUTE FUNCTION noroshi.check_disclosure_step();
"""
ADVISORY = """
CREATE FUNCTION noroshi.check_advisory_step() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $body$
BEGIN
  IF (OLD.state <> 'draft'
      AND to_jsonb(NEW) - '{is_newest}'::text[] <> to_jsonb(OLD) - '{is_newest}'::text[])
     OR (NEW.organisation_id, NEW.audience, NEW.code, NEW.is_national, NEW.tracking_id)
        <> (OLD.organisation_id, OLD.audience, OLD.code, OLD.is_national, OLD.tracking_id) THEN
    RAISE check_violation USING MESSAGE = 'what is published does not change';
  END IF;
  RETURN NEW;
END $body$;
REVOKE ALL ON FUNCTION noroshi.check_advisory_step() FROM PUBLIC;
CREATE TRIGGER step_of_advisory BEFORE UPDATE ON suppliers_advisory
  FOR EACH ROW EXECUTE FUNCTION noroshi.check_advisory_step();
"""
UNTOLD = ("suppliers_line", "suppliers_disclosureline", "suppliers_reporter")


class Migration(migrations.Migration):
    dependencies = [("suppliers", "0004_advisories")]
    operations = [
        *(
            migrations.RunSQL(
                text,
                f"DROP TRIGGER step_of_{name} ON suppliers_{name};"
                f"DROP FUNCTION noroshi.check_{name}_step()",
            )
            for name, text in (
                ("thread", THREAD),
                ("disclosure", DISCLOSURE),
                ("advisory", ADVISORY),
            )
        ),
        *(
            migrations.RunSQL(
                f"CREATE POLICY untold ON {table} AS RESTRICTIVE FOR INSERT"
                " TO noroshi_web WITH CHECK (told_at IS NULL)",
                f"DROP POLICY untold ON {table}",
            )
            for table in UNTOLD
        ),
    ]
