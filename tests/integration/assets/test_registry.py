"""Specified computers: proposed by what they are linked to, registered, followed, and whose they are."""

import io
from datetime import UTC, date, datetime

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import translation

from noroshi.kernel.errors import AbsentError, MalformedError, RefusedError
from tests.integration.reporting.test_reports import incident, owed_of, submit
from tests.nation import HEAD, bring_assets, register

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
ON = date(2026, 11, 20)
SHEET = HEAD + (
    "Control,scada,plc-1,Example Works,Controller,1.0,,,192.0.2.1,2024-01-01\n"
    "Control,scada,console,Microsoft,Windows Server 2022,,,,192.0.2.2,2024-01-01\n"
    "Gateway,maintenance,gate-1,Example Works,Gate,7.2,,,192.0.2.3,2026-11-01\n"
    "Billing,records,db-1,Example Works,Database,5,,,,\n"
    "Far,office,pc-1,Example Works,Desk,1,,,,\n"
    "Island,office,pc-2,Example Works,Desk,1,,,,\n"
)
LINKS = (
    "system,kind,to_system,over\n"
    "Control,service,,Supply (fictional)\n"
    "Gateway,line,Control,leased line 1\n"
    "Billing,records,Gateway,nightly load\n"
    "Far,line,Gateway,leased line 2\n"
    "Control,line,Far,leased line 3\n"  # a ring
    "Control,records,Island,exports\n"  # away from the service: no candidate
)


@pytest.fixture
def nation(database):
    actors = register()
    bring_assets(actors["P-EAST"], SHEET)
    return actors


def connect(actor, text=LINKS):
    from noroshi.assets.actions.import_connections import import_connections
    from noroshi.formats.connection_sheets import read_connections
    from noroshi.parties.scope import acting_as

    with acting_as(actor):
        rows = read_connections(io.BytesIO(text.encode()), source="links.csv")
        return import_connections(rows, source="links.csv", by=actor, at=AT)


def candidates(actor):
    from noroshi.assets.registry import candidates
    from noroshi.entrypoints.registry_shapes import candidate_json
    from noroshi.parties.scope import acting_as

    with acting_as(actor), translation.override("en"):
        found = candidates(actor.organisation, on=ON)
        return {one.name: candidate_json(one) for one in found}


def enter(actor, assets, on=ON):
    from noroshi.assets.actions.register_computers import register_computers
    from noroshi.parties.scope import acting_as

    with acting_as(actor):
        return register_computers(assets, on=on, by=actor, at=AT)


def seen(actor):
    from noroshi.assets import registry
    from noroshi.entrypoints.registry_shapes import change_json, computer_json
    from noroshi.parties.scope import acting_as
    from noroshi.reporting.queries import in_force

    with acting_as(actor):
        regimes = in_force()
        computers = {one.name: computer_json(one) for one in registry.computers()}
        changes = [change_json(one, regimes) for one in registry.pending_changes()]
    return computers, {(one["name"], one["kind"]): one for one in changes}


def test_what_the_service_is_linked_to_is_proposed_with_the_reason(nation):
    east = nation["P-EAST"]
    assert candidates(east) == {}
    result = connect(
        east, LINKS + "Nowhere,line,Control,x\nControl,line,Control,x\nControl,wire,Far,\n"
    )
    assert (result.accepted, len(result.refused)) == (6, 3)
    found = candidates(east)
    assert {name: one["links"] for name, one in found.items()} == {
        "plc-1": 0, "console": 0, "gate-1": 1, "pc-1": 1, "db-1": 2,
    }  # fmt: skip
    assert found["gate-1"]["why"] == "Linked to Control over leased line 1"
    assert found["db-1"]["why"] == "What it produces is loaded into Gateway: nightly load"
    assert [name for name, one in found.items() if one["exempt"]] == ["console"]
    again = connect(east)
    assert (again.accepted, again.unchanged) == (0, 6)
    connect(east, "system,kind,to_system,over\nGateway,service,,Supply\n")
    assert set(candidates(east)) == {"gate-1"}


