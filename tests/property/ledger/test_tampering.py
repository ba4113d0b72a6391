"""Whatever is done to an exported log is noticed, and what was done is named."""

import io
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noroshi.kernel.errors import MalformedError, RefusedError
from noroshi.ledger import merkle
from noroshi.ledger.checkpoints import Checkpoint, read_checkpoint, sign_checkpoint
from noroshi.ledger.entries import Entry, entry_line
from noroshi.ledger.export import write_export
from noroshi.ledger.keys import open_keys
from noroshi.ledger.notes import read_keys, read_note
from noroshi.ledger.verify import Kind, State, Verdict, verify_export

ORIGIN = "log.example/tampering"
SIZE = 40


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    return open_keys(tmp_path_factory.mktemp("keys"), name=ORIGIN)


@pytest.fixture(scope="module")
def lines():
    at = datetime(2026, 11, 22, tzinfo=UTC)
    return [
        entry_line(Entry(UUID(int=n + 1), "reporting.Filed", at, None, f"report:{n}", bytes(32)))
        for n in range(SIZE)
    ]


@pytest.fixture(scope="module")
def leaves(lines):
    return [(UUID(int=n + 1), merkle.leaf_hash(line)) for n, line in enumerate(lines)]


@pytest.fixture(scope="module")
def checkpoint(leaves, keys):
    root = merkle.root_of(leaf for _, leaf in leaves)
    return sign_checkpoint(Checkpoint(ORIGIN, SIZE, root), keys.signers)


@pytest.fixture(scope="module")
def export(lines, leaves, checkpoint):
    def write(tampered):
        stream = io.BytesIO()
        write_export(stream, lines=tampered, leaves=leaves, checkpoint=checkpoint)
        return stream.getvalue()

    return write


OPERATIONS = st.lists(
    st.one_of(
        st.tuples(st.just("alter"), st.integers(0, SIZE - 1)),
        st.tuples(st.just("remove"), st.integers(0, SIZE - 1)),
    ),
    unique_by=lambda operation: operation[1],
    max_size=6,
)


@settings(max_examples=150, deadline=None)
@given(changes=OPERATIONS, inserted=st.sets(st.integers(0, SIZE - 1), max_size=3))
def test_alterations_removals_and_insertions_are_all_named(export, lines, changes, inserted):
    altered = {number for what, number in changes if what == "alter"}
    removed = {number for what, number in changes if what == "remove"}
    tampered = []
    for number, line in enumerate(lines):
        if number in inserted:
            tampered.append(line.replace(b'"id":"00', b'"id":"ff'))
        if number not in removed:
            tampered.append(line.replace(b"report", b"Report") if number in altered else line)
    verdict = verify_export(io.BytesIO(export(tampered)))
    if not changes and not inserted:
        assert verdict.state is State.SELF_CONSISTENT
        return
    named = {(finding.kind, finding.id) for finding in verdict.findings if finding.id}
    # An entry removed just where one is inserted is the same as one that was altered, id and all.
    merged = {id_ for kind, id_ in named if kind is Kind.ALTERED} - {id_of(n) for n in altered}
    assert merged <= {id_of(number) for number in removed}
    assert {id_ for kind, id_ in named if kind in {Kind.MISSING, Kind.ALTERED}} == {
        id_of(number) for number in altered | removed
    }
    assert sum(kind is Kind.INSERTED for kind, _ in named) == len(inserted) - len(merged)
    assert not any(kind is Kind.REORDERED for kind, _ in named)


@settings(max_examples=150, deadline=None)
@given(first=st.integers(0, SIZE - 1), second=st.integers(0, SIZE - 1))
def test_exchanged_entries_are_both_named(export, lines, first, second):
    tampered = list(lines)
    tampered[first], tampered[second] = tampered[second], tampered[first]
    verdict = verify_export(io.BytesIO(export(tampered)))
    expected = set() if first == second else {(Kind.REORDERED, first), (Kind.REORDERED, second)}
    named = {(finding.kind, finding.number) for finding in verdict.findings[1:]}
    assert named == expected


@settings(max_examples=100, deadline=None)
@given(order=st.permutations(range(SIZE)))
def test_any_other_order_is_named_as_such_and_nothing_else(export, lines, order):
    verdict = verify_export(io.BytesIO(export([lines[number] for number in order])))
    if list(order) == list(range(SIZE)):
        assert verdict.is_good
        return
    kinds = {finding.kind for finding in verdict.findings[1:]}
    assert kinds == {Kind.REORDERED}
    named = {finding.number for finding in verdict.findings[1:]}
    rest = [number for number in order if number not in named]
    assert rest == sorted(rest)


@settings(max_examples=300, deadline=None)
@given(at=st.integers(0, 10**6), octet=st.integers(0, 255))
def test_no_single_changed_octet_of_entries_or_checkpoint_is_missed(export, lines, keys, at, octet):
    octets = bytearray(export(lines))
    at %= octets.index(b'"leaves"')
    is_changed = octets[at] != octet
    octets[at] = octet
    verdict = verify_export(io.BytesIO(bytes(octets)), keys=keys.public_key_text())
    begins_last_line = octets.rindex(b"\n", 0, -1) + 1
    if is_changed and at < begins_last_line:
        assert not verdict.is_good
    assert isinstance(verdict, Verdict)
    if verdict.is_good:
        assert verdict.entries == SIZE


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 10**6))
def test_arbitrary_octets_give_a_verdict(export, lines, junk, at):
    octets = export(lines[:2])
    at %= len(octets)
    for stream in (junk, octets[:at] + junk + octets[at:], octets[:at] + junk):
        assert isinstance(verify_export(io.BytesIO(stream)), Verdict)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200), st.integers(0, 10**6))
def test_arbitrary_text_is_a_note_a_key_or_malformed(checkpoint, keys, junk, at):
    for whole, read in ((checkpoint, read_note), (keys.public_key_text(), read_keys)):
        place = at % len(whole)
        for text in (junk, whole[:place] + junk + whole[place:], whole[:place] + junk):
            try:
                result = read(text)
                if read is read_note:
                    read_checkpoint(result.text)
            except (MalformedError, RefusedError):
                pass


def id_of(number):
    return str(UUID(int=number + 1))
