"""What is owed of specified computers: on the board, in reminders and calendars, and whose it is."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from tests.integration.assets.test_registry import AT, ON, SHEET, candidates, connect, enter
from tests.nation import bring_assets, register

DUE = datetime(2027, 3, 31, 14, 59, tzinfo=UTC)  # the last minute of the day, in Tokyo


@pytest.fixture
def nation(database):
    actors = register()
    bring_assets(actors["P-EAST"], SHEET)
    connect(actors["P-EAST"])
    return actors


def owe(at=AT):
    from noroshi.operations.database import Role, connected_as
    from noroshi.reporting.actions.owe_registration import owe_registration

    with connected_as(Role.WORKER):
        return owe_registration(at=at)


def remind(at):
    from noroshi.operations.database import Role, connected_as
    from noroshi.reporting.actions.remind import remind
    from noroshi.warnings.actions.plan_reminders import plan_reminders

    with connected_as(Role.WORKER), transaction.atomic():
        made = remind(at=at)
        plan_reminders(made, at=at)
        return made


def notify(actor, on=ON):
    from noroshi.assets.actions.register_computers import notify_registration
    from noroshi.parties.scope import acting_as

    with acting_as(actor):
        notify_registration(on=on, by=actor, at=AT)
    owe()


def seen(actor):
    """As the board, the interface and the command line show it."""
    from noroshi.entrypoints.report_shapes import obligation_json
    from noroshi.parties.scope import acting_as
    from noroshi.reporting.board import obligations, whole

    with acting_as(actor):
        return {one["stage"]: one for one in map(obligation_json, whole(obligations(now=AT)))}


def enter_all(actor, but=()):
    chosen = [one["asset"] for name, one in candidates(actor).items() if name not in but]
    enter(actor, chosen)
    owe()


def test_registrations_are_owed_by_their_stage_until_all_are_notified(nation):
    from noroshi.ledger.models import Entry
    from noroshi.operations.database import Role, connected_as

    east = nation["P-EAST"]
    assert owe() == 0
    enter_all(east, but=["db-1"])
    owed = seen(east)
    assert set(owed) == {"existing", "new"}
    existing, new = owed["existing"], owed["new"]
    assert (existing["report"], existing["duty"]) == (None, "registration")
    assert existing["due_at"] == "2027-03-31T14:59:00Z"
    assert (existing["article"], existing["state"]) == ("Act Art. 4", "due")
    assert "Act Art. 4" in existing["why"]
    assert (new["due_at"], new["state"]) == (None, "unset")
    assert owe() == 0, "what is as it should be is left alone"
    notify(east)
    assert {one["state"] for one in seen(east).values()} == {"filed"}
    enter(east, [candidates(east)["db-1"]["asset"]])
    assert owe() == 1
    assert seen(east)["new"]["state"] == "unset", "one more is to be notified"
    assert seen(east)["existing"]["state"] == "filed"
    with connected_as(Role.WORKER):
        assert Entry.objects.filter(kind="reporting.RegistrationOwed").count() == 3


def test_they_are_reminded_of_once_and_stand_in_the_calendar(nation):
    from noroshi.parties.scope import acting_as
    from noroshi.reporting import calendars
    from noroshi.reporting.reminders import still_owed
    from noroshi.warnings.letters import deadlines

    east = nation["P-EAST"]
    enter_all(east)
    assert remind(DUE - timedelta(hours=25)) == []
    (made,) = remind(DUE - timedelta(hours=24))
    assert remind(DUE - timedelta(hours=24)) == []
    with acting_as(east):
        (due,) = still_owed([made.id])
        (event,) = calendars.events(language="en", address="https://noroshi.example")
        assert calendars.changed_at() == AT
    assert (due.report, due.until) == (None, DUE)
    body = deadlines([due], organisation="P-EAST", at=AT, address="https://noroshi.example")
    assert '"report":null' in body
    assert "https://noroshi.example/specified/?state=pending" in body
    assert event.at == DUE
    assert event.summary == "jp-act: Registration of what there was to the competent minister"
    with acting_as(nation["P-WEST"]):
        assert still_owed([made.id]) == []
        assert calendars.events(language="en", address="") == []
    notify(east)
    assert remind(DUE) == []
    with acting_as(east):
        assert still_owed([made.id]) == []
        assert calendars.events(language="en", address="") == []


def test_the_minister_sees_them_and_nobody_else_sees_or_makes_them(nation):
    from noroshi.parties.scope import acting_as

    east = nation["P-EAST"]
    enter_all(east)
    assert set(seen(nation["METI"])) == {"existing", "new"}
    copied = (
        "INSERT INTO reporting_obligation (id, organisation_id, audience, regime, duty, stage,"
        " recipient, received_by, value) VALUES (gen_random_uuid(), noroshi.organisation(),"
        " noroshi.own_audience(), 'jp-act', 'registration', 'x', 'ministry', 'ministry', '{}')"
    )
    for code in ("P-WEST", "BANK", "FSA", "NCO", "COMMISSION"):
        assert seen(nation[code]) == {}, code
    for code in ("P-EAST", "P-WEST", "METI"):
        with acting_as(nation[code]), connection.cursor() as cursor:
            cursor.execute("DELETE FROM reporting_obligation")
            assert cursor.rowcount == 0, "who owes it does not take it away"
        with (
            acting_as(nation[code]),
            pytest.raises(ProgrammingError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(copied)


def test_what_was_introduced_before_the_law_is_owed_as_what_there_was():
    from noroshi.reporting.regimes import regimes
    from noroshi.reporting.registration import registration_owed

    for day, stage in ((date(2026, 9, 30), "existing"), (date(2026, 10, 1), "new")):
        assert registration_owed("operator", "gas", day, regimes()).step.stage == stage
    assert registration_owed("sme", "", ON, regimes()) is None
