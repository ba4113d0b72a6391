"""An object is seen by its organisation and by whom its marking lets it reach. Two audiences are
nobody's own: what is TLP:CLEAR has everybody's, what is TLP:GREEN the nation's; what is stricter than
AMBER has the negative of its owner's audience, which no decision opens. What an organisation has laid
down it may take out again. Lists of values are public knowledge, written by the worker alone."""

from django.db import migrations

from noroshi.operations.row_security import allow, definer, grant, guard

PUBLIC, NATION = 1, 2
READABLE = "audience = ANY ((SELECT noroshi.intelligence_audiences())::integer[])"
OWN = "organisation_id = (SELECT noroshi.organisation())"
MARKED = f"""audience = CASE tlp WHEN 'clear' THEN {PUBLIC} WHEN 'green' THEN {NATION}
 WHEN 'amber' THEN (SELECT noroshi.own_audience()) ELSE -(SELECT noroshi.own_audience()) END"""


class Migration(migrations.Migration):
    dependencies = [("intelligence", "0001_tables"), ("release", "0002_row_security")]
    operations = [
        definer(
            "intelligence_audiences()",
            "integer[]",
            f"""SELECT CASE WHEN noroshi.organisation() IS NULL THEN '{{}}'
                  ELSE noroshi.audiences('intelligence') || {PUBLIC} || -noroshi.own_audience()
                    || CASE WHEN noroshi.organisation_kind() <> 'partner' THEN ARRAY[{NATION}]
                       ELSE '{{}}' END END""",
        ),
        *guard(
            "intelligence_stixobject",
            web="SELECT, INSERT, UPDATE (is_newest), DELETE",
            worker="SELECT, INSERT, UPDATE (is_newest)",
        ),
        allow("intelligence_stixobject", "SELECT", using=f"{READABLE} OR {OWN}"),
        allow("intelligence_stixobject", "INSERT", check=f"{OWN} AND {MARKED}"),
        allow("intelligence_stixobject", "UPDATE", using=OWN),
        allow("intelligence_stixobject", "DELETE", using=OWN),
        *grant(
            ["intelligence_warninglist", "intelligence_listedvalue"],
            web="SELECT",
            worker="SELECT, INSERT, UPDATE, DELETE",
        ),
    ]
