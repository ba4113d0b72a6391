"""Knowledge of weaknesses is public; who is exposed is not. Only the worker writes either."""

from django.db import migrations

from noroshi.operations.row_security import allow, grant, guard

PUBLIC = [
    f"vulnerabilities_{name}"
    for name in (
        "vulnerability",
        "score",
        "product",
        "productname",
        "affectedrange",
        "knownexploited",
        "exploitprediction",
        "edition",
    )
]
WORKERS = [
    "vulnerabilities_assetname",
    "vulnerabilities_versionkey",
    "vulnerabilities_pendingmatch",
]
ALL = "SELECT, INSERT, UPDATE, DELETE"


class Migration(migrations.Migration):
    dependencies = [("vulnerabilities", "0001_vulnerabilities"), ("assets", "0002_row_security")]
    operations = [
        *grant(PUBLIC, web="SELECT", worker=ALL),
        migrations.RunSQL(
            """CREATE SEQUENCE noroshi.affected_product AS bigint;
               GRANT USAGE ON SEQUENCE noroshi.affected_product TO noroshi_worker""",
            "DROP SEQUENCE noroshi.affected_product",
        ),
        *grant(WORKERS, worker=ALL),
        *guard("vulnerabilities_exposure", web="SELECT", worker="SELECT, INSERT, UPDATE"),
        allow(
            "vulnerabilities_exposure",
            "SELECT",
            using="audience = ANY ((SELECT noroshi.audiences('exposure'))::integer[])",
        ),
    ]
