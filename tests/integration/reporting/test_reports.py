"""Reports: accepted whole or not at all, read by whom the law names, attacked by everybody else."""

import json
from datetime import UTC, datetime

import pytest
from django.db import ProgrammingError, connection, transaction

from noroshi.kernel.errors import AbsentError, MalformedError, RefusedError
from tests.nation import ORGANISATIONS, register

AT = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
TABLES = ("report", "version", "obligation", "filing")
SMALL = "TOWN,Town (fictional),町（架空）,local_government,,,,\n"


@pytest.fixture
def actors(database):
    return register(ORGANISATIONS + SMALL)


def incident(kind="ransomware", **changed):
    from noroshi.reporting.incident import Kind, example, read_incident

    return read_incident(json.dumps({**json.loads(example(Kind(kind))), **changed}).encode(), "f")


def submit(actor, given=None, *, report=None, at=AT):
    from noroshi.parties.scope import acting_as
    from noroshi.reporting.actions.accept_report import accept_report

    with acting_as(actor):
        return accept_report(given or incident(), report=report, by=actor, at=at)


def counts(actor):
    """How many rows of each table an actor gets by SQL."""
    from noroshi.parties.scope import acting_as

    with acting_as(actor), connection.cursor() as cursor:
        found = []
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM reporting_{table}")
            found.append(cursor.fetchone()[0])
        return found


def owed_of(actor):
    from noroshi.entrypoints.report_shapes import obligation_json
    from noroshi.parties.scope import acting_as
    from noroshi.reporting.board import obligations, whole

    with acting_as(actor):
        return [obligation_json(row) for row in whole(obligations())]


def consequence(actor):
    """What became of the obligations with the newest version, as an actor gets it by SQL."""
    from noroshi.parties.scope import acting_as
    from noroshi.reporting.models import Consequence

    with acting_as(actor):
        found = Consequence.objects.order_by("-version_id").first()
        return found and found.sentences


def test_a_report_is_accepted_with_its_entry_and_obligations_of_every_regime(actors):
    from noroshi.entrypoints.report_shapes import promised_json
    from noroshi.parties.scope import acting_as

    version = submit(actors["P-EAST"])
    owed = {(o["regime"], o["stage"], o["recipient"]): o for o in owed_of(actors["P-EAST"])}
    assert {key[:2] for key in owed} == {
        ("jp-act", "first"), ("jp-act", "full"),
        ("jp-appi", "first"), ("jp-appi", "full"), ("jp-appi", "persons"),
    }  # fmt: skip
    assert owed["jp-act", "first", "ministry"]["state"] == "filed"
    assert owed["jp-appi", "first", "privacy_commission"]["filed_at"] is None
    assert owed["jp-act", "full", "ministry"]["due_at"] == "2026-12-02T14:59:00Z"
    assert owed["jp-appi", "full", "privacy_commission"]["due_at"] == "2027-01-01T14:59:00Z"
    assert owed["jp-appi", "persons", "people"]["state"] == "unset"
    with acting_as(actors["P-EAST"]):
        receipt = promised_json(version)
    assert receipt["number"].startswith("20261102-")
    assert str(version.ledger_entry) in receipt["promise"]


def test_whom_the_law_names_reads_what_is_owed_to_it_and_nobody_else_anything(actors):
    submit(actors["P-EAST"])
    own = counts(actors["P-EAST"])
    assert own == [1, 1, 7, 1]
    assert counts(actors["METI"]) == counts(actors["NCO"]) == [1, 1, 2, 1]
    for actor, recipient in (("METI", "ministry"), ("NCO", "prime_minister")):
        assert {o["recipient"] for o in owed_of(actors[actor])} == {recipient}
    for stranger in ("FSA", "P-WEST", "BANK", "COMMISSION", "TOWN"):
        assert counts(actors[stranger]) == [0, 0, 0, 0], stranger


