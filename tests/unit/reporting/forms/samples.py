"""Accepted reports, without a database."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from noroshi.reporting.forms.filed import Attached, Filed
from noroshi.reporting.incident import Incident, Kind, as_json, example, read_incident
from noroshi.reporting.regimes import Recipient

BY_TELEPHONE = {"office": "NCO", "called_at": "2026-11-02T09:30:00+09:00"}
AT = datetime(2026, 11, 2, 3, 4, 5, tzinfo=UTC)


def filed(kind: str = "ransomware", **changed: Any) -> Filed:
    """The example of a kind as it was accepted; members of it may be others."""
    plain = as_json(read_incident(example(Kind(kind)), kind))
    incident = msgspec.convert({**plain, **changed}, Incident)
    return Filed(
        report=UUID("01990000-0000-7000-8000-000000000001"),
        incident=incident,
        organisation="P-EAST",
        name="East Power (fictional)",
        name_ja="架空東電力株式会社",
        number=1,
        receipt="20261102-ABCDEF01-1",
        digest="ab" * 32,
        accepted_at=AT,
        recipients=(Recipient.MINISTRY, Recipient.PRIME_MINISTER),
    )


FILES = (
    Attached("notes.txt", 1234, "cd" * 32),
    Attached("写真\ufffe.jpg", 5, "ef" * 32, "program"),
    Attached("", 7, "01" * 32, is_erased=True),
)


def with_files(one: Filed) -> Filed:
    """The same with files beside it."""
    return replace(one, attached=FILES)


def renamed(one: Filed, name: str) -> Filed:
    """The same of an organisation with another name."""
    return replace(one, name_ja=name)
