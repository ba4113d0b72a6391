"""What an auditor is told of an exported log, and what they are not fooled by."""

import io
import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import pytest

from noroshi.kernel.errors import MalformedError, RefusedError
from noroshi.ledger import merkle
from noroshi.ledger.checkpoints import Checkpoint, sign_checkpoint
from noroshi.ledger.entries import Entry, entry_line
from noroshi.ledger.export import MAX_LINE_OCTETS, write_export
from noroshi.ledger.keys import SigningKeys, open_keys
from noroshi.ledger.receipts import Receipt, sign_receipt
from noroshi.ledger.verify import Kind, State, verify_export

ORIGIN = "log.example/verify"


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    return open_keys(tmp_path_factory.mktemp("keys"), name=ORIGIN)


@pytest.fixture(scope="module")
def other_keys(tmp_path_factory):
    return open_keys(tmp_path_factory.mktemp("keys"), name=ORIGIN)


def entry(number, *, subject="warning"):
    return Entry(
        id=UUID(int=number + 1),
        kind="warnings.WarningRaised",
        at=datetime(2026, 11, 22, tzinfo=UTC),
        actor=None,
        subject=f"{subject}:{number}",
        digest=number.to_bytes(32),
    )


@dataclass
class Log:
    """An export in parts, to be tampered with."""

    keys: SigningKeys
    lines: list
    leaves: list
    note: str

    @classmethod
    def of(cls, entries, keys):
        lines = [entry_line(item) for item in entries]
        leaves = [
            (item.id, merkle.leaf_hash(line)) for item, line in zip(entries, lines, strict=True)
        ]
        log = cls(keys, lines, leaves, "")
        log.note = log.checkpoint(len(lines))
        return log

    def checkpoint(self, size, *, origin=ORIGIN):
        root = merkle.root_of(leaf for _, leaf in self.leaves[:size])
        return sign_checkpoint(Checkpoint(origin, size, root), self.keys.signers)

    def octets(self):
        stream = io.BytesIO()
        write_export(stream, lines=self.lines, leaves=self.leaves, checkpoint=self.note)
        return stream.getvalue()

    def verdict(self, **options):
        return verify_export(io.BytesIO(self.octets()), **options)


@pytest.fixture
def log(keys):
    return Log.of([entry(number) for number in range(20)], keys)


def found(verdict):
    """What is said of entries: kind, number and id."""
    assert verdict.state is State.BROKEN
    return [
        (finding.kind, finding.number, finding.id)
        for finding in verdict.findings
        if finding.number is not None
    ]


def id_of(number):
    return str(UUID(int=number + 1))


@pytest.mark.parametrize("size", [0, 1, 2, 20, 300])
def test_an_untouched_log_is_authenticated_by_its_keys(keys, size):
    log = Log.of([entry(number) for number in range(size)], keys)
    verdict = log.verdict(keys=keys.public_key_text())
    assert (verdict.state, verdict.entries, verdict.findings) == (State.AUTHENTICATED, size, ())


def test_without_keys_it_is_only_self_consistent(log):
    verdict = log.verdict()
    assert verdict.is_good
    assert verdict.state.value == "self-consistent, not authenticated"


def test_the_file_is_entries_and_one_last_line(log):
    *lines, last = log.octets().decode().splitlines()
    assert [line.encode() for line in lines] == log.lines
    assert merkle.root_of(merkle.leaf_hash(line.encode()) for line in lines) == merkle.root_of(
        leaf for _, leaf in log.leaves
    )
    assert json.loads(last)["checkpoint"] == log.note


@pytest.mark.parametrize("number", [0, 1, 10, 18, 19])
def test_an_altered_entry_is_named(log, keys, number):
    log.lines[number] = log.lines[number].replace(b"warning:", b"Warning:")
    verdict = log.verdict(keys=keys.public_key_text())
    assert found(verdict) == [(Kind.ALTERED, number, id_of(number))]
    assert f"entry {number} ({id_of(number)}) was altered" in verdict.findings[-1].detail


