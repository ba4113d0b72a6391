"""Copy documents of a provider, checked, with what stands beside them; what they tell becomes known with
them, in one transaction a batch."""

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import transaction

from noroshi.formats.containers import Document
from noroshi.formats.csaf.offered import Metadata, Offered
from noroshi.intelligence.exchanging import LONGEST_REASON, ExchangeError
from noroshi.kernel.actors import Actor
from noroshi.kernel.canonical import Json
from noroshi.kernel.errors import MalformedError
from noroshi.ledger.actions.record import record
from noroshi.ledger.entries import rows_root
from noroshi.operations.openpgp import Certificate, is_signed, openpgp_key
from noroshi.operations.targets import LONGEST as LONGEST_URL
from noroshi.suppliers.facts import AdvisoriesMirrored
from noroshi.suppliers.mirrors.models import Mirrored, NotMirrored, Provider
from noroshi.suppliers.mirrors.rules import NOT_FOR_EVERYBODY, TRUSTED, check_hashes, checked
from noroshi.suppliers.mirrors.site import Files, Site
from noroshi.vulnerabilities.actions.import_feeds import import_documents

BATCH: Final = 20  # documents that are stored together
BATCH_OCTETS: Final = 16 << 20


@dataclass(slots=True)
class Reading:
    """A provider whose documents are being fetched. waiting: those that are new or were changed, the
    next at the end."""

    provider: Provider
    site: Site
    told: Metadata
    keys: Sequence[Certificate]
    waiting: list[Offered]
    by: Actor


@dataclass(slots=True)
class Batch:
    """Documents that were fetched, and url, instant and reason of those that were refused; failure: what
    ends the look, once these are stored."""

    taken: list[Mirrored] = field(default_factory=list)
    declined: list[tuple[str, datetime | None, str]] = field(default_factory=list)
    octets: int = 0
    failure: ExchangeError | None = None

    @property
    def accepted(self) -> int:
        """How many were taken."""
        return len(self.taken)

    @property
    def refused(self) -> int:
        """How many were not."""
        return len(self.declined)


def mirror_batch(reading: Reading, *, at: datetime, until: float) -> Batch:
    """Fetch the next documents and store them. until: as of `time.monotonic`. As the worker."""
    batch = _fetched(reading, at, until)
    if batch.taken or batch.declined:
        _store(reading, batch, at)
    return batch


def _fetched(reading: Reading, at: datetime, until: float) -> Batch:
    batch = Batch()
    while (
        reading.waiting
        and len(batch.taken) + len(batch.declined) < BATCH
        and batch.octets < BATCH_OCTETS
        and (time.monotonic() < until or not batch.octets)
    ):
        offered = reading.waiting[-1]
        try:
            made = _made(reading, offered, reading.site.files(offered), at)
        except MalformedError as error:
            batch.declined.append((offered.url, offered.updated_at, error.detail))
        except ExchangeError as error:
            batch.failure = error
            break
        else:
            batch.taken.append(made)
            batch.octets += len(made.document)
        reading.waiting.pop()
    return batch


def _made(reading: Reading, offered: Offered, files: Files, at: datetime) -> Mirrored:
    """Raises: MalformedError for a document that cannot be told from a forged or a broken one."""
    about = checked(files.document, reading.told, name=offered.url.rpartition("/")[2])
    check_hashes(files.document, files.hashes)
    return Mirrored(
        provider=reading.provider,
        organisation_id=reading.provider.organisation_id,
        url=offered.url,
        updated_at=offered.updated_at,
        tracking_id=about.tracking_id,
        version=about.version,
        title=about.title,
        name=about.name,
        released_at=about.released_at,
        changed_at=about.changed_at,
        document=files.document,
        sha256=files.hashes.get("sha256", ""),
        sha512=files.hashes.get("sha512", ""),
        signature=files.signature or openpgp_key().detached(files.document),
        is_own=not files.signature,
        is_checked=_is_checked(reading, files),
        mirrored_at=at,
    )


def _is_checked(reading: Reading, files: Files) -> bool:
    """Raises: MalformedError for a signature that none of the provider's keys made, and where one who is
    trusted gives none."""
    if not files.signature:
        if reading.told.role == TRUSTED:
            raise MalformedError("signature: a trusted provider gives one, and there is none")
        return False
    if not reading.keys:
        return False
    if not is_signed(files.document, files.signature, reading.keys):
        raise MalformedError("signature: none of the provider's keys made it")
    return True


@transaction.atomic
def _store(reading: Reading, batch: Batch, at: datetime) -> None:
    provider = reading.provider
    held = Mirrored.objects.filter(provider=provider)
    names = dict(held.values_list("name", "url"))
    for one in list(batch.taken):
        if names.setdefault(one.name, one.url) != one.url:
            batch.taken.remove(one)
            reason = f"file name: {names[one.name]} has it, too"
            batch.declined.append((one.url, one.updated_at, reason))
    note_refused(provider, batch.declined, at=at)
    withheld = [url for url, _, reason in batch.declined if reason == NOT_FOR_EVERYBODY]
    held.filter(url__in=withheld).delete()
    urls = [one.url for one in batch.taken]
    NotMirrored.objects.filter(provider=provider, url__in=urls).delete()
    held.filter(url__in=urls).delete()
    Mirrored.objects.bulk_create(batch.taken)
    if batch.taken:
        _make_known(reading, batch, at)


def _make_known(reading: Reading, batch: Batch, at: datetime) -> None:
    """What the documents say of weaknesses. What of it cannot be read is listed; the copy stays."""
    provider = reading.provider
    documents = [Document(one.url, "", bytes(one.document)) for one in batch.taken]
    result = import_documents(documents, by=reading.by, at=at)
    parts = {one.source: f"{one.place}: {one.reason}" for one in result.refused}
    unread = [(one.url, one.updated_at, parts[one.url]) for one in batch.taken if one.url in parts]
    note_refused(provider, unread, at=at)
    digests = [hashlib.sha256(one.data).digest() for one in documents]
    detail: Json = {"documents": len(digests), "root": rows_root(digests).hex()}
    fact = AdvisoriesMirrored(f"provider:{provider.id}", provider.organisation_id, detail)
    record(fact, by=reading.by, at=at)


def note_refused(
    provider: Provider, refused: Sequence[tuple[str, datetime | None, str]], *, at: datetime
) -> None:
    """Keep what was not taken, each once. refused: address or place, when it was changed, and why."""
    rows = {url[:LONGEST_URL]: (instant, reason) for url, instant, reason in refused}
    NotMirrored.objects.filter(provider=provider, url__in=list(rows)).delete()
    NotMirrored.objects.bulk_create(
        NotMirrored(
            provider=provider,
            organisation_id=provider.organisation_id,
            url=url,
            updated_at=instant,
            reason=reason[:LONGEST_REASON],
            refused_at=at,
        )
        for url, (instant, reason) in rows.items()
    )
