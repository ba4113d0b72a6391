"""An asset is seen by its owner and by whom a decision opens it to, and so is what bills of materials
and the law say of it; how systems are linked is read by their organisation alone. The owner alone
writes. What came and went since assets were matched is told by web processes and taken by the worker."""

from django.db import migrations

from noroshi.operations.row_security import allow, guard

READABLE = "audience = ANY ((SELECT noroshi.audiences('asset'))::integer[])"
OWN = (
    "organisation_id = (SELECT noroshi.organisation())"
    " AND audience = (SELECT noroshi.own_audience())"
)
IMPORTED = ("assets_system", "assets_inventory", "assets_asset")
REPLACED = ("assets_billreference", "assets_component", "assets_link", "assets_service")


class Migration(migrations.Migration):
    dependencies = [("assets", "0001_tables"), ("release", "0002_row_security")]
    operations = [
        *[
            operation
            for table in IMPORTED
            for operation in (
                *guard(table, web="SELECT, INSERT, UPDATE", worker="SELECT, INSERT, UPDATE"),
                allow(table, "SELECT", using=READABLE),
                allow(table, "INSERT", check=OWN),
                allow(table, "UPDATE", using=OWN, check=OWN),
            )
        ],
        *guard("assets_moved", web="INSERT", worker="SELECT, INSERT, DELETE"),
        allow("assets_moved", "INSERT", check="true"),
        *guard(
            "assets_edition",
            web="SELECT, INSERT, UPDATE (header, serial, version, quality)",
            worker="SELECT",
        ),
        allow("assets_edition", "SELECT", using=READABLE),
        allow("assets_edition", "INSERT", check=OWN),
        allow("assets_edition", "UPDATE", using=OWN, check=OWN),
        *[
            operation
            for table in REPLACED
            for operation in (
                *guard(table, web="SELECT, INSERT, DELETE", worker="SELECT"),
                allow(table, "SELECT", using=READABLE),
                allow(table, "INSERT", check=OWN),
                allow(table, "DELETE", using=OWN),
            )
        ],
        *guard("assets_former", web="SELECT, INSERT", worker="SELECT"),
        allow("assets_former", "SELECT", using=READABLE),
        allow("assets_former", "INSERT", check=OWN),
        *guard("assets_connection", web="SELECT, INSERT, DELETE"),
        allow("assets_connection", "SELECT", using=OWN),
        allow("assets_connection", "INSERT", check=OWN),
        allow("assets_connection", "DELETE", using=OWN),
        *guard("assets_specifiedcomputer", web="SELECT, INSERT", worker="SELECT, UPDATE"),
        allow("assets_specifiedcomputer", "SELECT", using=READABLE),
        allow("assets_specifiedcomputer", "INSERT", check=OWN),
        *guard(
            "assets_registrationchange",
            web="SELECT, INSERT, UPDATE (notified_on, ledger_entry)",
            worker="SELECT, INSERT, UPDATE (ledger_entry)",
        ),
        allow("assets_registrationchange", "SELECT", using=READABLE),
        allow("assets_registrationchange", "INSERT", check=OWN),
        allow("assets_registrationchange", "UPDATE", using=OWN, check=OWN),
    ]
