"""The ledger: how many acts a second it takes, and how soon it proves one of a million."""

import hashlib
import random
import statistics
import time
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from multiprocessing import connection as ends
from multiprocessing import get_context
from uuid import UUID

from django.db import connection, connections

from bench.house import all_powerful, settle
from bench.measure import Outcome, median, of_peer, runs, told
from bench.nation import OFFICE, register
from noroshi.kernel.actors import Actor
from noroshi.kernel.clock import now
from noroshi.ledger.actions.record import record
from noroshi.ledger.actions.sequence import sequence_pending
from noroshi.ledger.queries import prove
from noroshi.operations.database import Role, connected_as
from noroshi.operations.queue import IDLE
from noroshi.parties.scope import acting_as
from noroshi.warnings.facts import WarningAnswered

SEED = 20_260_403
COPY = """COPY ledger_entry (id, at, kind, actor_token, subject, digest, organisation_id)
          FROM STDIN"""
context = get_context("fork")


class Writers:
    """Processes that write at once, each under an actor of its own, as the web's do."""

    def __init__(self, actors: Sequence[Actor], each: int) -> None:
        self._actors = actors
        self._each = each
        self.committed: list[float] = []

    def begin(self) -> None:
        """Start them; they wait."""
        connections.close_all()
        self._start = context.Barrier(len(self._actors) + 1)
        self._ends = context.Array("d", len(self._actors))
        self._processes = [
            context.Process(target=self._write, args=(place,)) for place in range(len(self._actors))
        ]
        for process in self._processes:
            process.start()

    def write(self) -> None:
        """Let them write, and merge what they write until nothing is left."""
        with connected_as(Role.WORKER):
            self._start.wait()
            began = time.perf_counter()
            while any(process.is_alive() for process in self._processes):
                ends.wait([process.sentinel for process in self._processes], IDLE)
                sequence_pending()
            merge()
        assert all(process.exitcode == 0 for process in self._processes)
        self.committed.append(max(self._ends[:]) - began)

    def _write(self, place: int) -> None:
        actor = self._actors[place]
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        self._start.wait()
        for number in range(self._each):
            with acting_as(actor):
                fact = WarningAnswered(f"warning:{number}", actor.organisation, {"to": "fixed"})
                record(fact, by=actor, at=now())
        self._ends[place] = time.perf_counter()
        connections.close_all()


def merge() -> None:
    """Sequence until nothing is pending."""
    while not sequence_pending().is_last:
        pass


def append(*, entries: int = 16_000, writers: int = 8, peers: int = 2_000) -> Outcome:
    """Acts a second: each in a transaction of its own, from several processes at once, while the
    sequencer merges them. The clock stops when the last one is in the tree."""
    actors = list(register(writers).values())[-writers:]
    group = Writers(actors, entries // writers)
    found = runs(group.write, before=group.begin)
    theirs = of_peer("pymerkle_append", peers)
    return Outcome(
        entries / median(found),
        [
            f"{writers} processes, {entries:,} entries; {told(found)}",
            f"committed and not yet merged: {entries / statistics.median(group.committed):.4g}/s",
        ],
        f"pymerkle {theirs['version']} SqliteTree, one writer, {peers:,} entries",
        theirs["rate"],
    )


def proof(*, entries: int = 1_000_000, proofs: int = 200, peers: int = 65_536) -> Outcome:
    """Seconds for the inclusion proof of one entry, as the national office asks for it."""
    office = register(1)[OFFICE]
    names = _fill(entries, office)
    found = runs(partial(_prove, random.Random(SEED).sample(names, proofs), office))
    theirs = of_peer("pymerkle_prove", entries, peers, proofs // 4)
    return Outcome(
        median(found) / proofs,
        [
            f"{entries:,} entries, {proofs} proofs a run; {told(found)}",
            (
                f"without a database: pymerkle InmemoryTree, {peers:,} entries, "
                f"{theirs['in_memory']:.3g} s"
            ),
        ],
        f"pymerkle {theirs['version']} SqliteTree, {entries:,} entries",
        theirs["stored"],
    )


def _prove(names: Sequence[UUID], office: Actor) -> None:
    for name in names:
        with acting_as(office):
            prove(name)


def _fill(entries: int, office: Actor) -> list[UUID]:
    """Entries as acts would leave them, and the tree over them."""
    chance = random.Random(SEED)
    names = [UUID(int=chance.getrandbits(128), version=4) for _ in range(entries)]
    began = now() - timedelta(days=30)
    with all_powerful() as server, server.cursor().copy(COPY) as copy:
        for number, name in enumerate(names):
            digest = hashlib.sha256(name.bytes).digest()
            at = began + timedelta(seconds=number)
            row = (name, at, WarningAnswered.name(), office.token, f"warning:{number}", digest)
            copy.write_row((*row, office.organisation))
    with connected_as(Role.WORKER):
        merge()
    settle()
    return names
