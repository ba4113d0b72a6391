"""Row-level security of the parties' own tables. What a requester may see of others rests on release's
decisions. Submissions and saved views are those of the hat that sent or saved them, and nobody else's."""

from django.db import migrations

from noroshi.operations.row_security import allow, allow_definer, grant, guard

READABLE = "audience = ANY ((SELECT noroshi.audiences('organisation'))::integer[])"
OWN = "organisation_id = (SELECT noroshi.organisation())"
OWN_AUDIENCE = f"{OWN} AND audience = (SELECT noroshi.own_audience())"
MINE = f"actor_id = (SELECT noroshi.actor()) AND {OWN_AUDIENCE}"
NATIONAL = "(SELECT noroshi.organisation_kind()) = 'nco'"


class Migration(migrations.Migration):
    dependencies = [("parties", "0002_requester"), ("release", "0002_row_security")]
    operations = [
        *guard(
            "parties_organisation", web="SELECT, INSERT, UPDATE", worker="SELECT, INSERT, UPDATE"
        ),
        allow_definer("parties_organisation"),
        allow("parties_organisation", "SELECT", using=f"{READABLE} OR {NATIONAL}"),
        allow("parties_organisation", "INSERT", check=NATIONAL),
        allow("parties_organisation", "UPDATE", using=NATIONAL),
        *guard(
            "parties_network",
            web="SELECT, INSERT, UPDATE, DELETE",
            worker="SELECT, INSERT, UPDATE, DELETE",
        ),
        allow("parties_network", "SELECT", using=f"{READABLE} OR {NATIONAL}"),
        allow(
            "parties_network",
            "INSERT",
            check=f"({OWN_AUDIENCE} AND verified_at IS NULL) OR {NATIONAL}",
        ),
        allow("parties_network", "UPDATE", using=NATIONAL),
        allow("parties_network", "DELETE", using=OWN),
        *guard(
            "parties_domain",
            web="SELECT, INSERT, UPDATE, DELETE",
            worker="SELECT, INSERT, UPDATE, DELETE",
        ),
        allow("parties_domain", "SELECT", using=f"{READABLE} OR {NATIONAL}"),
        allow(
            "parties_domain",
            "INSERT",
            check=f"({OWN_AUDIENCE} AND verified_at IS NULL) OR {NATIONAL}",
        ),
        allow("parties_domain", "UPDATE", using=NATIONAL),
        allow("parties_domain", "DELETE", using=OWN),
        *guard(
            "parties_community",
            web="SELECT, INSERT, UPDATE",
            worker="SELECT, INSERT, UPDATE, DELETE",
        ),
        allow_definer("parties_community"),
        allow("parties_community", "SELECT", using=f"{READABLE} OR {NATIONAL}"),
        allow("parties_community", "INSERT", check=NATIONAL),
        allow("parties_community", "UPDATE", using=NATIONAL),
        *guard(
            "parties_membership",
            web="SELECT, INSERT, DELETE",
            worker="SELECT, INSERT, UPDATE, DELETE",
        ),
        allow_definer("parties_membership"),
        allow(
            "parties_membership",
            "SELECT",
            using="EXISTS (SELECT FROM parties_community c WHERE c.id = community_id)",
        ),
        allow("parties_membership", "INSERT", check=NATIONAL),
        allow("parties_membership", "DELETE", using=NATIONAL),
        *guard("parties_actor", web="SELECT, INSERT, UPDATE", worker="SELECT, INSERT, UPDATE"),
        allow_definer("parties_actor"),
        allow(
            "parties_actor",
            "SELECT",
            using="audience = ANY ((SELECT noroshi.audiences('people'))::integer[])",
        ),
        allow("parties_actor", "INSERT", check=OWN_AUDIENCE),
        allow("parties_actor", "UPDATE", using=OWN_AUDIENCE),
        *grant(["parties_person"], web="SELECT, INSERT, UPDATE", worker="SELECT, INSERT, UPDATE"),
        *guard("parties_submission", web="SELECT, INSERT"),
        allow("parties_submission", "SELECT", using=MINE),
        allow("parties_submission", "INSERT", check=MINE),
        *guard("parties_savedview", web="SELECT, INSERT, UPDATE, DELETE"),
        allow("parties_savedview", "SELECT", using=MINE),
        allow("parties_savedview", "INSERT", check=MINE),
        allow("parties_savedview", "UPDATE", using=MINE, check=MINE),
        allow("parties_savedview", "DELETE", using=MINE),
    ]
