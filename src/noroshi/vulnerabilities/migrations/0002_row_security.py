"""Knowledge of weaknesses is public; who is exposed is not. Only the worker writes either. Who says what in
VEX is believed, and which names are products', the national office alone judges; nobody else reads the
aliases."""

from django.db import migrations

from noroshi.operations.database import Role
from noroshi.operations.row_security import allow, allow_definer, grant, guard


def _tables(*names: str) -> list[str]:
    return [f"vulnerabilities_{name}" for name in names]


ALL = "SELECT, INSERT, UPDATE, DELETE"
NATIONAL = "(SELECT noroshi.organisation_kind()) = 'nco'"
PUBLIC = _tables(
    "vulnerability",
    "score",
    "product",
    "productname",
    "affectedrange",
    "knownexploited",
    "exploitprediction",
    "edition",
    "alias",
    "naming",
    "vexdocument",
    "vexstatement",
    "vexname",
    "vexproduct",
    "vexwhole",
)
WORKERS = _tables(
    "versionkey",
    "pendingmatch",
    "knownname",
    "comparedname",
    "assetkind",
    "kindname",
    "subjectofkind",
)
MANY_ROWS = ", ".join(_tables("assetkind", "kindname", "assetofkind", "versionkey", "finding"))


class Migration(migrations.Migration):
    dependencies = [("vulnerabilities", "0001_tables"), ("release", "0002_row_security")]
    operations = [
        *grant(PUBLIC, web="SELECT", worker=ALL),
        *grant(["vulnerabilities_past"], web="SELECT", worker="SELECT, INSERT"),
        *grant(["vulnerabilities_predictionmove"], web="SELECT", worker="SELECT, INSERT, UPDATE"),
        migrations.RunSQL(
            """CREATE SEQUENCE noroshi.affected_product AS bigint;
               GRANT USAGE ON SEQUENCE noroshi.affected_product TO noroshi_worker""",
            "DROP SEQUENCE noroshi.affected_product",
        ),
        *grant(WORKERS, worker=ALL),
        *guard("vulnerabilities_vexauthor", web=ALL, worker=ALL),
        allow("vulnerabilities_vexauthor", "SELECT", using="true"),
        allow("vulnerabilities_vexauthor", "INSERT", check=NATIONAL),
        allow("vulnerabilities_vexauthor", "UPDATE", using=NATIONAL, check=NATIONAL),
        allow("vulnerabilities_vexauthor", "DELETE", using=NATIONAL),
        *guard("vulnerabilities_productalias", web="SELECT, INSERT, UPDATE", worker=ALL),
        allow_definer("vulnerabilities_productalias"),
        allow("vulnerabilities_productalias", "SELECT", using=NATIONAL),
        allow("vulnerabilities_productalias", "INSERT", check=NATIONAL),
        allow("vulnerabilities_productalias", "UPDATE", using=NATIONAL),
        # Whoever writes a million rows tells the planner; before PostgreSQL 17 only the owner may.
        migrations.RunSQL(
            f"""DO $$ BEGIN
                  IF current_setting('server_version_num')::integer >= 170000 THEN
                    EXECUTE 'GRANT MAINTAIN ON {MANY_ROWS} TO {Role.WORKER}';
                  END IF;
                END $$""",
            migrations.RunSQL.noop,
        ),
    ]
