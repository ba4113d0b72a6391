"""Hand a file out to whoever may have it; what looks like live malware to analysts alone, and packed."""

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from tempfile import TemporaryFile
from typing import BinaryIO
from uuid import UUID

from django.db import transaction

from noroshi.formats.protected_zip import write_protected
from noroshi.kernel.actors import Actor
from noroshi.kernel.canonical import Json
from noroshi.kernel.errors import AbsentError, Location, MalformedError
from noroshi.ledger.actions.record import record
from noroshi.operations.config import config
from noroshi.operations.sealed import opened_frames
from noroshi.operations.secrets import opened_for
from noroshi.parties.rules import Power, require
from noroshi.reporting.attaching import GROUP, PURPOSE
from noroshi.reporting.attachments import attachment
from noroshi.reporting.facts import FileHandedOut
from noroshi.reporting.models import Attachment, Consent, Fetch, Report


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A file as it leaves. stream: at its beginning, on the disk, gone when it is closed."""

    name: str
    stream: BinaryIO


@transaction.atomic
def hand_out(identifier: UUID, *, by: Actor, at: datetime) -> HandedOut:
    """Open a file. What looks live is a zip whose password is the habit's.

    Raises: AbsentError, also for one that may not be seen or is erased; RefusedError for what looks
    live and who is no analyst; MalformedError for one that was altered."""
    held = attachment(identifier)
    if held.key is None:
        raise AbsentError("this file is erased")
    if held.look:
        require(by, Power.OPEN_LIVE)
    if held.report_id and (held.look or held.organisation_id != by.organisation):
        detail: Json = {"file": bytes(held.digest).hex(), "to": by.organisation_code}
        fact = FileHandedOut(f"report:{held.report_id}", held.organisation_id, detail)
        _keep_fetch(held, record(fact, by=by, at=at), by, at)
    return _spooled(held)


def _keep_fetch(held: Attachment, entry: UUID, by: Actor, at: datetime) -> None:
    """Of what goes by consent the reporter is told that it has left."""
    if held.report_id is None or Report.objects.filter(id=held.report_id).exists():
        return
    standing = {"withdrawn_at": None, "groups__contains": [GROUP]}
    for consent in Consent.objects.filter(
        report_id=held.report_id, recipient_id=by.organisation, **standing
    ):
        fetch = Fetch(
            organisation_id=held.organisation_id, audience=held.audience, consent=consent,
            attachment=held, actor_id=by.id, fetched_at=at, ledger_entry=entry,
        )  # fmt: skip
        Fetch.objects.bulk_create([fetch])


def _spooled(held: Attachment) -> HandedOut:
    """What does not look live stands on the disk in clear until it is sent, and nothing else does."""
    with ExitStack() as opened:
        stream = opened.enter_context(TemporaryFile())
        if held.look:
            write_protected(stream, held.name, _octets(held))
        else:
            stream.writelines(_octets(held))
        stream.seek(0)
        opened.pop_all()
    return HandedOut(f"{held.name}.zip" if held.look else held.name, stream)


def _octets(held: Attachment) -> Iterator[bytes]:
    """Raises: RefusedError, MalformedError."""
    key = opened_for(config().home, PURPOSE, bytes(held.key or b""), bound=held.id.bytes)
    frames = held.frames.values_list("octets", flat=True).iterator(chunk_size=16)
    digest = hashlib.sha256()
    sealed = (bytes(frame) for frame in frames)
    for part in opened_frames(key, sealed, bound=held.id.bytes, name="file"):
        digest.update(part)
        yield part
    if digest.digest() != bytes(held.digest):
        raise MalformedError("the file was altered or cut", at=Location("file"))
