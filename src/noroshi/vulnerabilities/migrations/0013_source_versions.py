"""What a binary package is compared by under the name of its source: the source's version, where an
inventory tells it. Packages that tell it are indexed, and matched, again."""

from django.db import migrations, models

OWN_VERSIONS = """
UPDATE vulnerabilities_kindname n SET version = k.version
FROM vulnerabilities_assetkind k WHERE k.id = n.kind_id
"""
AGAIN = """
WITH concerned AS (
  SELECT a.id, o.kind_id FROM assets_asset a
  JOIN vulnerabilities_assetofkind o ON o.asset_id = a.id WHERE a.purl LIKE '%upstream=%'
), forgotten AS (
  DELETE FROM vulnerabilities_kindname n USING concerned c WHERE c.kind_id = n.kind_id
)
INSERT INTO assets_moved SELECT id FROM concerned ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("vulnerabilities", "0012_wholes"), ("assets", "0005_told")]
    operations = [
        migrations.AddField("kindname", "version", models.CharField(db_default="", max_length=256)),
        migrations.RunSQL(OWN_VERSIONS, migrations.RunSQL.noop),
        migrations.RunSQL(AGAIN, migrations.RunSQL.noop),
    ]