def test_registration_is_followed_and_says_by_when_to_notify(nation):
    from noroshi.assets.actions.register_computers import follow_registered, notify_registration
    from noroshi.ledger.models import Entry
    from noroshi.operations.database import Role, connected_as
    from noroshi.parties.scope import acting_as

    east = nation["P-EAST"]
    connect(east)
    chosen = [one["asset"] for one in candidates(east).values()]
    done = enter(east, chosen)
    assert (done.registered, done.exempt, done.unchanged) == (4, 1, 0)
    assert enter(east, chosen).unchanged == 4
    assert set(candidates(east)) == {"console"}
    _, pending = seen(east)
    assert pending["plc-1", "registered"]["due_at"] == "2027-03-31T14:59:00Z"
    assert pending["gate-1", "registered"]["due_at"] is None
    assert pending["gate-1", "registered"]["unset"] == "act.register.new_days"
    assert all(one["ledger_entry"] for one in pending.values())
    with acting_as(east):
        assert notify_registration(on=ON, by=east, at=AT) == 4
    assert seen(east)[1] == {}
    # A newer version of one, another gone; the rest is as it was.
    changed = SHEET.replace("Gate,7.2", "Gate,7.4").replace(
        "Billing,records,db-1", "Billing,records,db-9"
    )
    bring_assets(east, changed.replace("plc-1,Example Works,Controller,1.0,,,192.0.2.1",
                                       "plc-1,Example Works,Controller,1.0,,,192.0.2.9"))  # fmt: skip
    with connected_as(Role.WORKER):
        assert follow_registered(at=AT) == 2
        assert follow_registered(at=AT) == 0
        assert Entry.objects.filter(kind="assets.ComputersFollowed").count() == 1
    computers, pending = seen(east)
    assert set(pending) == {("gate-1", "changed"), ("db-1", "removed")}
    assert computers["gate-1"]["version"] == "7.4"
    assert computers["db-1"]["removed_on"]
    assert computers["plc-1"]["removed_on"] is None


def test_what_is_exempt_from_registration_is_reported_all_the_same(nation):
    east = nation["P-EAST"]
    connect(east)
    assert candidates(east)["console"]["exempt"] == "Notice No. 1 of 2026"
    assert enter(east, [candidates(east)["console"]["asset"]]).registered == 0
    submit(east, incident(systems=[{"name": "Control: console, Windows Server 2022"}]))
    owed = {(one["regime"], one["stage"], one["recipient"]) for one in owed_of(east)}
    assert {("jp-act", stage, who) for stage in ("first", "full")
            for who in ("ministry", "prime_minister")} <= owed  # fmt: skip


def test_others_see_what_the_law_gives_them_and_change_nothing(nation):
    from noroshi.parties.scope import acting_as

    east = nation["P-EAST"]
    connect(east)
    chosen = [one["asset"] for one in candidates(east).values()]
    enter(east, chosen)
    assert len(seen(nation["METI"])[0]) == 4
    for stranger in ("P-WEST", "BANK", "FSA"):
        assert seen(nation[stranger]) == ({}, {}), stranger
        with pytest.raises(AbsentError):
            enter(nation[stranger], chosen)
    for stranger in ("P-WEST", "METI", "NCO"):
        with acting_as(nation[stranger]), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM assets_connection")
            assert cursor.fetchone()[0] == 0, "how systems are linked is nobody else's business"
            for attack in (
                "UPDATE assets_registrationchange SET notified_on = now()",
                "DELETE FROM assets_connection",
            ):
                cursor.execute(attack)
                assert cursor.rowcount == 0, (attack, stranger)
        for table in ("specifiedcomputer", "registrationchange"):
            with (
                acting_as(nation[stranger]),
                pytest.raises(ProgrammingError),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(f"DELETE FROM assets_{table}")
    with pytest.raises(MalformedError):
        enter(east, chosen, on=date(2026, 11, 21))
    reader = east.__class__(
        **{name: getattr(east, name) for name in east.__slots__} | {"role": "reader"}
    )
    with pytest.raises(RefusedError):
        enter(reader, chosen)
