"""Runs, medians, and what a benchmark leaves behind."""

import os
import resource
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import orjson

from noroshi.operations.config import config
from noroshi.operations.postgres import server_for

ROOT = Path(__file__).parents[1]
PEERS = ROOT / ".venv" / "bench" / "bin" / "python"
RUNS = 5
LONG = 30.0  # seconds; what takes longer runs once


@dataclass(frozen=True, slots=True)
class Run:
    """seconds: by the clock; cpu: seconds of processor time, children included and the database
    not: much less than that with a wait for nothing means that somebody else was busy."""

    seconds: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """ours, theirs: in the benchmark's unit; peer: who they are, and at what size; peak_mib: where
    the database's memory counts, too."""

    ours: float
    notes: Sequence[str] = ()
    peer: str | None = None
    theirs: float | None = None
    peak_mib: float | None = None


def runs(work: Callable[[], object], *, before: Callable[[], object] = lambda: None) -> list[Run]:
    """Five runs, or one if it is long. before: what each run needs and nobody times."""
    found: list[Run] = []
    while not found or (len(found) < RUNS and found[0].seconds <= LONG):
        before()
        found.append(clocked(work))
    return found


def clocked(work: Callable[[], object]) -> Run:
    """One run."""
    cpu, began = sum(os.times()[:4]), time.perf_counter()
    work()
    return Run(time.perf_counter() - began, sum(os.times()[:4]) - cpu)


def median(found: Sequence[Run]) -> float:
    """Seconds."""
    return statistics.median(run.seconds for run in found)


def told(found: Sequence[Run]) -> str:
    """The runs for a reader: `5 runs of 6.1 to 6.4 s, 9.8 s of processor time`."""
    seconds = sorted(run.seconds for run in found)
    cpu = statistics.median(run.cpu for run in found)
    spread = f"{seconds[0]:.3g} to {seconds[-1]:.3g} s" if len(found) > 1 else f"{seconds[0]:.3g} s"
    return f"{len(found)} runs of {spread}, {cpu:.3g} s of processor time outside the database"


def peak_mib() -> float:
    """The most memory that this process or one of its children has held."""
    most = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return round(most / 1024, 1)


def forget_highest() -> None:
    """Let `highest_mib` begin anew."""
    Path("/proc/self/clear_refs").write_text("5")


def highest_mib() -> float:
    """The most memory that this process has held since `forget_highest`."""
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1024


class Memory:
    """The most memory that the embedded server's processes and this one held together meanwhile,
    what they share counted once; looked at every other second, since to look costs tens of
    milliseconds."""

    def __enter__(self) -> Self:
        self.peak_mib = 0.0
        self._stop = threading.Event()
        self._watch = threading.Thread(target=self._look)
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._watch.join()

    def _look(self) -> None:
        data = server_for(config().home).data
        server = (data / "postmaster.pid").read_text().split()[0]
        while True:
            children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
            held = sum(map(_proportional_kib, [server, *children, str(os.getpid())]))
            self.peak_mib = max(self.peak_mib, round(held / 1024, 1))
            if self._stop.wait(2):
                return


def _proportional_kib(process: str) -> int:
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0  # it has ended
    return int(text.split("Pss:")[1].split()[0])


def of_peer(program: str, *arguments: object) -> dict[str, Any]:
    """What a program of bench/peers prints: one JSON object."""
    if not PEERS.exists():
        sys.exit("the peers' environment is missing: run `make bench`")
    command = [str(PEERS), str(ROOT / "bench" / "peers" / f"{program}.py"), *map(str, arguments)]
    printed = subprocess.run(command, check=True, capture_output=True).stdout
    return dict(orjson.loads(printed))
