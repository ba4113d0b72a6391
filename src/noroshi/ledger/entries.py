"""Entries: what one act leaves in the log, and how it commits to what it may not say."""

import hmac
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from noroshi.kernel.canonical import canonical_json
from noroshi.kernel.clock import rfc3339
from noroshi.kernel.facts import Fact
from noroshi.ledger import merkle

VERSION: Final = 1
NONCE_OCTETS: Final = 32
DIGEST_OCTETS: Final = 32

_quoted: Final = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class Entry:
    """id: UUIDv7, assigned in the act's transaction; kind: `room.FactName`; at: UTC.

    actor: a person's resettable token, None for the house itself; subject: the record's name,
    never personal data; digest: 32 octets of `digest_of`."""

    id: UUID
    kind: str
    at: datetime
    actor: UUID | None
    subject: str
    digest: bytes


def entry_line(entry: Entry) -> bytes:
    """The leaf's content: canonical JSON (RFC 8785), without a newline.

    Written out, since exports are long and `canonical_json` takes three times as long."""
    actor = "null" if entry.actor is None else f'"{entry.actor}"'
    return (
        f'{{"actor":{actor},"at":"{rfc3339(entry.at)}","digest":"{entry.digest.hex()}",'
        f'"id":"{entry.id}","kind":{_quoted(entry.kind)},"subject":{_quoted(entry.subject)},'
        f'"v":{VERSION}}}'
    ).encode()


def leaf_hash(entry: Entry) -> bytes:
    """The entry's hash in the tree (RFC 9162 section 2.1.1)."""
    return merkle.leaf_hash(entry_line(entry))


def new_nonce() -> bytes:
    """32 random octets. They live with the record and die with it: without them nobody can
    try guesses of an erased fact against its digest."""
    return secrets.token_bytes(NONCE_OCTETS)


def digest_of(fact: Fact, *, nonce: bytes) -> bytes:
    """HMAC-SHA-256, keyed with the nonce, of the canonical JSON of what the entry does not show:
    `{"detail": …, "organisation": …}`, the latter a UUID or null."""
    organisation = None if fact.organisation is None else str(fact.organisation)
    content = canonical_json({"detail": fact.detail, "organisation": organisation})
    return hmac.digest(nonce, content, "sha256")


def rows_root(digests: Iterable[bytes]) -> bytes:
    """The Merkle root over the digests of an act's rows: what an entry's detail holds when one
    act touches many (RFC 9162 section 2.1.1, each digest being a leaf)."""
    return merkle.root_of(merkle.leaf_hash(digest) for digest in digests)


def digests_in(octets: bytes) -> list[bytes]:
    """Digests of 32 octets that follow each other, as a database joins many of them."""
    return [octets[place : place + DIGEST_OCTETS] for place in range(0, len(octets), DIGEST_OCTETS)]
