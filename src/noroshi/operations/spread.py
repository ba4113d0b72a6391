"""Work on parts: done here while they are few, by processes once they are many; what comes of it comes
in the order of the parts in both cases.

The processes are started anew, not forked: they inherit neither threads nor connections. They
start while the first parts are still worked on here, and end with the process that started them,
however that ends."""

import atexit
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
from typing import Generic, Self, TypeVar

from noroshi.kernel.errors import UnavailableError

PART_OCTETS = 1 << 21  # as large as a part should be
FEW_OCTETS = 1 << 22  # more than that is worth processes of its own;
STARTED_OCTETS = 1 << 23  # they take as long to start as two thousand records to prepare
AHEAD = 3  # parts for each process, so that none is idle while what they made is stored
MOST_PROCESSES = 4  # more than one connection to the database cannot keep up with

Part = TypeVar("Part")
Made = TypeVar("Made")


class Spread(Generic[Part, Made]):
    """work: a function by its name in a module; nothing: a part that takes no work."""

    def __init__(
        self, work: Callable[[Part], Made], nothing: Part, *, processes: int | None = None
    ) -> None:
        self._work = work
        self._nothing = nothing
        self._processes = processes or min(MOST_PROCESSES, len(os.sched_getaffinity(0)))
        self._octets = 0
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def made(self, parts: Iterable[tuple[int, Part]]) -> Iterator[Made]:
        """What comes of each part, which is given with its octets. What waits is bounded.

        Raises: UnavailableError when a process dies."""
        waiting: deque[Callable[[], Made]] = deque()
        try:
            for octets, part in parts:
                self._octets += octets
                waiting.append(self._begun(part))
                if len(waiting) > AHEAD * self._processes:
                    yield waiting.popleft()()
            while waiting:
                yield waiting.popleft()()
        except BrokenProcessPool as error:
            raise UnavailableError("a process that read a part was killed: import again") from error

    def _begun(self, part: Part) -> Callable[[], Made]:
        if self._processes == 1 or self._octets < FEW_OCTETS:
            return partial(self._work, part)
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._processes, get_context("spawn"), initializer=_begin
            )
            for _ in range(self._processes):
                self._pool.submit(self._work, self._nothing)
        if self._octets < STARTED_OCTETS:
            return partial(self._work, part)
        return self._pool.submit(self._work, part).result


def _begin() -> None:
    """Set up a process that does nothing but this work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    gc.disable()  # what is made of a text refers to nothing in a circle
    atexit.register(os._exit, 0)  # nothing that it remembers is worth taking apart one by one
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := parent_process():
        parent.join()
    signal.raise_signal(signal.SIGKILL)
