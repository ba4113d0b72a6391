"""What another record of a vulnerability calls it in Japanese stands beside its own record."""

from django.db import migrations, models

from noroshi.vulnerabilities.sql import TITLE

NAMED = "(SELECT array_agg(cause) FROM vulnerabilities_naming)::text[]"


class Migration(migrations.Migration):
    dependencies = [("vulnerabilities", "0013_source_versions")]
    operations = [
        migrations.AddField("vulnerability", "titled_ja", models.TextField(db_default="")),
        migrations.RunSQL(TITLE.replace("%(causes)s", NAMED), migrations.RunSQL.noop),
    ]
