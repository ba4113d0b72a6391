"""One index serves an identifier's versions and that each is held once a source."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intelligence", "0004_deleting"),
        ("parties", "0005_directory"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="stixobject",
            name="intelligence_object_once",
        ),
        migrations.RemoveIndex(
            model_name="stixobject",
            name="intelligence_object_versions",
        ),
        migrations.AlterField(
            model_name="stixobject",
            name="organisation",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="parties.organisation",
            ),
        ),
        migrations.AddConstraint(
            model_name="stixobject",
            constraint=models.UniqueConstraint(
                fields=("stix_id", "version", "organisation", "source"),
                name="intelligence_object_once",
            ),
        ),
    ]
