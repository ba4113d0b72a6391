"""Of the names that are proposed for products everybody learns what concerns their own assets, through
functions. A candidate is told of when the asking asset's own name was compared, never since somebody
else's was: whoever registers a name learns nothing of whether others have it."""

from django.db import migrations

from noroshi.operations.row_security import allow_definer, definer

OWN = "a.organisation_id = (SELECT noroshi.organisation()) AND a.removed_at IS NULL"


class Migration(migrations.Migration):
    dependencies = [("vulnerabilities", "0003_pattern_indexes"), ("assets", "0002_row_security")]
    operations = [
        allow_definer("assets_asset"),
        definer(
            "unmet_assets()",
            "SETOF uuid",
            f"""SELECT a.id FROM assets_asset a
                JOIN vulnerabilities_assetofkind o ON o.asset_id = a.id
                WHERE {OWN} AND a.purl = ''
                  AND NOT EXISTS (SELECT FROM vulnerabilities_kindname n
                                  JOIN vulnerabilities_productname m ON m.key = n.key
                                  WHERE n.kind_id = o.kind_id)""",
        ),
        # As many as one comparison proposes: what earlier ones left would tell of them.
        definer(
            "likely_names(assets uuid[])",
            "TABLE (asset_id uuid, name text, score numeric)",
            f"""SELECT DISTINCT l.asset_id, l.name, l.score FROM (
                  SELECT a.id AS asset_id, p.other::text AS name, p.score, row_number() OVER (
                    PARTITION BY a.id, n.key ORDER BY p.score DESC, p.other_key) AS place
                  FROM assets_asset a
                  JOIN vulnerabilities_assetofkind o ON o.asset_id = a.id AND o.is_compared
                  JOIN vulnerabilities_kindname n ON n.kind_id = o.kind_id AND n.via = ''
                  JOIN vulnerabilities_productalias p ON p.key = n.key AND p.state = 'proposed'
                  WHERE {OWN} AND a.id = ANY (assets)) l
                WHERE l.place <= 3
                ORDER BY l.score DESC, l.name""",
        ),
    ]
