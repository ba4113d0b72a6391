"""Who takes part is told once of what is new: what was said before this was is taken for told. Nobody
but the worker says that it was."""

from django.db import migrations, models
from django.utils import timezone

from noroshi.operations.row_security import grant, guard

NAMES = {
    "line": ("thread", "suppliers_line_untold"),
    "disclosureline": ("disclosure", "suppliers_said_untold"),
    "reporter": ("disclosure", "suppliers_report_untold"),
}
UNTOLD = models.Q(("told_at__isnull", True))


class Migration(migrations.Migration):
    dependencies = [("suppliers", "0006_advisories")]
    operations = [
        *(
            migrations.AddField(
                model_name=name,
                name="told_at",
                field=models.DateTimeField(null=True, default=timezone.now),
            )
            for name in NAMES
        ),
        *(
            migrations.AlterField(
                model_name=name, name="told_at", field=models.DateTimeField(null=True)
            )
            for name in NAMES
        ),
        *(
            migrations.AddIndex(
                model_name=name,
                index=models.Index(condition=UNTOLD, fields=[field], name=index),
            )
            for name, (field, index) in NAMES.items()
        ),
        *(
            migrations.RunSQL(
                f"CREATE POLICY untold ON suppliers_{name} AS RESTRICTIVE FOR INSERT"
                " TO noroshi_web WITH CHECK (told_at IS NULL)",
                f"DROP POLICY untold ON suppliers_{name}",
            )
            for name in NAMES
        ),
        *grant(["suppliers_line", "suppliers_disclosureline"], worker="UPDATE (told_at)"),
        *guard("suppliers_reporter", worker="SELECT, UPDATE (told_at)"),
    ]