@pytest.mark.parametrize("number", [0, 10, 19])
def test_an_entry_with_an_altered_id_is_named_by_its_own(log, number):
    log.lines[number] = log.lines[number].replace(id_of(number).encode(), b"f" * 36)
    assert found(log.verdict()) == [(Kind.ALTERED, number, id_of(number))]


@pytest.mark.parametrize("number", [0, 10, 19])
def test_a_removed_entry_is_named(log, number):
    del log.lines[number]
    assert found(log.verdict()) == [(Kind.MISSING, number, id_of(number))]


@pytest.mark.parametrize("place", [0, 10, 20])
def test_an_inserted_entry_is_named(log, place):
    log.lines.insert(place, entry_line(entry(99)))
    verdict = log.verdict()
    assert found(verdict) == [(Kind.INSERTED, place, id_of(99))]
    assert verdict.findings[-1].line == place + 1


def test_a_repeated_entry_is_an_inserted_one(log):
    log.lines.insert(12, log.lines[3])
    assert found(log.verdict()) == [(Kind.INSERTED, 12, id_of(3))]


@pytest.mark.parametrize(
    "text", [b"", b"not json", b'{"id":1}', b"\xff\xfe", b'"id":"' + b"[" * 999]
)
def test_an_inserted_line_need_not_be_an_entry(log, text):
    log.lines.insert(5, text)
    assert found(log.verdict()) == [(Kind.INSERTED, 5, None)]


@pytest.mark.parametrize(("first", "second"), [(0, 1), (7, 8), (18, 19), (0, 19), (4, 9), (4, 6)])
def test_of_two_exchanged_entries_both_are_named(log, first, second):
    log.lines[first], log.lines[second] = log.lines[second], log.lines[first]
    expected = [(Kind.REORDERED, number, id_of(number)) for number in (first, second)]
    verdict = log.verdict()
    assert found(verdict) == expected
    assert [finding.line for finding in verdict.findings[1:]] == [second + 1, first + 1]


def test_a_moved_entry_is_named_alone(log):
    log.lines.insert(15, log.lines.pop(3))
    assert found(log.verdict()) == [(Kind.REORDERED, 3, id_of(3))]


def test_several_changes_are_each_named(log):
    log.lines[2] = entry_line(entry(2, subject="report"))
    log.lines[16], log.lines[17] = log.lines[17], log.lines[16]
    log.lines.insert(12, entry_line(entry(50)))
    del log.lines[7]
    assert found(log.verdict()) == [
        (Kind.ALTERED, 2, id_of(2)),
        (Kind.MISSING, 7, id_of(7)),
        (Kind.INSERTED, 11, id_of(50)),
        (Kind.REORDERED, 16, id_of(16)),
        (Kind.REORDERED, 17, id_of(17)),
    ]


def test_a_removed_end_is_named(log):
    del log.lines[17:]
    assert found(log.verdict()) == [(Kind.MISSING, at, id_of(at)) for at in (17, 18, 19)]


def test_a_log_without_its_last_line_is_broken(log):
    octets = log.octets()
    octets = octets[: octets.rindex(b"\n", 0, -1) + 1]
    verdict = verify_export(io.BytesIO(octets))
    assert not verdict.is_good
    assert "checkpoint, is missing (the file has 20 whole lines)" in verdict.findings[0].detail


@pytest.mark.parametrize("text", [b"", b"\n", b"{}", b"no log at all", b"\x00" * 100, b"[" * 99999])
def test_what_is_no_export_is_broken(text):
    assert not verify_export(io.BytesIO(text)).is_good


def test_no_cut_goes_unnoticed(log):
    octets = log.octets()
    for length in [*range(0, len(octets) - 2, 97), *range(len(octets) - 20, len(octets) - 1)]:
        assert not verify_export(io.BytesIO(octets[:length])).is_good


def test_a_missing_final_newline_does_no_harm(log):
    assert verify_export(io.BytesIO(log.octets()[:-1])).is_good


