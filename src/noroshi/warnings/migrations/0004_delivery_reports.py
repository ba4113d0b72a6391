"""Deliveries also name reports that were filed for an organisation by telephone."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("warnings", "0003_live")]
    operations = [
        migrations.AddField(
            "delivery",
            "reports",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), default=list, size=None
            ),
        ),
    ]
