import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from noroshi.kernel.canonical import canonical_json
from noroshi.kernel.facts import Fact
from noroshi.ledger import entries
from noroshi.ledger.entries import Entry, digest_of, entry_line, leaf_hash, new_nonce, rows_root
from noroshi.ledger.receipts import Receipt

ENTRY = Entry(
    id=UUID("0199aaaa-bbbb-7ccc-8ddd-eeeeffff0000"),
    kind="warnings.WarningRaised",
    at=datetime(2026, 11, 22, 3, 4, 5, 60, tzinfo=UTC),
    actor=UUID("00000000-0000-4000-8000-000000000001"),
    subject="warning:0199",
    digest=bytes(range(32)),
)


def test_a_line_is_canonical_json_of_the_seven_fields():
    line = entry_line(ENTRY)
    fields = json.loads(line)
    assert list(fields) == ["actor", "at", "digest", "id", "kind", "subject", "v"]
    assert fields["at"] == "2026-11-22T03:04:05.000060Z"
    assert fields["v"] == 1
    assert canonical_json(fields) == line
    assert b"\n" not in line


@pytest.mark.parametrize("text", ["", "é狼煙", '"\\/', "\n\t\x00\x1f\x7f", "\u2028\ud7ff", "𠮷"])
def test_any_text_is_written_as_canonical_json_has_it(text):
    line = entry_line(Entry(**{**_fields(ENTRY), "kind": text, "subject": text}))
    assert canonical_json(json.loads(line)) == line


def test_the_house_itself_has_no_token():
    fields = json.loads(entry_line(Entry(**{**_fields(ENTRY), "actor": None})))
    assert fields["actor"] is None


def test_the_instant_is_utc_whatever_the_zone():
    tokyo = ENTRY.at.astimezone(timezone(timedelta(hours=9)))
    assert entry_line(Entry(**{**_fields(ENTRY), "at": tokyo})) == entry_line(ENTRY)


def test_the_leaf_hash_is_that_of_the_line():
    assert leaf_hash(ENTRY) == hashlib.sha256(b"\x00" + entry_line(ENTRY)).digest()


def test_a_digest_is_keyed_with_its_nonce():
    fact = Fact("warning:1", ENTRY.id, {"b": 1, "a": "狼煙"})
    content = f'{{"detail":{{"a":"狼煙","b":1}},"organisation":"{ENTRY.id}"}}'
    expected = hmac.new(b"n" * 32, content.encode(), hashlib.sha256).digest()
    assert digest_of(fact, nonce=b"n" * 32) == expected
    assert digest_of(fact, nonce=new_nonce()) != digest_of(fact, nonce=new_nonce())


def test_a_digest_commits_to_detail_and_organisation():
    facts = [Fact("s", None), Fact("s", ENTRY.id), Fact("s", None, "x"), Fact("s", None, [])]
    assert len({digest_of(fact, nonce=b"n" * 32) for fact in facts}) == 4


def test_the_root_over_rows_depends_on_each_and_on_their_order():
    digests = [bytes([number]) * 32 for number in range(5)]
    assert rows_root(digests) == rows_root(iter(digests))
    assert rows_root(digests) != rows_root(digests[::-1])
    assert rows_root(digests) != rows_root(digests[:-1])
    assert rows_root([]) == hashlib.sha256(b"").digest()


def test_a_receipt_promises_five_seconds():
    lines = Receipt("log.example/a", ENTRY.id, leaf_hash(ENTRY), ENTRY.at).text().splitlines()
    assert lines[0] == "noroshi/receipt/v1"
    assert lines[2] == str(ENTRY.id)
    assert lines[4:] == ["2026-11-22T03:04:05.000060Z", "2026-11-22T03:04:10.000060Z"]


def _fields(entry):
    return {name: getattr(entry, name) for name in entries.Entry.__slots__}
