"""What is said about a report: asked by who reads it, answered by its reporter, ordered by its ministry;
read by whom each line names, and attacked by everybody else."""

from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from noroshi.kernel.errors import AbsentError, ConflictError, MalformedError, RefusedError
from tests.integration.reporting.test_reports import AT, incident, owed_of, submit
from tests.nation import ORGANISATIONS, POLICE, register

LATER = AT + timedelta(days=1)
DUE_ON = date(2026, 11, 20)


@pytest.fixture
def actors(database):
    return register(ORGANISATIONS + POLICE)


def act(does, *given, by, at=LATER, **more):
    from noroshi.parties.scope import acting_as

    with acting_as(by):
        return does(*given, **more, by=by, at=at)


def words(text, readers=None):
    from noroshi.reporting.threads import Words

    return Words(text, readers)


def texts(actor):
    """What an actor gets of all lines by SQL."""
    from noroshi.parties.scope import acting_as

    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute("SELECT text FROM reporting_line ORDER BY written_at, id")
        return [text for (text,) in cursor.fetchall()]


def waiting(actor):
    from noroshi.parties.scope import acting_as
    from noroshi.reporting.queries import questions

    with acting_as(actor):
        return [one.text for one in questions()]


def test_a_question_is_answered_and_read_by_whom_it_names_alone(actors):
    from noroshi.ledger.models import Entry
    from noroshi.operations.database import Role, connected_as
    from noroshi.reporting.actions.write_line import answer_question, ask_question, write_note

    report = submit(actors["P-EAST"]).report_id
    east, ministry, office = (actors[code] for code in ("P-EAST", "METI", "NCO"))
    alone = act(ask_question, report, words("Which site?", []), by=ministry)
    act(ask_question, report, words("Which version?"), by=office)
    assert waiting(east) == ["Which site?", "Which version?"]
    assert waiting(office) == ["Which version?"]
    with pytest.raises(AbsentError):
        act(answer_question, alone.id, "The north one.", by=ministry)
    act(answer_question, alone.id, "The north one.", by=east)
    act(write_note, report, words("We rang them.", ["nco"]), by=office)
    act(write_note, report, words("To all of you."), by=east)
    assert waiting(east) == ["Which version?"]
    shared = ["Which version?", "To all of you."]
    assert sorted(texts(ministry)) == sorted(["Which site?", "The north one.", *shared])
    assert sorted(texts(office)) == sorted([*shared, "We rang them."])
    assert len(texts(east)) == 5, "the reporter reads all that is said about its report"
    for stranger in ("P-WEST", "FSA", "BANK", "COMMISSION", "POLICE"):
        assert (texts(actors[stranger]), waiting(actors[stranger])) == ([], []), stranger
    with connected_as(Role.WORKER):
        kinds = [one.kind for one in Entry.objects.filter(kind__startswith="reporting.")]
    assert [kinds.count(f"reporting.{kind}") for kind in ("QuestionAsked", "QuestionAnswered")] == [2, 1]  # fmt: skip