def test_a_stranger_writes_nothing_of_anothers(actors):
    from noroshi.parties.scope import acting_as

    version = submit(actors["P-EAST"])
    with pytest.raises(AbsentError):
        submit(actors["P-WEST"], report=version.report_id)
    with pytest.raises(AbsentError):
        submit(actors["METI"], report=version.report_id)
    for attack in (
        "UPDATE reporting_report SET read_by = '{operator}'",
        "DELETE FROM reporting_obligation",
    ):
        for stranger in ("METI", "P-WEST"):
            with acting_as(actors[stranger]), connection.cursor() as cursor:
                cursor.execute(attack)
                assert cursor.rowcount == 0, (attack, stranger)
    copy = (
        "INSERT INTO reporting_filing (id, organisation_id, audience, report_id, version_id, regime,"
        " duty, stage, filed_at) SELECT gen_random_uuid(), organisation_id, audience, report_id, id,"
        " 'jp-act', 'incident', 'full', now() FROM reporting_version"
    )
    with (
        acting_as(actors["METI"]),
        pytest.raises(ProgrammingError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(copy)
    with (
        acting_as(actors["P-EAST"]),
        pytest.raises(ProgrammingError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE reporting_version SET content = '{}'")


def test_a_next_version_says_what_changed_and_files_the_next_stage(actors):
    one = submit(actors["P-EAST"], incident(people={}, traits=["intrusion"]))
    assert {o["regime"] for o in owed_of(actors["P-EAST"])} == {"jp-act"}
    when = {"aware": "2026-10-31T09:00:00+09:00"}
    given = incident(stage="full", when=when, people={"affected": 2_000_000}, traits=["intrusion"])
    two = submit(
        actors["P-EAST"], given, report=one.report_id, at=datetime(2026, 11, 9, tzinfo=UTC)
    )
    assert (two.number, counts(actors["P-EAST"])) == (2, [1, 2, 7, 2])
    sentences = consequence(actors["P-EAST"])
    said = "\n".join(sentences["en"])
    assert "New: Full report to the Personal Information Protection Commission" in said
    assert "data of more than 1,000 people leaked" in said
    assert "Filed: Full report to the competent minister" in said
    assert len(sentences["ja"]) == len(sentences["en"])
    assert all(consequence(actors[other]) is None for other in ("METI", "NCO", "P-WEST"))
    states = {(o["stage"], o["recipient"]): o["state"] for o in owed_of(actors["METI"])}
    assert states == {("first", "ministry"): "filed", ("full", "ministry"): "filed"}


def test_one_filing_never_discharges_another_regime_and_nothing_is_half_stored(actors):
    wrong = {
        "regimes[0]: nothing of this incident is filed here": {"regimes": ["jp-appi"]},
        "stage: the law asks for other stages: jp-act: first, full": {"stage": "early"},
        "regimes[1]: nothing of this": {"regimes": ["jp-act", "cra"]},
    }
    for reason, changed in wrong.items():
        with pytest.raises(MalformedError) as refused:
            submit(actors["P-EAST"], incident(**changed))
        assert reason in refused.value.detail
    with pytest.raises(MalformedError):
        submit(actors["TOWN"])
    with pytest.raises(RefusedError):
        submit(type(actors["P-EAST"])(**{**vars_of(actors["P-EAST"]), "role": "reader"}))
    assert counts(actors["P-EAST"]) == [0, 0, 0, 0]
    elsewhere = {
        "regime": "jp-appi", "duty": "leak", "stage": "first", "at": "2026-11-02T10:00:00+09:00",
    }  # fmt: skip
    submit(actors["P-EAST"], incident(filed_elsewhere=[elsewhere]))
    states = {(o["regime"], o["stage"]): o["state"] for o in owed_of(actors["P-EAST"])}
    assert states["jp-appi", "first"] == "filed"
    assert states["jp-appi", "full"] != "filed"


def vars_of(actor):
    return {name: getattr(actor, name) for name in actor.__slots__}


def test_what_is_owed_follows_when_a_regime_is_confirmed_or_withdrawn(actors):
    from noroshi.ledger.models import Entry
    from noroshi.operations.database import Role, connected_as
    from noroshi.pipeline import complete_handoffs
    from noroshi.reporting.actions.confirm_regime import Word, confirm_regime, withdraw_regime

    word = Word("A. Nonymous", "Read in the gazette.")
    bound = incident(traits=["intrusion", "significant"], reporter={"bound_by": ["nis2"]})
    submit(actors["P-EAST"], bound)
    submit(actors["P-WEST"], incident(traits=["intrusion"]))

    def regimes():
        with connected_as(Role.WORKER):
            complete_handoffs()
        return {one["regime"] for one in owed_of(actors["P-EAST"])}

    assert "nis2" not in regimes()
    before = owed_of(actors["P-WEST"])
    with connected_as(Role.WORKER):
        confirm_regime("nis2", AT.date().replace(day=1), word, by=None, at=AT)
    assert "nis2" in regimes()
    assert owed_of(actors["P-WEST"]) == before, "what is as it should be is left alone"
    with connected_as(Role.WORKER):
        kinds = [one.kind for one in Entry.objects.all()]
        assert kinds.count("reporting.ObligationsRecomputed") == 1
        withdraw_regime("nis2", word, by=None, at=AT)
    assert "nis2" not in regimes()


def test_a_version_on_paper_is_addressed_alike_whoever_asks(actors):
    from noroshi.parties.scope import acting_as
    from noroshi.reporting.queries import filed, report, versions

    made = submit(actors["P-EAST"])
    for reader in ("P-EAST", "METI", "NCO"):
        with acting_as(actors[reader]):
            paper = filed(versions(report(made.report_id))[0])
        assert [one.value for one in paper.recipients] == ["ministry", "prime_minister"], reader
