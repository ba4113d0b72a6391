"""What the urgency of a warning was decided with."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("warnings", "0002_row_security"), ("vulnerabilities", "0004_sources")]
    operations = [
        migrations.AddField("warning", "exploitation", models.SmallIntegerField(null=True)),
        migrations.AddField("warning", "automatable", models.SmallIntegerField(null=True)),
        migrations.AddField("warning", "policy", models.CharField(max_length=16, null=True)),
    ]
