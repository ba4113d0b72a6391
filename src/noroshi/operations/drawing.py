"""Identifiers drawn by lot for the rows of a statement: a digest of one secret seed and the row's number.

The database's own generator asks the system for each, which takes four times as long."""

import secrets


def seed() -> bytes:
    """Of one statement, as its parameter `seed`; to be forgotten after it."""
    return secrets.token_bytes(32)


def _digest(number: str) -> str:
    return f"sha256(%(seed)s::bytea || int8send({number}))"


def drawn_uuid(number: str) -> str:
    """A UUID of version 4 (RFC 9562 section 5.4) with 112 random bits, for an integer column as SQL."""
    octets = f"substring({_digest(number)} FOR 16)"
    return f"encode(set_byte(set_byte({octets}, 6, 64), 8, 128), 'hex')::uuid"


def drawn_bigint(number: str) -> str:
    """A number of 60 random bits, for an integer column as SQL."""
    return f"('x' || left(encode({_digest(number)}, 'hex'), 15))::bit(60)::bigint"
