"""Exposures are asked for by organisation and cause."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assets", "0002_row_security"),
        ("parties", "0005_directory"),
        ("vulnerabilities", "0006_product_names"),
    ]

    operations = [
        migrations.AlterField(
            model_name="exposure",
            name="organisation",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="parties.organisation",
            ),
        ),
        migrations.AddIndex(
            model_name="exposure",
            index=models.Index(
                fields=["organisation", "cause"], name="vulnerabilities_exposure_pair"
            ),
        ),
    ]
