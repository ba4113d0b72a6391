"""Entries commit with their acts, are sequenced once each, and cannot be tampered with unseen."""

import io
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import DataError, Error, connection, connections, transaction
from django.db.utils import OperationalError, ProgrammingError

from noroshi.kernel.errors import AbsentError, RefusedError, UnavailableError
from noroshi.kernel.facts import Fact
from noroshi.kernel.identifiers import uuid7
from noroshi.ledger import merkle, models, queries
from noroshi.ledger.actions import sequence
from noroshi.ledger.actions.export_log import export_log
from noroshi.ledger.actions.issue_receipt import issue_receipt
from noroshi.ledger.actions.record import record
from noroshi.ledger.actions.sequence import sequence_pending
from noroshi.ledger.entries import digest_of, entry_line
from noroshi.ledger.notes import read_keys, read_note, require_signed
from noroshi.ledger.signing import signing_keys
from noroshi.ledger.verify import Kind, State, verify_export
from noroshi.operations.database import Role, connected_as, owner_parameters, parameters_for

AT = datetime(2026, 11, 22, 3, 4, 5, 678900, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Happened(Fact):
    """Something fictional."""

    @classmethod
    def name(cls) -> str:
        return "tests.Happened"


@pytest.fixture
def worker(database):
    with connected_as(Role.WORKER):
        yield


def act(subject="thing:1", organisation=None, detail=None):
    with transaction.atomic():
        return record(Happened(subject, organisation, detail), by=None, at=AT)


def acts(count):
    return [act(f"thing:{number}") for number in range(count)]


def exported():
    while not sequence_pending().is_last:
        pass
    stream = io.BytesIO()
    export_log(stream)
    return stream.getvalue()


def verified(octets, **options):
    keys = signing_keys().public_key_text()
    return verify_export(io.BytesIO(octets), keys=keys, **options)


@contextmanager
def owner():
    """Who owns the tables and lifts what binds even the owner."""
    with psycopg.connect(**owner_parameters(), autocommit=True) as session:
        tables = ("ledger_entry", "ledger_tile")
        for table in tables:
            session.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        try:
            yield session
        finally:
            session.execute("ALTER TABLE ledger_entry ENABLE TRIGGER USER")
            for table in tables:
                session.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


@contextmanager
def tampering():
    with owner() as session:
        session.execute("ALTER TABLE ledger_entry DISABLE TRIGGER USER")
        yield session


def test_an_entry_commits_with_its_act(worker):
    id_ = act("thing:7", uuid7(), {"a": 1})
    row = queries.entry(id_)
    assert (row.kind, row.subject, row.at, row.seq) == ("tests.Happened", "thing:7", AT, None)


def test_an_entry_goes_with_its_act(worker):
    with transaction.atomic():
        record(Happened("thing:7", None), by=None, at=AT)
        transaction.set_rollback(True)
    assert models.Entry.objects.count() == models.Nonce.objects.count() == 0


@pytest.mark.parametrize("subject", ["thing:\0", "x" * 201])
def test_what_is_no_text_of_ours_is_refused_whole(worker, subject):
    with pytest.raises(DataError), transaction.atomic():
        record(Happened(subject, None), by=None, at=AT)
    assert models.Entry.objects.count() == models.Nonce.objects.count() == 0


def test_outside_a_transaction_nothing_is_recorded(database):
    with pytest.raises(RuntimeError):
        record(Happened("thing:7", None), by=None, at=AT)


def test_the_web_role_records_without_seeing(database):
    id_ = act()
    with pytest.raises(AbsentError):
        queries.entry(id_)
    with connected_as(Role.WORKER):
        assert queries.entry(id_).id == id_


def test_the_digest_opens_with_the_nonce_and_survives_it(worker):
    organisation = uuid7()
    id_ = act("thing:7", organisation, {"secret": "狼煙"})
    nonce = bytes(models.Nonce.objects.get(entry_id=id_).nonce)
    fact = Happened("thing:7", organisation, {"secret": "狼煙"})
    assert bytes(queries.entry(id_).digest) == digest_of(fact, nonce=nonce)
    models.Nonce.objects.filter(entry_id=id_).delete()
    assert verified(exported()).state is State.AUTHENTICATED


def test_an_empty_log_is_signed(worker):
    batch = sequence_pending()
    assert (batch.first, batch.entries, batch.is_last) == (0, (), True)
    assert queries.latest_checkpoint().size == 0
    sequence_pending()
    assert models.Checkpoint.objects.count() == 1


def test_pending_entries_are_merged_in_order(worker):
    ids = acts(300)
    batch = sequence_pending()
    assert [entry.id for entry in batch.entries] == ids
    rows = list(models.Entry.objects.order_by("seq"))
    assert [row.seq for row in rows] == list(range(300))
    lines = [entry_line(queries.content(row)) for row in rows]
    checkpoint = queries.latest_checkpoint()
    assert bytes(checkpoint.root) == merkle.root_of(map(merkle.leaf_hash, lines))
    note = read_note(checkpoint.note)
    require_signed(note, read_keys(signing_keys().public_key_text()))


def test_batches_follow_one_another(worker, monkeypatch):
    monkeypatch.setattr(sequence, "BATCH", 7)
    ids = acts(20)
    batches = [sequence_pending() for _ in range(3)]
    assert [batch.first for batch in batches] == [0, 7, 14]
    assert [batch.is_last for batch in batches] == [False, False, True]
    assert [entry.id for batch in batches for entry in batch.entries] == ids
    assert verified(exported()).entries == 20


def test_what_commits_late_is_not_skipped(worker):
    late = threading.Event(), threading.Event()

    def slowly():
        with transaction.atomic():
            record(Happened("thing:late", None), by=None, at=AT)
            late[0].set()
            late[1].wait(10)
        connections.close_all()

    thread = threading.Thread(target=slowly)
    thread.start()
    late[0].wait(10)
    act("thing:early")
    assert [entry.subject for entry in sequence_pending().entries] == ["thing:early"]
    late[1].set()
    thread.join()
    assert [entry.subject for entry in sequence_pending().entries] == ["thing:late"]


def test_a_batch_is_in_the_order_of_transactions(worker):
    begun, go = threading.Event(), threading.Event()

    def first():
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_current_xact_id()")
            begun.set()
            go.wait(10)
            record(Happened("thing:first", None), by=None, at=AT)
        connections.close_all()

    thread = threading.Thread(target=first)
    thread.start()
    begun.wait(10)
    act("thing:second")
    go.set()
    thread.join()
    subjects = [entry.subject for entry in sequence_pending().entries]
    assert subjects == ["thing:first", "thing:second"]


def test_writers_and_sequencers_at_once_lose_and_repeat_nothing(worker):
    done = threading.Event()
    merged: list[list] = [[], []]

    def write(number):
        for count in range(40):
            act(f"thing:{number}/{count}")
        connections.close_all()

    def merge(into):
        while not done.is_set():
            into.extend(entry.subject for entry in sequence_pending().entries)
        connections.close_all()

    writers = [threading.Thread(target=write, args=[number]) for number in range(4)]
    sequencers = [threading.Thread(target=merge, args=[into]) for into in merged]
    for thread in (*writers, *sequencers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in sequencers:
        thread.join()
    rest = [entry.subject for entry in sequence_pending().entries]
    expected = [f"thing:{number}/{count}" for number in range(4) for count in range(40)]
    assert sorted([*merged[0], *merged[1], *rest]) == sorted(expected)
    assert verified(exported()).entries == 160


def test_a_crash_while_merging_leaves_all_or_nothing(worker, monkeypatch):
    acts(5)
    sequence_pending()
    before = queries.latest_checkpoint().note
    ids = acts(5)

    def die(size, root):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with monkeypatch.context() as patch:
        patch.setattr(sequence, "_sign", die)
        with pytest.raises(OperationalError):
            sequence_pending()
    connection.close()
    assert queries.latest_checkpoint().note == before
    assert [entry.id for entry in sequence_pending().entries] == ids
    assert verified(exported(), since=before).state is State.AUTHENTICATED


def test_merging_notifies_with_the_size_alone(worker):
    with psycopg.connect(**parameters_for(Role.WEB), autocommit=True) as session:
        session.execute("LISTEN ledger")
        acts(3)
        sequence_pending()
        (notification,) = session.notifies(timeout=5, stop_after=1)
        assert notification.payload == "3"


def test_of_each_hour_the_last_checkpoint_is_kept(worker, monkeypatch):
    for minutes in (0, 20, 40, 60, 80):
        monkeypatch.setattr(sequence, "now", lambda at=AT + timedelta(minutes=minutes): at)
        act()
        sequence_pending()
    assert list(models.Checkpoint.objects.values_list("size", flat=True)) == [3, 5]


def test_proofs_hold(worker):
    ids = acts(5)
    sequence_pending()
    old = queries.latest_checkpoint()
    ids += acts(270)
    sequence_pending()
    new = queries.latest_checkpoint()
    for number in (0, 4, 5, 255, 256, 274):
        proof = queries.prove(ids[number])
        assert proof.number == number
        assert merkle.is_included(
            merkle.leaf_hash(proof.line),
            index=number,
            size=275,
            path=proof.path,
            root=bytes(new.root),
        )
        assert proof.document()["checkpoint"] == new.note
    assert merkle.is_consistent(
        old_size=5,
        old_root=bytes(old.root),
        size=275,
        root=bytes(new.root),
        path=queries.consistency(5).path,
    )


def test_what_is_pending_has_no_proof_yet(worker):
    id_ = act()
    with pytest.raises(UnavailableError):
        queries.prove(id_)


@pytest.mark.parametrize("size", [-1, 1, 10**30])
def test_a_size_that_was_never_reached_is_absent(worker, size):
    sequence_pending()
    with pytest.raises(AbsentError):
        queries.consistency(size)


def test_pages_run_from_the_newest_to_the_first(worker):
    mine, yours, nobodys = uuid7(), uuid7(), uuid7()
    for number in range(9):
        act(f"thing:{number}", [mine, yours, None][number % 3])
    sequence_pending()
    act("thing:pending", mine)

    def pages(*of, limit):
        numbers, before = [], None
        while not numbers or before is not None:
            page, before = queries.entries_page(of, before=before, limit=limit)
            assert len(page) <= limit
            numbers += [row.seq for row in page]
        return numbers

    assert pages(mine, yours, None, nobodys, limit=2) == [8, 7, 6, 5, 4, 3, 2, 1, 0]
    assert pages(mine, yours, limit=2) == [7, 6, 4, 3, 1, 0]
    assert pages(yours, limit=3) == [7, 4, 1]
    assert pages(None, limit=1) == [8, 5, 2]
    assert queries.entries_page([nobodys]) == ([], None)


def test_an_export_waits_for_what_is_pending(worker):
    sequence_pending()
    act()
    timer = threading.Timer(0.3, lambda: (sequence_pending(), connections.close_all()))
    timer.start()
    stream = io.BytesIO()
    assert export_log(stream) == 1
    timer.join()


def test_an_export_without_a_worker_says_so(worker, monkeypatch):
    monkeypatch.setattr("noroshi.ledger.actions.export_log.MERGE_WITHIN", timedelta(0))
    sequence_pending()
    act()
    with pytest.raises(UnavailableError, match="nobody merges"):
        export_log(io.BytesIO())


def test_a_receipt_promises_the_leaf_that_is_merged(worker):
    id_ = act()
    note = read_note(issue_receipt(id_, at=AT))
    require_signed(note, signing_keys().verifiers)
    sequence_pending()
    assert note.text.splitlines()[3] == queries.prove(id_).document()["leaf_hash"]


def test_an_export_verifies_and_holds_what_was_pending(worker):
    acts(3)
    sequence_pending()
    since = queries.latest_checkpoint().note
    acts(600)
    verdict = verified(exported(), since=since)
    assert (verdict.state, verdict.entries) == (State.AUTHENTICATED, 603)


@pytest.mark.parametrize("role", [Role.WEB, Role.WORKER])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET subject = 'x'",
        "UPDATE ledger_entry SET xid = '1'",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_entry",
        "DELETE FROM ledger_tile",
        "UPDATE ledger_nonce SET nonce = ''",
        "UPDATE ledger_checkpoint SET note = ''",
        "ALTER TABLE ledger_entry DISABLE TRIGGER USER",
        "INSERT INTO ledger_entry (id, seq) VALUES (gen_random_uuid(), 0)",
        "INSERT INTO ledger_entry (id, xid) VALUES (gen_random_uuid(), '1')",
    ],
)
def test_no_restricted_role_may_rewrite(database, role, statement):
    with connected_as(role), connection.cursor() as cursor, pytest.raises(ProgrammingError):
        cursor.execute(statement)


