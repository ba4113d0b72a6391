"""Django adds an index for LIKE to each key of text. Nothing here searches these keys so."""

from django.db import migrations

UNUSED = (
    "vulnerabilities_vulnerability_id_f921a7f7_like",
    "vulnerabilities_knownexploited_id_f0939092_like",
    "vulnerabilities_exploitprediction_id_89410936_like",
    "vulnerabilities_pendingmatch_vulnerability_id_f027b089_like",
)


class Migration(migrations.Migration):
    dependencies = [("vulnerabilities", "0002_row_security")]
    operations = [
        migrations.RunSQL(f"DROP INDEX {', '.join(UNUSED)}", migrations.RunSQL.noop),
    ]
