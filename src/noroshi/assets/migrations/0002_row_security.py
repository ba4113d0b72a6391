"""An asset is seen by its owner and by whom a decision opens it to; the owner alone writes it."""

from django.db import migrations

from noroshi.operations.row_security import allow, guard

READABLE = "audience = ANY ((SELECT noroshi.audiences('asset'))::integer[])"
OWN = (
    "organisation_id = (SELECT noroshi.organisation())"
    " AND audience = (SELECT noroshi.own_audience())"
)
TABLES = ("assets_system", "assets_inventory", "assets_asset")


class Migration(migrations.Migration):
    dependencies = [("assets", "0001_assets"), ("release", "0002_row_security")]
    operations = [
        operation
        for table in TABLES
        for operation in (
            *guard(table, web="SELECT, INSERT, UPDATE", worker="SELECT, INSERT, UPDATE"),
            allow(table, "SELECT", using=READABLE),
            allow(table, "INSERT", check=OWN),
            allow(table, "UPDATE", using=OWN, check=OWN),
        )
    ]