def test_a_last_line_written_by_another_json_library_is_read(log):
    log.lines[4] = b"x"
    *lines, last = log.octets().splitlines(keepends=True)
    last = json.dumps(json.loads(last)).encode()
    verdict = verify_export(io.BytesIO(b"".join(lines) + last))
    assert found(verdict) == [(Kind.ALTERED, 4, id_of(4))]


def test_lines_after_the_last_are_broken(log):
    assert not verify_export(io.BytesIO(log.octets() + log.lines[0] + b"\n")).is_good


def test_a_log_rewritten_and_signed_with_another_key_fails_with_keys(keys, other_keys):
    forged = Log.of([entry(number, subject="forged") for number in range(20)], other_keys)
    assert forged.verdict().state is State.SELF_CONSISTENT
    verdict = forged.verdict(keys=keys.public_key_text())
    assert [finding.kind for finding in verdict.findings] == [Kind.SIGNATURE]


def test_a_stolen_ed25519_key_alone_does_not_forge(log, keys, other_keys):
    mixed = SigningKeys(ORIGIN, keys.ed25519, other_keys.ml_dsa_65)
    forged = Log.of([entry(number, subject="forged") for number in range(20)], mixed)
    assert not forged.verdict(keys=keys.public_key_text()).is_good


def test_another_logs_checkpoint_is_refused(log, keys):
    log.note = log.checkpoint(20, origin="log.example/another")
    verdict = log.verdict(keys=keys.public_key_text())
    assert "of another log, log.example/another" in verdict.findings[0].detail


def test_history_rewritten_with_the_true_key_fails_since(log, keys):
    since = log.checkpoint(12)
    options = {"keys": keys.public_key_text(), "since": since}
    assert log.verdict(**options).state is State.AUTHENTICATED
    entries = [
        entry(number, subject="forged" if number == 3 else "warning") for number in range(20)
    ]
    verdict = Log.of(entries, keys).verdict(**options)
    assert [finding.kind for finding in verdict.findings] == [Kind.REWRITTEN]
    assert "the first 12 entries are not those" in verdict.findings[0].detail


def test_what_came_after_the_older_checkpoint_may_differ(log, keys):
    since = log.checkpoint(12)
    entries = [
        entry(number, subject="other" if number >= 12 else "warning") for number in range(15)
    ]
    assert Log.of(entries, keys).verdict(since=since).is_good


@pytest.mark.parametrize("size", [0, 1, 19, 20])
def test_every_older_checkpoint_of_the_log_agrees(log, size):
    assert log.verdict(since=log.checkpoint(size)).is_good


def test_a_log_shorter_than_the_older_checkpoint_is_refused(log, keys):
    shorter = Log.of([entry(number) for number in range(11)], keys)
    verdict = shorter.verdict(since=log.checkpoint(12))
    assert [finding.kind for finding in verdict.findings] == [Kind.SHORTER]
    assert "the log is shorter than the checkpoint: 11 entries, 12 before" in str(verdict)


def test_another_logs_older_checkpoint_is_told_apart(log):
    verdict = log.verdict(since=log.checkpoint(12, origin="log.example/another"))
    assert "of another log" in verdict.findings[0].detail


def test_an_older_checkpoint_by_another_key_is_refused(log, keys, other_keys):
    since = Log.of([entry(number) for number in range(5)], other_keys).note
    with pytest.raises(RefusedError, match="older checkpoint is not signed"):
        log.verdict(keys=keys.public_key_text(), since=since)


@pytest.mark.parametrize("options", [{"keys": ""}, {"keys": "x"}, {"since": ""}, {"since": "x\n"}])
def test_unreadable_keys_and_checkpoints_are_malformed(log, options):
    with pytest.raises(MalformedError):
        log.verdict(**options)


def test_a_list_rewritten_with_its_entry_hides_which_but_not_that(log, keys):
    forged = entry_line(entry(3, subject="forged"))
    log.lines[3] = forged
    log.leaves[3] = (log.leaves[3][0], merkle.leaf_hash(forged))
    verdict = log.verdict(keys=keys.public_key_text())
    assert [finding.kind for finding in verdict.findings] == [Kind.ROOT, Kind.UNLOCATED]


