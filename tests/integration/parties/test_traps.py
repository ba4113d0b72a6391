"""The known ways in which row-level security fails, each tried."""

import pytest
from django.db import DataError, ProgrammingError, connection, transaction

from tests.nation import GATES, bring_assets, register


@pytest.fixture
def actors(database):
    actors = register()
    bring_assets(actors["P-EAST"], GATES)
    return actors


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def test_superuser_and_owner_are_refused_at_the_start(database, server, monkeypatch):
    from noroshi.kernel.errors import RefusedError
    from noroshi.operations import database as module
    from noroshi.operations.database import Role, connected_as, refuse_powerful_role

    refuse_powerful_role()
    with connected_as(Role.WORKER):
        refuse_powerful_role()
    with connected_as(Role.OWNER), pytest.raises(RefusedError):
        refuse_powerful_role()
    monkeypatch.setattr(module, "parameters_for", lambda role: dict(server))
    with connected_as(Role.WEB), pytest.raises(RefusedError, match="not bound by row-level"):
        refuse_powerful_role()


def test_no_requester_sees_nothing(actors):
    for table in ("parties_organisation", "assets_asset", "release_decision", "ledger_entry"):
        assert count(table) == 0


def test_an_unknown_requester_sees_nothing(actors):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('noroshi.actor', '00000000-0000-4000-8000-000000000000', true)"
        )
        assert count("parties_organisation") == 0
        assert count("assets_asset") == 0


def test_a_scope_does_not_outlive_its_transaction(actors):
    from noroshi.parties.scope import acting_as

    with acting_as(actors["P-EAST"]):
        assert count("assets_asset") == 2
    assert count("assets_asset") == 0, "the setting is '' now, not NULL: that too shows nothing"


def test_scopes_do_not_nest_so_that_no_savepoint_leaks(actors):
    from noroshi.parties.scope import acting_as

    with acting_as(actors["P-EAST"]):
        with pytest.raises(RuntimeError), acting_as(actors["P-WEST"]):
            pass
        assert count("assets_asset") == 2
    with transaction.atomic(), pytest.raises(RuntimeError), acting_as(actors["P-EAST"]):
        pass


def test_a_query_evaluated_after_its_scope_yields_nothing(actors):
    from noroshi.assets.queries import assets
    from noroshi.parties.scope import acting_as

    with acting_as(actors["P-EAST"]):
        lazy = assets()
    assert list(lazy) == []


def test_an_error_ends_the_scope(actors):
    from noroshi.parties.scope import acting_as, current_actor

    with pytest.raises(ZeroDivisionError), acting_as(actors["P-EAST"]):
        _ = 1 / 0
    assert current_actor() is None
    assert count("assets_asset") == 0


