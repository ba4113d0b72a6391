"""Prepare records here while they are few, in processes of their own once they are many, and in
both cases give them back in the order in which they came.

The processes are started anew, not forked: they inherit neither threads nor connections. They
start while the first records are still prepared here, and end with the process that started them,
however that ends."""

import gc
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import get_context, parent_process
from types import TracebackType
from typing import Self

from noroshi.formats.containers import Document
from noroshi.kernel.errors import UnavailableError
from noroshi.kernel.imports import Refusal
from noroshi.vulnerabilities.actions.prepare_records import Prepared, prepare

CHUNK_OCTETS = 1 << 21
FEW_OCTETS = 1 << 22  # more than that is worth processes of its own;
STARTED_OCTETS = 1 << 23  # they take as long to start as two thousand records to prepare
AHEAD = 4  # chunks for each process, so that none is idle while a batch is stored
MOST_PROCESSES = 4  # more than one connection to the database cannot keep up with

Chunk = list[tuple[str, str, bytes, int]]


class Preparation:
    """first: the number of the first product; a document's products are numbered from the sum of
    the octets of those before it, since it names fewer products than it has octets."""

    def __init__(self, *, first: int, processes: int | None = None) -> None:
        self._next = first
        self._few, self._started = first + FEW_OCTETS, first + STARTED_OCTETS
        self._processes = processes or min(MOST_PROCESSES, len(os.sched_getaffinity(0)))
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def reserve(self, products: int) -> int:
        """The first of so many numbers, for products of records that are prepared elsewhere."""
        first = self._next
        self._next += products
        return first

    def prepared(self, documents: Iterable[Document]) -> Iterator[Prepared | Refusal]:
        """Every document of one record, read, or refused with its reason. What waits is bounded.

        Raises: UnavailableError when a process dies."""
        waiting: deque[Callable[[], list[Prepared | Refusal]]] = deque()
        try:
            for chunk in self._chunks(documents):
                waiting.append(self._begun(chunk))
                if len(waiting) > AHEAD * self._processes:
                    yield from waiting.popleft()()
            while waiting:
                yield from waiting.popleft()()
        except BrokenProcessPool as error:
            raise UnavailableError(
                "a process that read records was killed: import again"
            ) from error

    def _chunks(self, documents: Iterable[Document]) -> Iterator[Chunk]:
        chunk: Chunk = []
        end = self._next + CHUNK_OCTETS
        for document in documents:
            chunk.append((document.source, document.place, document.data, self._next))
            self._next += len(document.data)
            if self._next >= end:
                yield chunk
                chunk, end = [], self._next + CHUNK_OCTETS
        if chunk:
            yield chunk

    def _begun(self, chunk: Chunk) -> Callable[[], list[Prepared | Refusal]]:
        if self._processes == 1 or self._next < self._few:
            return partial(prepare, chunk)
        if self._pool is None:
            self._pool = _pool(self._processes)
        if self._next < self._started:
            return partial(prepare, chunk)
        return self._pool.submit(prepare, chunk).result


def _pool(processes: int) -> ProcessPoolExecutor:
    """Processes that are on their way."""
    pool = ProcessPoolExecutor(processes, get_context("spawn"), initializer=_begin)
    for _ in range(processes):
        pool.submit(prepare, ())
    return pool


def _begin() -> None:
    """Set up a process that does nothing but prepare."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    gc.disable()  # what a record is made of refers to nothing in a circle
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := parent_process():
        parent.join()
    signal.raise_signal(signal.SIGKILL)
