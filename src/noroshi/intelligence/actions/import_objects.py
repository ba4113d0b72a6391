"""Take in STIX: bundles, envelopes and objects, each object checked.

A file is taken whole or, where it is damaged, not at all; within a sound file a bad object is listed
and the others go in. Memory does not grow with a bundle: its objects wait in the database until all
are read, and are stored then by a few statements."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from noroshi.formats import misp
from noroshi.formats.containers import Content
from noroshi.formats.misp_records import tagged
from noroshi.formats.stix import Found, canonical, is_old, raised, read_objects
from noroshi.intelligence import partners_sql, sql
from noroshi.intelligence.actions.prepare_objects import prepared
from noroshi.intelligence.facts import IntelligenceImported
from noroshi.intelligence.rules import UNMARKED
from noroshi.kernel.actors import Actor
from noroshi.kernel.canonical import Json
from noroshi.kernel.errors import MalformedError, RefusedError
from noroshi.kernel.imports import ImportResult, Refusal
from noroshi.kernel.markings import Tlp
from noroshi.ledger.actions.record import record
from noroshi.ledger.entries import rows_root
from noroshi.parties.rules import Power, require

MOST_REFUSALS: Final = 10_000  # of one kind that are listed
SOURCE: Final = "import"
BATCH_OCTETS: Final = 1 << 20
STEP: Final = 1000  # objects after which progress is told


@dataclass(frozen=True, slots=True)
class Terms:
    """source: who hands it over, in the organisation's words; unmarked: the label of what says
    nothing of TLP; events: whether MISP's are taken as well, which take longer to read; partner:
    whoever tells it, if anybody: what was sent to it and comes back is known."""

    source: str = SOURCE
    unmarked: Tlp = UNMARKED
    events: bool = False
    partner: UUID | None = None


def import_objects(
    contents: Iterable[Content | Refusal],
    *,
    by: Actor | None,
    at: datetime,
    terms: Terms | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> ImportResult:
    """Store what is new of the objects in the contents; one entry in the ledger. progress is told how
    many objects more have been read.

    by: None for the house itself, which stores as the national office's. What the same source said
    before is unchanged; another content under the same identifier and `modified` is refused.
    Raises: RefusedError without the power, or where there is no national office."""
    if by is not None:
        require(by, Power.KEEP_INTELLIGENCE)
    with transaction.atomic(), connection.cursor() as cursor, misp.Converter() as converter:
        importing = _Import(cursor, _owner(cursor, by), terms or Terms(), converter, progress)
        cursor.execute(sql.INCOMING)
        for content in contents:
            if isinstance(content, Refusal):
                importing.result.refused.append(content)
            else:
                importing.stage(content)
        stored, root = importing.store()
        if stored:
            detail: Json = {"objects": stored, "source": importing.terms.source, "root": root.hex()}
            fact = IntelligenceImported("intelligence", importing.owner.id, detail)
            record(fact, by=by, at=at)
        cursor.execute(sql.DROP)
    return importing.result


@dataclass(frozen=True, slots=True)
class _Owner:
    id: UUID
    audience: int


def _owner(cursor: Any, by: Actor | None) -> _Owner:
    cursor.execute(sql.OWNER, {"organisation": by and by.organisation})
    found = cursor.fetchone()
    if found is None:
        raise RefusedError("no national office is registered: name an organisation")
    return _Owner(*found)


@dataclass(slots=True)
class _Import:
    """One import under way."""

    cursor: Any
    owner: _Owner
    terms: Terms
    converter: misp.Converter
    progress: Callable[[int], None]
    result: ImportResult = field(default_factory=ImportResult)

    def stage(self, content: Content) -> None:
        """Let the objects of a file wait in the database; where it is damaged, none of them."""
        refused: list[Refusal] = []
        try:
            with transaction.atomic(), self.cursor.copy(sql.COPY) as copy:
                for rows in _batches(self._rows(content, refused)):
                    copy.write(rows)
        except MalformedError as error:
            place = error.at.place if error.at else ""
            self.result.refuse(content.source, place, error.detail)
            return
        self.result.refused += refused

    def _rows(self, content: Content, refused: list[Refusal]) -> Iterator[bytes]:
        for number, found in enumerate(self._found(content), start=1):
            if number % STEP == 0:
                self.progress(STEP)
            try:
                yield self._row(found)
            except MalformedError as error:
                _list(refused, Refusal(content.source, found.place, error.detail))

    def _found(self, content: Content) -> Iterator[Found | Refusal]:
        """The objects of a text, those that MISP's events say among them."""
        objects = read_objects(content, source=content.source)
        if not self.terms.events:
            yield from objects
            return
        for found in objects:
            events = misp.events(found.object) if isinstance(found, Found) else []
            if not events:
                yield found
            for event in events:
                try:
                    said = tagged(event["Event"], self.converter.objects_of(event))
                except MalformedError as error:
                    yield Refusal(content.source, found.place, error.detail)
                else:
                    yield from (Found(found.place, one) for one in said)

    def _row(self, found: Found | Refusal) -> bytes:
        """Its rows: one of 2.0 may be several objects. Raises: MalformedError."""
        if isinstance(found, Refusal):
            raise MalformedError(found.reason)
        own, unmarked = self.owner.audience, self.terms.unmarked
        rows = [
            prepared(one, place=found.place, own=own, unmarked=unmarked) for one in _current(found)
        ]
        return b"".join(rows)

    def store(self) -> tuple[int, bytes]:
        """How many of them were stored, and the root over their digests."""
        named = {"organisation": self.owner.id, "source": self.terms.source, "most": MOST_REFUSALS}
        self.cursor.execute(sql.ANALYSE)
        self._forget(sql.FORGET_REPEATED, named)
        self.cursor.execute(sql.LOCK)
        self._forget(sql.FORGET_KNOWN, named)
        if self.terms.partner:
            self.cursor.execute(partners_sql.FORGET_SENT, {"partner": self.terms.partner})
            self.result.unchanged += self.cursor.rowcount
        self.cursor.execute(sql.SEVERAL, named)
        self.cursor.execute(sql.NOW)
        named["at"] = self.cursor.fetchone()[0]
        self.cursor.execute(sql.STORE, named)
        self.result.accepted += (stored := self.cursor.rowcount)
        self.cursor.execute(sql.SUPERSEDE, named)
        return stored, rows_root(_digests())

    def _forget(self, statement: str, named: dict[str, Any]) -> None:
        self.cursor.execute(statement, named)
        for is_same, count, places, names in self.cursor.fetchall():
            if is_same:
                self.result.unchanged += count
                continue
            for place, name in zip(places, names, strict=True):
                reason = f"{name}: another content under the same identifier and version is held"
                self.result.refuse(self.terms.source, place, reason)


def _list(refused: list[Refusal], refusal: Refusal) -> None:
    """Note a refusal, of very many the first ones."""
    if len(refused) < MOST_REFUSALS:
        refused.append(refusal)
    elif len(refused) == MOST_REFUSALS:
        refused.append(Refusal(refusal.source, refusal.place, "and so on: no more are listed"))


def _current(found: Found) -> Iterable[dict[str, Any]]:
    """The object in 2.1; one of 2.0 with the observables that stood in it. Raises: MalformedError."""
    if not is_old(found.object):
        return (found.object,)
    canonical(found.object)
    return raised(found.object)


def _digests() -> Iterator[bytes]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql.DIGESTS)
        while rows := cursor.fetchmany(10_000):
            yield from (bytes(digest) for (digest,) in rows)


def _batches(rows: Iterable[bytes]) -> Iterator[bytes]:
    """The rows joined to batches of BATCH_OCTETS."""
    batch: list[bytes] = []
    size = 0
    for row in rows:
        batch.append(row)
        size += len(row)
        if size >= BATCH_OCTETS:
            yield b"".join(batch)
            batch, size = [], 0
    yield b"".join(batch)
