"""Take in feeds: CVE records, advisories, KEV and EPSS editions, recognised by content.

A file is taken whole or, where it is damaged, not at all; within a sound file a bad record is
listed and the others go in. What is older than what is held changes nothing."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path

from django.db import connection, transaction

from noroshi.formats.containers import Document, read_documents
from noroshi.formats.recognise import FeedKind, reason_not_read, recognise
from noroshi.kernel.actors import Actor
from noroshi.kernel.canonical import Json
from noroshi.kernel.imports import ImportResult, Refusal
from noroshi.ledger.actions.record import record
from noroshi.ledger.entries import rows_root
from noroshi.vulnerabilities import sql
from noroshi.vulnerabilities.actions.prepare_many import Preparation
from noroshi.vulnerabilities.actions.store_advisories import READERS, AdvisoryStore
from noroshi.vulnerabilities.actions.store_edition import store_edition
from noroshi.vulnerabilities.actions.store_records import store_records
from noroshi.vulnerabilities.facts import FeedImported

SMALL_OCTETS = 1 << 20
NOT_A_FEED = "not a feed: neither a record of CVE, OSV, CSAF or JVN nor an edition of KEV or EPSS"

File = Iterable[Document | Refusal]


class _DamagedError(Exception):
    """A file is to be rolled back, for the refusal that it carries."""


def import_feeds(
    paths: Iterable[Path],
    *,
    by: Actor | None,
    at: datetime,
    may_shrink: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> ImportResult:
    """Import every feed under the paths. progress is told how many documents have been read.

    may_shrink: a person has looked at an edition that lost more than a tenth, and it is meant.

    Runs as the worker, in one transaction; a damaged file is rolled back by itself.
    Raises: UnavailableError when a process that helps is killed; nothing is taken then."""
    with transaction.atomic(), Preparation() as preparation:
        lock_imports()
        taken = _Taken(preparation, may_shrink, progress)
        for is_sound, files in groupby(_files(paths, taken.result), key=itemgetter(0)):
            if is_sound:
                taken.take(chain.from_iterable(file for _, file in files))
            else:
                for _, file in files:
                    taken.take_or_leave(file)
        taken.note(by, at)
    return taken.result


def import_documents(
    documents: Iterable[Document], *, by: Actor | None, at: datetime
) -> ImportResult:
    """Import advisories that were fetched, as `import_feeds` does. Runs as the worker, in a transaction."""
    with transaction.atomic(), Preparation() as preparation:
        lock_imports()
        taken = _Taken(preparation, may_shrink=False, progress=lambda _: None)
        taken.take(documents)
        taken.note(by, at)
    return taken.result


def lock_imports() -> None:
    """Wait until no other import runs, and let none begin before the transaction ends: what is not
    held yet is looked up before it is written."""
    with connection.cursor() as cursor:
        cursor.execute(sql.LOCK_IMPORT)


def _files(paths: Iterable[Path], result: ImportResult) -> Iterator[tuple[bool, File]]:
    """Each file, and whether it is sound for sure. A damaged one that is small is listed."""
    for path in paths:
        found = read_documents(path)
        for _, documents in groupby(found, key=lambda item: item.source.split("!")[0]):
            begun = _begun(documents)
            if isinstance(begun, Refusal):
                result.refused.append(begun)
            else:
                yield begun


def _begun(file: Iterator[Document | Refusal]) -> tuple[bool, File] | Refusal:
    """Read a small file to its end before anything of it is taken, so that a folder of many needs
    no savepoint for each."""
    head: list[Document | Refusal] = []
    octets = 0
    for item in file:
        if isinstance(item, Refusal):
            return item
        head.append(item)
        octets += len(item.data)
        if octets > SMALL_OCTETS:
            return False, chain(head, file)
    return True, head


@dataclass(slots=True)
class _Taken:
    """What has been taken so far, and how."""

    preparation: Preparation
    may_shrink: bool
    progress: Callable[[int], None]
    result: ImportResult = field(default_factory=ImportResult)
    digests: list[bytes] = field(default_factory=list)

    def take_or_leave(self, file: File) -> None:
        """Take a file whole, or list what is wrong with it and leave nothing of it."""
        own = _Taken(self.preparation, self.may_shrink, self.progress)
        try:
            with transaction.atomic():
                own.take(file)
        except _DamagedError as damage:
            self.result.refused.append(damage.args[0])
            return
        self.result.accepted += own.result.accepted
        self.result.unchanged += own.result.unchanged
        self.result.refused += own.result.refused
        self.digests += own.digests

    def take(self, documents: File) -> None:
        """Take what is a feed, and list what is none or bad."""
        advisories = AdvisoryStore(result=self.result, digests=self.digests)
        prepared = self.preparation.prepared(self._records(documents, advisories))
        store_records(prepared, result=self.result, digests=self.digests)
        advisories.flush()

    def note(self, by: Actor | None, at: datetime) -> None:
        """Record what is new, if anything is."""
        if self.digests:
            detail: Json = {"records": len(self.digests), "root": rows_root(self.digests).hex()}
            record(FeedImported("feeds", None, detail), by=by, at=at)

    def _records(self, documents: File, advisories: AdvisoryStore) -> Iterator[Document]:
        """CVE records are given on; advisories are gathered, editions stored at once."""
        for document in documents:
            if isinstance(document, Refusal):
                raise _DamagedError(document)
            self.progress(1)
            kind = recognise(document.data)
            if kind is FeedKind.CVE5:
                yield document
            elif kind and kind in READERS:
                advisories.add(kind, document)
            elif kind:
                store_edition(
                    kind,
                    document,
                    may_shrink=self.may_shrink,
                    result=self.result,
                    digests=self.digests,
                )
            else:
                reason = reason_not_read(document.data) or NOT_A_FEED
                self.result.refuse(document.source, document.place, reason)