ATTACKS = {
    "take another's assets": "UPDATE assets_asset SET audience = (SELECT noroshi.own_audience())",
    "forge a decision": "INSERT INTO release_decision (id, information_class, owner_id,"
    " recipient_id, grounds, articles, decided_at) SELECT gen_random_uuid(), 'asset', %(victim)s,"
    " %(me)s, '{}', '{}', now()",
    "give itself a role at the victim": "INSERT INTO parties_actor (id, kind, organisation_id,"
    " audience, role, client_id, scopes, token) VALUES (gen_random_uuid(), 'client', %(victim)s,"
    " %(audience)s, 'client', 'x', '{}', gen_random_uuid())",
    "move itself to the victim": "UPDATE parties_actor SET organisation_id = %(victim)s",
    "write an asset of the victim": "INSERT INTO assets_system (id, organisation_id, audience,"
    " name, role) VALUES (gen_random_uuid(), %(victim)s, %(audience)s, 'x', '')",
    "plant an own row in the victim's audience": "INSERT INTO assets_system (id, organisation_id,"
    " audience, name, role) VALUES (gen_random_uuid(), %(me)s, %(audience)s, 'x', '')",
    "verify its own network": "UPDATE parties_network SET verified_at = now()"
    " WHERE organisation_id = %(me)s",
    "claim a verified network": "INSERT INTO parties_network (id, organisation_id, audience,"
    " prefix, verified_at) SELECT gen_random_uuid(), %(me)s, noroshi.own_audience(),"
    " '203.0.113.0/24', now()",
    "raise a warning": "INSERT INTO warnings_warning (id, organisation_id, audience, cause, state,"
    " urgency, raised_at, changed_at, assets, answer_reason) VALUES (gen_random_uuid(), %(me)s,"
    " noroshi.own_audience(), 'CVE-2099-1', 'open', 0, now(), now(), 1, '')",
    "read the matcher's index": "SELECT * FROM vulnerabilities_kindname",
    "read the queue": "SELECT * FROM procrastinate_jobs",
    "rewrite the log": "UPDATE ledger_entry SET kind = 'x'",
    "shorten the log": "DELETE FROM ledger_entry",
    "become the owner": "SET ROLE noroshi",
    "turn policies off": "ALTER TABLE assets_asset DISABLE ROW LEVEL SECURITY",
    "ask the console's list": "SELECT * FROM noroshi.next_audience(), pg_read_file('/etc/passwd')",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_with_the_web_role_changes_nothing(actors, attack):
    from noroshi.parties.scope import acting_as

    thief, victim = actors["P-WEST"], actors["P-EAST"]
    with acting_as(victim), connection.cursor() as cursor:
        cursor.execute("SELECT noroshi.own_audience()")
        audience = cursor.fetchone()[0]
    names = {"me": thief.organisation, "victim": victim.organisation, "audience": audience}
    with acting_as(thief), connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(ATTACKS[attack], names)
                changed = cursor.rowcount if not cursor.description else 0
        except (ProgrammingError, DataError):
            changed = 0
        assert changed <= 0
    with acting_as(victim):
        assert count("assets_asset") == 2


def test_what_another_has_is_answered_as_if_nobody_had_it(actors):
    """A prefix that is somebody's and one that is nobody's: the same answer to who claims it."""
    from ipaddress import ip_network

    from noroshi.kernel.clock import now
    from noroshi.parties.actions.claim import claim_network
    from noroshi.parties.scope import acting_as

    answers = []
    with acting_as(actors["P-WEST"]):
        for prefix in ("192.0.2.0/28", "203.0.113.0/28"):
            claim = claim_network(ip_network(prefix), by=actors["P-WEST"], at=now())
            answers.append((claim.verified_at, type(claim)))
    assert answers[0] == answers[1]


def test_the_inbox_reads_only_what_the_reader_may_see(actors):
    """Search by text uses operators that are no use to an index under a policy; the audience's
    index comes first, so that others' rows are not even looked at."""
    from noroshi.operations.database import Role, connected_as
    from noroshi.parties.scope import acting_as
    from noroshi.warnings import queries
    from noroshi.warnings.queries import Filter

    with connected_as(Role.WORKER), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO warnings_warning (id, organisation_id, audience, cause, state, urgency,"
            " raised_at, due_at, changed_at, assets, answer_reason)"
            " SELECT gen_random_uuid(), o.id, o.audience, 'CVE-2099-' || n, 'open', 2, now(),"
            " now(), now(), 1, '' FROM parties_organisation o, generate_series(1000, 4000) n"
            " WHERE o.code = 'P-EAST'"
        )
    with connected_as(Role.OWNER), connection.cursor() as cursor:
        cursor.execute("ANALYZE warnings_warning")
    for chosen in (Filter(), Filter(text="CVE-2099-3"), Filter(order="raised")):
        with acting_as(actors["P-WEST"]), connection.cursor() as cursor:
            statement, parameters = queries._statement(chosen, "", 50)
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters)
            (plan,) = cursor.fetchone()
        assert looked_at(plan[0]["Plan"], "warnings_warning") == 0, plan


def looked_at(plan: dict, table: str) -> int:
    """Rows of a table that a plan touched, kept or not."""
    own = 0
    if plan.get("Relation Name") == table:
        own = (plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)) * plan["Actual Loops"]
    return own + sum(looked_at(child, table) for child in plan.get("Plans", []))
