"""Weaknesses under embargo. A row is seen by the office, by the organisation that reported it and, once
it was opened, by the supplier: not by the supplier's ministry, and by nobody who works for all. The reporter
stands in a table that the supplier does not see."""

from django.db import migrations

from noroshi.operations.row_security import allow, allow_definer, definer, guard

MINE = "(SELECT noroshi.organisation())"
KIND = "(SELECT noroshi.organisation_kind())"
NATIONAL = f"{KIND} = 'nco'"
VENDOR = f"supplier_id = {MINE}"
KEPT = (
    "state, supplier_id, title, description, vendor, product, versions, cvss_vector, cve, changed_at,"
    " embargo_until, proposed_by, agreed_at, published_at, is_pending"
)
WRITER = f"""CASE WHEN {NATIONAL} THEN 'nco'
  WHEN disclosure_id IN (SELECT d.id FROM suppliers_disclosure d WHERE d.supplier_id = {MINE})
  THEN 'supplier' ELSE 'reporter' END"""


class Migration(migrations.Migration):
    dependencies = [("suppliers", "0002_row_security")]
    operations = [
        *guard("suppliers_reporter", web="SELECT, INSERT", worker="SELECT, UPDATE (told_at)"),
        allow_definer("suppliers_reporter"),
        definer(
            "reported()",
            "uuid[]",
            "SELECT coalesce(array_agg(disclosure_id), '{}') FROM suppliers_reporter"
            " WHERE organisation_id = noroshi.organisation()",
        ),
        allow("suppliers_reporter", "SELECT", using=f"organisation_id = {MINE} OR {NATIONAL}"),
        allow("suppliers_reporter", "INSERT", check=f"organisation_id = {MINE}"),
        *guard(
            "suppliers_disclosure",
            web=f"SELECT, INSERT, UPDATE ({KEPT})",
            worker="SELECT, UPDATE",
        ),
        allow(
            "suppliers_disclosure",
            "SELECT",
            using=f"{NATIONAL} OR ({VENDOR}) OR id = ANY ((SELECT noroshi.reported())::uuid[])",
        ),
        allow(
            "suppliers_disclosure",
            "INSERT",
            check=f"{MINE} IS NOT NULL AND state = 'pending' AND supplier_id IS NULL"
            " AND embargo_until IS NULL AND agreed_at IS NULL AND proposed_by = '' AND cve = ''"
            " AND name = '' AND published_at IS NULL AND NOT is_pending",
        ),
        allow(
            "suppliers_disclosure",
            "UPDATE",
            using=f"{NATIONAL} OR ({VENDOR})",
            check=f"{NATIONAL} OR ({VENDOR})",
        ),
        *guard(
            "suppliers_disclosureline",
            web="SELECT, INSERT",
            worker="SELECT, INSERT, UPDATE (told_at)",
        ),
        allow(
            "suppliers_disclosureline",
            "SELECT",
            using="disclosure_id IN (SELECT d.id FROM suppliers_disclosure d)",
        ),
        allow(
            "suppliers_disclosureline",
            "INSERT",
            check="disclosure_id IN (SELECT d.id FROM suppliers_disclosure d)"
            f" AND writer = {WRITER} AND (kind = 'comment' OR (kind = 'change' AND writer <> 'reporter'))",
        ),
    ]