def test_strangers_write_nothing_and_nobody_writes_what_is_anothers(actors):
    from noroshi.parties.scope import acting_as
    from noroshi.reporting.actions.write_line import ask_question, order_correction, write_note

    report = submit(actors["P-EAST"]).report_id
    act(ask_question, report, words("Which site?"), by=actors["METI"])
    for stranger in ("P-WEST", "FSA", "POLICE"):
        for does in (ask_question, write_note):
            with pytest.raises(AbsentError):
                act(does, report, words("Tell me."), by=actors[stranger])
    with pytest.raises(RefusedError):
        act(ask_question, report, words("Myself?"), by=actors["P-EAST"])
    for other in ("NCO", "P-EAST"):
        with pytest.raises(RefusedError):
            act(order_correction, report, words("Do it."), DUE_ON, by=actors[other])
    with pytest.raises(MalformedError):
        act(ask_question, report, words("And the police?", ["police"]), by=actors["METI"])
    with pytest.raises(MalformedError):
        act(order_correction, report, words("Too late."), AT.date(), by=actors["METI"])
    copy = (
        "INSERT INTO reporting_line (id, organisation_id, audience, report_id, kind, text, writer,"
        " writer_code, actor_id, read_by, written_at, ledger_entry) SELECT gen_random_uuid(),"
        " organisation_id, audience, id, {kind}, 'forged', {writer}, 'X', noroshi.actor(), '{{nco}}',"
        " now(), id FROM reporting_report"
    )
    forged = (
        ("METI", "'note'", "'operator'"),
        ("METI", "'answer'", "'ministry'"),
        ("NCO", "'order'", "'nco'"),
        ("P-EAST", "'question'", "'operator'"),
        ("P-EAST", "'answer'", "'operator'"),
    )
    for code, kind, writer in forged:
        with (
            acting_as(actors[code]),
            pytest.raises(ProgrammingError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(copy.format(kind=kind, writer=writer))
    attack = "INSERT INTO reporting_obligation (id, organisation_id, audience, report_id, regime, duty, stage, recipient, received_by, value) SELECT gen_random_uuid(), organisation_id, audience, id, 'jp-act', 'order-' || id, 'x', 'ministry', 'ministry', '{}' FROM reporting_report"
    with (
        acting_as(actors["METI"]),
        pytest.raises(ProgrammingError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(attack)
    assert texts(actors["P-EAST"]) == ["Which site?"]


def test_an_order_is_owed_until_a_correction_names_it(actors):
    from noroshi.operations.database import Role, connected_as
    from noroshi.reporting.actions.accept_report import Manner, accept_version
    from noroshi.reporting.actions.recompute_obligations import recompute_obligations
    from noroshi.reporting.actions.withdraw_report import withdraw_report
    from noroshi.reporting.actions.write_line import answer_question, order_correction

    report = submit(actors["P-EAST"]).report_id
    east, ministry = actors["P-EAST"], actors["METI"]
    order = act(order_correction, report, words("Count the people anew."), DUE_ON, by=ministry)

    def correction(actor):
        (found,) = [one for one in owed_of(actor) if one["stage"] == "correction"]
        return found

    asked = correction(east)
    assert (asked["article"], asked["tag"], asked["due_at"]) == ("Act Art. 6", "S", "2026-11-20T14:59:00Z")  # fmt: skip
    assert "所管省庁の命令があるため" in asked["why"]
    assert "命令で定めた日" in asked["why"]
    assert correction(ministry)["filed_at"] is None
    assert not [one for one in owed_of(actors["NCO"]) if one["stage"] == "correction"]
    with connected_as(Role.WORKER):
        assert recompute_obligations(at=LATER) == 0, "an order is no change of the law"
    with pytest.raises(ConflictError):
        act(answer_question, order.id, "We shall.", by=east)
    with pytest.raises(ConflictError):
        act(withdraw_report, report, "Away with it.", by=east)
    submit(east, incident(people={"affected": 3}), report=report, at=LATER)
    assert correction(east)["filed_at"] is None, "a supplement meets no order"
    other = submit(east).report_id
    for wrong, error in (
        (Manner(report, "", order.id), MalformedError),
        (Manner(other, "Miscounted.", order.id), AbsentError),
    ):
        with pytest.raises(error):
            act(accept_version, incident(), wrong, by=east)
    manner = Manner(report, "Miscounted.", order.id)
    met = act(accept_version, incident(people={"affected": 4}), manner, by=east)
    assert (met.act, correction(ministry)["state"]) == ("correction", "filed")
    assert waiting(east) == []
    assert texts(ministry) == ["Count the people anew.", "Miscounted."]
    with pytest.raises(ConflictError):
        act(accept_version, incident(), manner, by=east)
    act(withdraw_report, report, "A drill.", by=east)
    with pytest.raises(ConflictError):
        act(order_correction, report, words("Again."), DUE_ON, by=ministry)
