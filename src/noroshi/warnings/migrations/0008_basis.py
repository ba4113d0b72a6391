"""What all warnings were last decided with."""

from django.db import migrations, models

from noroshi.operations.row_security import grant


class Migration(migrations.Migration):
    dependencies = [("warnings", "0007_delivery")]
    operations = [
        migrations.CreateModel(
            "Basis",
            [
                ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("text", models.TextField()),
            ],
        ),
        *grant(["warnings_basis"], worker="SELECT, INSERT, UPDATE"),
    ]
