import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("warnings", "0011_note_entries"),
    ]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="reminders",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), default=list, size=None
            ),
        ),
    ]
