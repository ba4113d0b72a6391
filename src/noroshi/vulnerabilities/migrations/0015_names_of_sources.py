"""The version of the source is compared under its other names, too. Packages that tell it are indexed,
and matched, again."""

from django.db import migrations

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
    dependencies = [("vulnerabilities", "0014_titled_ja")]
    operations = [migrations.RunSQL(AGAIN, migrations.RunSQL.noop)]