def test_the_web_role_may_not_sequence(database):
    with pytest.raises(Error):
        sequence_pending()


def test_a_number_is_given_once(worker):
    acts(2)
    sequence_pending()
    for number in ("9", "NULL"):
        with connection.cursor() as cursor, pytest.raises(Error, match="not changed"):
            cursor.execute(f"UPDATE ledger_entry SET seq = {number} WHERE seq = 1")


@pytest.mark.parametrize(
    "statement",
    ["UPDATE ledger_entry SET subject = 'x'", "DELETE FROM ledger_entry"],
)
def test_not_even_the_owner_rewrites_by_mistake(worker, statement):
    acts(2)
    with owner() as session, pytest.raises(psycopg.errors.RestrictViolation):
        session.execute(statement)


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("UPDATE ledger_entry SET subject = 'forged' WHERE seq = 3", Kind.ALTERED),
        ("DELETE FROM ledger_entry WHERE seq = 3", Kind.MISSING),
    ],
)
def test_what_is_tampered_with_in_the_database_is_named(worker, statement, kind):
    ids = acts(10)
    sequence_pending()
    with tampering() as session:
        session.execute(statement)
    finding = verified(exported()).findings[-1]
    assert (finding.kind, finding.number) == (kind, 3)
    assert finding.id == (str(ids[3]) if kind is Kind.ALTERED else None)


def test_an_altered_entry_is_not_proven(worker):
    ids = acts(10)
    sequence_pending()
    with tampering() as session:
        session.execute("UPDATE ledger_entry SET subject = 'forged' WHERE seq = 3")
    with pytest.raises(RefusedError, match="entry 3"):
        queries.prove(ids[3])
    queries.prove(ids[4])


def test_nothing_is_signed_on_top_of_a_rewritten_tree(worker):
    acts(10)
    sequence_pending()
    with owner() as session:
        session.execute(
            "UPDATE ledger_tile SET hashes = set_byte(hashes, 39, get_byte(hashes, 39) # 1)"
        )
    acts(1)
    with pytest.raises(RefusedError, match="not that of the checkpoint of 10"):
        sequence_pending()
