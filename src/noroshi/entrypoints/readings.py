"""A reading between its preview and its storing. It goes out signed, for who read it alone, and comes back
as it was: nothing is kept, and nothing that is stored is believed of the sender."""

from datetime import datetime, timedelta
from typing import Any, BinaryIO, Final

from django.core import signing

from noroshi.formats.documents import MOST_OCTETS, Kind, Passage, read
from noroshi.formats.names.observables import Observable, ObservableKind
from noroshi.intelligence.intake import Column, Finding, Reading, taken_out
from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import Location, MalformedError

LONGEST: Final = timedelta(hours=1)
MIB: Final = 1 << 20


def read_document(stream: BinaryIO, *, name: str, kind: str, at: datetime) -> Reading:
    """What a document says. kind: of `documents.Kind`, empty to find out. Raises: MalformedError."""
    octets = bytearray()
    while chunk := stream.read(MIB):
        octets += chunk
        if len(octets) > MOST_OCTETS:
            raise MalformedError(f"longer than {MOST_OCTETS} octets", at=Location(name))
    document = read(bytes(octets), source=name, kind=Kind(kind) if kind else None)
    return taken_out(document, name=name, octets=bytes(octets), at=at)


def signed(reading: Reading, *, by: Actor) -> str:
    """A reading as a text that only its reader can hand back."""
    told: dict[str, Any] = {
        "name": reading.name,
        "digest": reading.digest,
        "at": reading.at.isoformat(),
        "findings": [
            (
                one.observable.kind,
                one.observable.value,
                one.place,
                one.excerpt,
                one.column,
                one.is_part,
            )
            for one in reading.findings
        ],
        "columns": [(one.name, one.cells, one.found) for one in reading.columns],
        "unread": [(one.place, one.text, one.column) for one in reading.unread],
        "is_cut": reading.is_cut,
    }
    return signing.dumps(told, salt=_salt(by), compress=True)


def opened(text: str, *, by: Actor) -> Reading:
    """The reading in such a text. Raises: MalformedError where it is another's, changed, or older than an
    hour."""
    try:
        told = signing.loads(text, salt=_salt(by), max_age=LONGEST)
    except signing.SignatureExpired as error:
        raise MalformedError("reading: it is older than an hour, read the document anew") from error
    except signing.BadSignature as error:
        raise MalformedError("reading: it is not as it was given to you") from error
    return Reading(
        told["name"],
        told["digest"],
        datetime.fromisoformat(told["at"]),
        tuple(
            Finding(Observable(ObservableKind(kind), value), *rest)
            for kind, value, *rest in told["findings"]
        ),
        tuple(Column(*one) for one in told["columns"]),
        tuple(Passage(*one) for one in told["unread"]),
        told["is_cut"],
    )


def _salt(by: Actor) -> str:
    return f"reading {by.organisation} {by.id}"
