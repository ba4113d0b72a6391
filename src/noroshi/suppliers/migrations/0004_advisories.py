"""Advisories. A draft is its publisher's alone; what is published is read by everybody (TLP:CLEAR, without
a requester too), by every organisation of the nation (GREEN), by whom release opens the publisher's
information to (AMBER) and by whom the publisher named (AMBER and RED)."""

from django.db import migrations

from noroshi.operations.row_security import allow, allow_definer, definer, guard

OWN = (
    "(organisation_id = (SELECT noroshi.organisation())"
    " AND audience = (SELECT noroshi.own_audience()))"
)
KIND = "(SELECT noroshi.organisation_kind())"
CODE = "(SELECT noroshi.own_code())"
READABLE = f"""organisation_id = (SELECT noroshi.organisation()) OR (state <> 'draft' AND (
  tlp = 'clear' OR (tlp = 'green' AND {KIND} <> 'partner')
  OR (tlp = 'amber' AND audience = ANY ((SELECT noroshi.audiences('supplier'))::integer[]))
  OR ((tlp = 'amber' OR tlp = 'red') AND id IN (SELECT r.advisory_id FROM suppliers_advisoryrecipient r
      WHERE r.is_open AND r.code = {CODE}))))"""


class Migration(migrations.Migration):
    dependencies = [("suppliers", "0003_disclosures")]
    operations = [
        definer(
            "own_code()",
            "text",
            "SELECT code::text FROM parties_organisation WHERE id = noroshi.organisation()",
        ),
        allow_definer("suppliers_advisory"),
        definer(
            "is_own_advisory(advisory uuid)",
            "boolean",
            """SELECT EXISTS (SELECT FROM suppliers_advisory a
               WHERE a.id = advisory AND a.organisation_id = noroshi.organisation())""",
        ),
        *guard(
            "suppliers_advisoryrecipient",
            web="SELECT, INSERT, DELETE, UPDATE (is_open)",
            worker="SELECT",
        ),
        allow(
            "suppliers_advisoryrecipient", "SELECT", using=f"{OWN} OR (is_open AND code = {CODE})"
        ),
        *guard(
            "suppliers_advisory",
            web="SELECT, INSERT, DELETE, UPDATE (version, state, tlp, category, title, name, publisher,"
            " document, signature, released_at, changed_at, saved_at, is_newest, ledger_entry)",
            worker="SELECT",
        ),
        allow("suppliers_advisory", "SELECT", using=READABLE),
        allow(
            "suppliers_advisory",
            "INSERT",
            check=f"{OWN} AND code = {CODE} AND {KIND} IN ('supplier', 'nco')"
            f" AND is_national = ({KIND} = 'nco')",
        ),
        allow("suppliers_advisory", "UPDATE", using=OWN),
        allow("suppliers_advisory", "DELETE", using=f"{OWN} AND state = 'draft'"),
        allow(
            "suppliers_advisoryrecipient",
            "INSERT",
            check=f"{OWN} AND noroshi.is_own_advisory(advisory_id)",
        ),
        allow("suppliers_advisoryrecipient", "UPDATE", using=OWN),
        allow("suppliers_advisoryrecipient", "DELETE", using=OWN),
    ]
