import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("warnings", "0013_raised_in_sets"),
        ("suppliers", "0007_told"),
    ]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name=name,
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), default=list, size=None
            ),
        )
        for name in ("threads", "disclosures")
    ]
