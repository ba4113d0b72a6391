"""Store what sources besides CVE tell: advisories, a batch at a time, and VEX."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

import msgspec

from noroshi.formats import csaf, cyclonedx_vex, jvn, openvex, osv
from noroshi.formats.advisories import Advisory, VexDocument
from noroshi.formats.containers import Document
from noroshi.formats.recognise import FeedKind
from noroshi.kernel.errors import Location, MalformedError
from noroshi.kernel.imports import ImportResult
from noroshi.vulnerabilities.actions.prepare_records import Record, rows_of
from noroshi.vulnerabilities.actions.store_records import store_records
from noroshi.vulnerabilities.actions.store_vex import store_vex
from noroshi.vulnerabilities.rules import LONGEST_NAME, names_given, record_name

BATCH_OCTETS: Final = 1 << 23  # of documents


class Told(NamedTuple):
    """What one document tells; refused: place and reason of each bad part."""

    advisories: Sequence[Advisory] = ()
    vex: VexDocument | None = None
    refused: Sequence[tuple[str, str]] = ()


def _osv(data: bytes, at: Location) -> Told:
    return Told((osv.read(data, at=at),))


def _csaf(data: bytes, at: Location) -> Told:
    document = csaf.read(data, at=at)
    return Told(document.advisories, document.vex, document.vex.refused)


def _jvn(data: bytes, at: Location) -> Told:
    feed = jvn.read(data, at=at)
    return Told(feed.advisories, refused=feed.refused)


def _openvex(data: bytes, at: Location) -> Told:
    document = openvex.read(data, at=at)
    return Told(vex=document, refused=document.refused)


def _cyclonedx(data: bytes, at: Location) -> Told:
    document = cyclonedx_vex.read(data, at=at)
    return Told(vex=document, refused=document.refused)


READERS: Final[Mapping[FeedKind, Callable[[bytes, Location], Told]]] = {
    FeedKind.OSV: _osv,
    FeedKind.CSAF: _csaf,
    FeedKind.JVN: _jvn,
    FeedKind.OPENVEX: _openvex,
    FeedKind.CYCLONEDX_VEX: _cyclonedx,
}


class AdvisoryStore:
    """What has been read and not stored yet; full batches are stored by themselves."""

    def __init__(self, *, result: ImportResult, digests: list[bytes]) -> None:
        self._result = result
        self._digests = digests
        self._records: list[Record] = []
        self._octets = 0

    def add(self, kind: FeedKind, document: Document) -> None:
        """Read a document; a bad one is listed, and so is each bad part of one."""
        at = Location(document.source, document.place)
        try:
            told = READERS[kind](document.data, at)
        except MalformedError as error:
            self._result.refuse(document.source, document.place, error.detail)
            return
        for place, reason in told.refused:
            self._result.refuse(document.source, place, reason)
        for advisory in told.advisories:
            name = record_name(advisory)
            if len(name) > LONGEST_NAME:
                reason = f"an identifier of more than {LONGEST_NAME} characters"
                self._result.refuse(document.source, document.place, reason)
            else:
                self.keep(advisory)
        if told.vex and told.vex.statements:
            store_vex(told.vex, result=self._result, digests=self._digests)
        self._octets += len(document.data)
        if self._octets >= BATCH_OCTETS:
            self.flush()

    def keep(self, advisory: Advisory) -> None:
        """Let an advisory that has been read, or that is this house's own, wait to be stored."""
        self._records.append(self._record(record_name(advisory), advisory))

    def flush(self) -> None:
        """Store what waits."""
        records, self._records, self._octets = self._records, [], 0
        store_records(rows_of(records), result=self._result, digests=self._digests)

    def _record(self, name: str, advisory: Advisory) -> Record:
        is_withdrawn = advisory.withdrawn_at is not None
        return Record(
            id=name,
            source=advisory.source,
            state="withdrawn" if is_withdrawn else "published",
            told=msgspec.structs.replace(advisory, affected=()) if is_withdrawn else advisory,
            digest=hashlib.sha256(msgspec.msgpack.encode(advisory)).digest(),
            names=names_given(advisory),
        )
