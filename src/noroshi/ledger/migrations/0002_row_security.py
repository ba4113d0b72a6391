"""Transaction ids, immutability, row-level security and grants of the ledger's tables.

Who may read which entry is said where organisations are known: the policy for SELECT on
ledger_entry by the web role is not here. Hashes and checkpoints tell nothing of an entry but
that it is there; any requester may read them, nobody without one."""

from django.db import migrations

from noroshi.operations.row_security import allow, guard

WRITTEN = "id, at, kind, actor_token, subject, organisation_id, digest"
SOMEBODY = "(SELECT noroshi.actor()) IS NOT NULL"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_tables")]
    operations = [
        migrations.RunSQL(
            """ALTER TABLE ledger_entry ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id();
               CREATE INDEX ledger_entry_pending ON ledger_entry (xid, id) WHERE seq IS NULL;""",
            "ALTER TABLE ledger_entry DROP COLUMN xid",
        ),
        # The triggers bind the owner, too; who goes round them is found out by verifying.
        migrations.RunSQL(
            """CREATE FUNCTION noroshi.keep_ledger_entry() RETURNS trigger LANGUAGE plpgsql
                 SET search_path = pg_catalog, pg_temp AS $body$ BEGIN
                   RAISE EXCEPTION 'a ledger entry is not changed or deleted'
                     USING ERRCODE = 'restrict_violation';
                 END $body$;
               CREATE TRIGGER keep_deleted BEFORE DELETE ON ledger_entry
                 FOR EACH ROW EXECUTE FUNCTION noroshi.keep_ledger_entry();
               CREATE TRIGGER keep_updated BEFORE UPDATE ON ledger_entry FOR EACH ROW
                 WHEN (OLD.seq IS NOT NULL OR NEW.seq IS NULL
                       OR (NEW.id, NEW.xid, NEW.at, NEW.kind, NEW.actor_token, NEW.subject,
                           NEW.organisation_id, NEW.digest)
                          IS DISTINCT FROM
                          (OLD.id, OLD.xid, OLD.at, OLD.kind, OLD.actor_token, OLD.subject,
                           OLD.organisation_id, OLD.digest))
                 EXECUTE FUNCTION noroshi.keep_ledger_entry();""",
            """DROP TRIGGER keep_updated ON ledger_entry; DROP TRIGGER keep_deleted ON ledger_entry;
               DROP FUNCTION noroshi.keep_ledger_entry();""",
        ),
        *guard(
            "ledger_entry",
            web=f"SELECT, INSERT ({WRITTEN})",
            worker=f"SELECT, INSERT ({WRITTEN}), UPDATE (seq)",
        ),
        allow("ledger_entry", "INSERT", check="true"),
        *guard("ledger_nonce", web="INSERT", worker="SELECT, INSERT, DELETE"),
        allow("ledger_nonce", "INSERT", check="true"),
        *guard("ledger_tile", web="SELECT", worker="SELECT, INSERT, UPDATE"),
        allow("ledger_tile", "SELECT", using=SOMEBODY),
        *guard("ledger_checkpoint", web="SELECT", worker="SELECT, INSERT, DELETE"),
        allow("ledger_checkpoint", "SELECT", using=SOMEBODY),
    ]
