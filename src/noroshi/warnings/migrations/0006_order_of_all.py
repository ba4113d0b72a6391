"""Who sees every warning reads them in the order of all; one organisation's have an index each."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Cast, Coalesce


class Migration(migrations.Migration):
    dependencies = [("warnings", "0005_live"), ("parties", "0005_directory")]
    operations = [
        migrations.AlterField(
            model_name="warning",
            name="organisation",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="parties.organisation",
            ),
        ),
        migrations.AddIndex(
            model_name="warning",
            index=models.Index(
                Cast("urgency", models.IntegerField()),
                Coalesce("due_at", Cast(models.Value("infinity"), models.DateTimeField())),
                models.F("id"),
                name="warnings_all_by_urgency",
            ),
        ),
    ]
