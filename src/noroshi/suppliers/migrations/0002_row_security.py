"""A supplier's products and threads are seen by itself and by whom release decides, never by another
supplier or by an operator. The numbers of those who run them are handed out by a function that takes
no argument: the web role has no privilege on the table."""

from django.db import migrations

from noroshi.operations.row_security import allow, allow_definer, definer, guard

READABLE = "audience = ANY ((SELECT noroshi.audiences('supplier'))::integer[])"
OWN = (
    "(organisation_id = (SELECT noroshi.organisation())"
    " AND audience = (SELECT noroshi.own_audience()))"
)
NATIONAL = "(SELECT noroshi.organisation_kind()) = 'nco'"
SUPPLIER = "(SELECT noroshi.organisation_kind()) = 'supplier'"


class Migration(migrations.Migration):
    dependencies = [("suppliers", "0001_tables"), ("release", "0002_row_security")]
    operations = [
        *guard(
            "suppliers_productclaim",
            web="SELECT, INSERT, UPDATE (verified_at, withdrawn_at, reason)",
            worker="SELECT, UPDATE",
        ),
        allow_definer("suppliers_productclaim"),
        allow("suppliers_productclaim", "SELECT", using=READABLE),
        allow(
            "suppliers_productclaim",
            "INSERT",
            check=f"{OWN} AND {SUPPLIER} AND verified_at IS NULL AND counted_at IS NULL"
            " AND withdrawn_at IS NULL",
        ),
        allow("suppliers_productclaim", "UPDATE", using=NATIONAL),
        *guard("suppliers_roughcount", worker="SELECT, INSERT, DELETE"),
        allow_definer("suppliers_roughcount"),
        definer(
            "rough_counts()",
            "TABLE (claim uuid, version text, organisations integer)",
            """SELECT r.claim_id, r.version, r.organisations FROM suppliers_roughcount r
               JOIN suppliers_productclaim c ON c.id = r.claim_id
               WHERE c.organisation_id = noroshi.organisation() AND c.verified_at IS NOT NULL
               ORDER BY r.claim_id, r.organisations DESC, r.version""",
        ),
        *guard(
            "suppliers_thread",
            web="SELECT, INSERT, UPDATE (state, changed_at, answer, ledger_entry, due_at, reminded_at)",
            worker="SELECT, UPDATE (reminded_at)",
        ),
        allow_definer("suppliers_thread"),
        allow("suppliers_thread", "SELECT", using=READABLE),
        allow(
            "suppliers_thread",
            "INSERT",
            check=f"{NATIONAL} AND state = 'sent' AND answer IS NULL AND claim_id IN"
            " (SELECT c.id FROM suppliers_productclaim c WHERE c.verified_at IS NOT NULL"
            " AND c.organisation_id = suppliers_thread.organisation_id"
            " AND c.audience = suppliers_thread.audience)",
        ),
        allow(
            "suppliers_thread",
            "UPDATE",
            using=f"{OWN} OR {NATIONAL}",
            check=f"({OWN} AND state::text = ANY ('{{seen,answered}}'))"
            f" OR ({NATIONAL} AND state::text = ANY ('{{sent,seen,done,withdrawn}}'))",
        ),
        *guard(
            "suppliers_line",
            web="SELECT, INSERT",
            worker="SELECT, INSERT, UPDATE (published_at, told_at)",
        ),
        allow("suppliers_line", "SELECT", using=READABLE),
        allow(
            "suppliers_line",
            "INSERT",
            check=f"(({OWN} AND {SUPPLIER} AND kind <> 'message') OR ({NATIONAL} AND kind <> 'answer'))"
            " AND actor_id = noroshi.actor() AND published_at IS NULL"
            " AND writer = (SELECT noroshi.organisation_kind()) AND thread_id IN"
            " (SELECT t.id FROM suppliers_thread t"
            " WHERE t.organisation_id = suppliers_line.organisation_id"
            " AND t.audience = suppliers_line.audience)",
        ),
    ]
