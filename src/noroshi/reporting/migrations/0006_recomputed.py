"""The worker works out anew what is owed, when a regime is confirmed or withdrawn."""

from django.db import migrations

from noroshi.operations.row_security import grant


class Migration(migrations.Migration):
    dependencies = [("reporting", "0005_versions")]
    operations = [
        *grant(["reporting_report"], worker="UPDATE (read_by)"),
        *grant(["reporting_obligation"], worker="INSERT, DELETE"),
    ]