def test_names_from_a_damaged_list_carry_a_doubt(log):
    log.lines[3] = b"x"
    log.leaves[9] = (log.leaves[9][0], bytes(32))
    verdict = log.verdict()
    assert [finding.number for finding in verdict.findings[1:]] == [3, 9]
    assert all("itself damaged" in finding.detail for finding in verdict.findings[1:])


@pytest.mark.parametrize("leaves", ['"', '!!!!"', "AAAA", ""])
def test_a_damaged_list_of_leaves_is_told(log, leaves):
    log.lines[3] = b"x"
    octets = log.octets()
    octets = octets[: octets.rindex(b'"leaves":"') + 10] + leaves.encode() + b"}\n"
    verdict = verify_export(io.BytesIO(octets))
    assert verdict.findings[-1].kind in {Kind.UNLOCATED, Kind.INSERTED}


def test_a_list_is_not_needed_while_nothing_differs(log):
    log.leaves = []
    assert log.verdict().is_good


def test_an_entry_without_its_record_has_a_number(log):
    log.leaves[4] = (None, log.leaves[4][1])
    del log.lines[4]
    assert found(log.verdict()) == [(Kind.MISSING, 4, None)]


def test_an_endless_line_is_refused(log):
    log.lines[2] = b"x" * (MAX_LINE_OCTETS + 1)
    verdict = log.verdict()
    assert verdict.findings[0].kind is Kind.MALFORMED
    assert "longer than" in verdict.findings[0].detail


def test_a_stream_that_cannot_seek_is_verified(log):
    class Pipe(io.BytesIO):
        def seekable(self):
            return False

        def seek(self, *_):
            raise io.UnsupportedOperation

    assert verify_export(Pipe(log.octets())).is_good


def test_the_document_says_it_all(log):
    log.lines[3] = b"x"
    document = log.verdict().document()
    assert document["state"] == "broken"
    assert (document["entries"], document["size"], document["origin"]) == (20, 20, ORIGIN)
    assert document["findings"][1]["id"] == id_of(3)


def test_verifying_takes_no_framework_and_no_database():
    script = (
        "import sys, noroshi.ledger.verify\n"
        "sys.exit(any(name.split('.')[0] in {'django', 'psycopg'} for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def receipt(keys, number, *, origin=ORIGIN):
    leaf = merkle.leaf_hash(entry_line(entry(number)))
    at = datetime(2026, 11, 22, tzinfo=UTC)
    return sign_receipt(Receipt(origin, UUID(int=number + 1), leaf, at), keys.signers)


def test_a_promise_is_kept_if_its_entry_is_in_the_log(log, keys):
    key, kept = keys.public_key_text(), receipt(keys, 19)
    for given in (kept, json.dumps({"promise": kept}), json.dumps({"receipt": {"promise": kept}})):
        assert log.verdict(keys=key, receipts=[given]).is_good
    log = Log.of([entry(number) for number in range(19)], keys)
    (broken,) = log.verdict(keys=key, receipts=[kept]).findings
    assert (broken.kind, broken.id) == (Kind.PROMISE, id_of(19))
    elsewhere = receipt(keys, 3, origin="log.example/other")
    (other,) = log.verdict(receipts=[elsewhere]).findings
    assert other.kind is Kind.PROMISE


def test_a_receipt_that_the_log_did_not_sign_or_that_is_none_is_refused(log, keys, other_keys):
    key = keys.public_key_text()
    with pytest.raises(RefusedError):
        log.verdict(keys=key, receipts=[receipt(other_keys, 3)])
    altered = receipt(keys, 3).replace("2026-11-22", "2026-11-23")
    with pytest.raises(RefusedError):
        log.verdict(keys=key, receipts=[altered])
    for wrong in (log.note, "{", "{}", '{"promise": 3}', "[]", '{"receipt": []}'):
        with pytest.raises(MalformedError):
            log.verdict(keys=key, receipts=[wrong])
