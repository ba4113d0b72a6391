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
from noroshi.formats.stix import Found, read_objects
from noroshi.intelligence import partners_sql, sql
from noroshi.intelligence.actions.prepare_objects import NOTHING, Part, prepare
from noroshi.intelligence.facts import IntelligenceImported
from noroshi.intelligence.rules import UNMARKED
from noroshi.kernel.actors import Actor
from noroshi.kernel.canonical import Json
from noroshi.kernel.errors import MalformedError, RefusedError
from noroshi.kernel.imports import ImportResult, Refusal
from noroshi.kernel.markings import Tlp
from noroshi.ledger.actions.record import record
from noroshi.ledger.entries import rows_root
from noroshi.operations.spread import PART_OCTETS, Spread
from noroshi.parties.rules import Power, require

MOST_REFUSALS: Final = 10_000  # of one kind that are listed
SOURCE: Final = "import"
OBJECT_OCTETS: Final = 200  # that an object takes besides its text
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
    Raises: RefusedError without the power, or where there is no national office; UnavailableError when
    a process that helps is killed; nothing is stored then."""
    if by is not None:
        require(by, Power.KEEP_INTELLIGENCE)
    with (
        transaction.atomic(),
        connection.cursor() as cursor,
        misp.Converter() as converter,
        Spread(prepare, NOTHING) as spread,
    ):
        owner = _owner(cursor, by)
        importing = _Import(cursor, owner, terms or Terms(), converter, spread, progress)
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
    spread: Spread[Part, tuple[bytes, list[Refusal]]]
    progress: Callable[[int], None]
    result: ImportResult = field(default_factory=ImportResult)

    def stage(self, content: Content) -> None:
        """Let the objects of a file wait in the database; where it is damaged, none of them."""
        refused: list[Refusal] = []
        try:
            with transaction.atomic(), self.cursor.copy(sql.COPY) as copy:
                for rows, bad in self.spread.made(self._parts(content)):
                    copy.write(rows)
                    for refusal in bad:
                        _list(refused, refusal)
        except MalformedError as error:
            place = error.at.place if error.at else ""
            self.result.refuse(content.source, place, error.detail)
            return
        self.result.refused += refused

    def _parts(self, content: Content) -> Iterator[tuple[int, Part]]:
        some: list[Found | Refusal] = []
        octets = 0
        for number, found in enumerate(self._found(content), start=1):
            if number % STEP == 0:
                self.progress(STEP)
            some.append(found)
            octets += OBJECT_OCTETS + (found.length if isinstance(found, Found) else 0)
            if octets >= PART_OCTETS // 2:
                yield octets, self._part(content, some)
                some, octets = [], 0
        if some:
            yield octets, self._part(content, some)

    def _part(self, content: Content, some: list[Found | Refusal]) -> Part:
        return Part(content.source, self.owner.audience, self.terms.unmarked, some)

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


def _digests() -> Iterator[bytes]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql.DIGESTS)
        while rows := cursor.fetchmany(10_000):
            yield from (bytes(digest) for (digest,) in rows)
