"""Keep processes running in the foreground: restart what ends, stop all of them in order.

Nothing outlives its supervisor: a child is told to stop when the parent dies, and what does not
obey carries a mark by which the next supervisor of the same home knows it for its own."""

import ctypes
import fcntl
import os
import secrets
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Protocol

import structlog

from noroshi.kernel.errors import NoroshiError, RefusedError, UnavailableError
from noroshi.operations.postgres import running

log = structlog.get_logger(__name__)

MARK: Final = "NOROSHI_SUPERVISOR"
SHORTEST_PAUSE: Final = 0.2  # seconds before the first restart; doubles
LONGEST_PAUSE: Final = 30.0
SETTLED: Final = 60.0  # seconds after which an end is no longer one of a series
GRACE: Final = 5.0  # seconds that what an earlier supervisor left may still take to end

_PR_SET_PDEATHSIG: Final = 1
_libc = ctypes.CDLL(None, use_errno=True)


class Member(Protocol):
    """Something that is kept running. `start` returns a pidfd, readable once it has ended."""

    name: str

    def start(self) -> int:
        """Begin, and return a descriptor that the supervisor will close."""

    def clear(self) -> None:
        """Take away what is left after an end."""

    def stop(self, awaited: Callable[[float], bool]) -> None:
        """End in order. `awaited(seconds)`: whether the end came before the time was over."""


@dataclass(slots=True)
class Child:
    """A child process. patience: seconds between being told to stop and being killed."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    patience: float
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> int:
        self.process = subprocess.Popen(  # noqa: S603 - our own commands
            self.command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr.fileno(),  # standard output is for the supervisor's one document
            start_new_session=True,  # a terminal's Ctrl-C is for the supervisor alone
            preexec_fn=partial(_end_with, os.getpid()),  # noqa: PLW1509 - no thread runs here
        )
        return os.pidfd_open(self.process.pid)

    def clear(self) -> None:
        if self.process is None:
            return
        # Until it is waited for, the process keeps its number, and so the group is still its own.
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def stop(self, awaited: Callable[[float], bool]) -> None:
        if self.process is not None:
            os.kill(self.process.pid, signal.SIGTERM)
            awaited(self.patience)
        self.clear()


@dataclass(slots=True)
class EmbeddedDatabase:
    """The embedded server of a home, started anew if it dies. held: what holds it so far."""

    home: Path
    held: ExitStack
    name: str = "database"

    def start(self) -> int:
        fresh = ExitStack()
        server = fresh.enter_context(running(self.home))
        self.held.close()
        self.held = fresh
        postmaster = (server.data / "postmaster.pid").read_text().split("\n")[0]
        return os.pidfd_open(int(postmaster))

    def clear(self) -> None:
        """Nothing: the server takes up its own remains when it starts."""

    def stop(self, awaited: Callable[[float], bool]) -> None:  # noqa: ARG002 - it waits itself
        try:
            self.held.close()
        except UnavailableError as error:
            log.warning("had ended already", process=self.name, reason=error.detail)


@contextmanager
def claimed(home: Path) -> Iterator[str]:
    """Be the one supervisor of a home; what an earlier one left behind is ended first. Yields the
    mark that children carry in their environment.

    Raises: RefusedError if another supervises it."""
    home.mkdir(parents=True, exist_ok=True, mode=0o755)
    descriptor = os.open(home / "up.lock", os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            process = file.read().partition(" ")[0] or "unknown"
            raise RefusedError(
                f"noroshi is up on {home} already (process {process}); stop it first,"
                " or name another home with NOROSHI_HOME"
            ) from None
        _end_leftovers(file.read().partition(" ")[2])
        mark = secrets.token_hex(16)
        file.seek(0)
        file.truncate()
        file.write(f"{os.getpid()} {mark}")
        file.flush()
        yield mark


def supervise(
    members: Sequence[Member], *, is_ready: Callable[[], bool], announce: Callable[[], None]
) -> None:
    """Start the members in order and keep them running until SIGTERM, SIGINT or SIGHUP; then stop
    them in the opposite order. A second signal kills what still runs. `announce` is called once,
    as soon as it is ready."""
    with _signals() as signals:
        watched = [_Watched(member) for member in members]
        announced = False
        try:
            while not _arrived(signals):
                now = time.monotonic()
                for one in watched:
                    one.bring_up(now)
                if not announced and is_ready():
                    announce()
                    announced = True
                _wait(signals, watched, 0.1 if not announced else LONGEST_PAUSE)
        finally:
            for one in reversed(watched):
                one.stop(signals)


class _Watched:
    """A member and when it is to be started next."""

    def __init__(self, member: Member) -> None:
        self.member = member
        self.pidfd: int | None = None
        self.due = 0.0
        self._started = 0.0
        self._pause = SHORTEST_PAUSE

    def bring_up(self, now: float) -> None:
        if self.pidfd is not None and _is_readable(self.pidfd):
            self._ended(now)
        if self.pidfd is None and now >= self.due:
            self._started = now
            try:
                self.pidfd = self.member.start()
            except (NoroshiError, OSError) as error:
                log.error("cannot be started", process=self.member.name, reason=str(error))  # noqa: TRY400 - the reason is enough
                self._postpone(now)

    def _ended(self, now: float) -> None:
        self._close()
        self.member.clear()
        if now - self._started > SETTLED:
            self._pause = SHORTEST_PAUSE
        log.warning("ended", process=self.member.name, starts_again_in=self._pause)
        self._postpone(now)

    def _postpone(self, now: float) -> None:
        self.due = now + self._pause
        self._pause = min(2 * self._pause, LONGEST_PAUSE)

    def stop(self, signals: int) -> None:
        self.member.stop(partial(self._awaited, signals))
        self._close()

    def _awaited(self, signals: int, seconds: float) -> bool:
        _drain(signals)
        waited = [self.pidfd] if self.pidfd is not None else []
        ready, _, _ = select.select([*waited, signals], [], [], seconds)
        return self.pidfd in ready

    def _close(self) -> None:
        if self.pidfd is not None:
            os.close(self.pidfd)
            self.pidfd = None


def _wait(signals: int, watched: Sequence[_Watched], longest: float) -> None:
    now = time.monotonic()
    pauses = [max(one.due - now, 0.0) for one in watched if one.pidfd is None]
    descriptors = [one.pidfd for one in watched if one.pidfd is not None]
    select.select([signals, *descriptors], [], [], min([longest, *pauses]))


def _is_readable(descriptor: int) -> bool:
    return bool(select.select([descriptor], [], [], 0)[0])


_arrived = _is_readable


def _drain(signals: int) -> None:
    while _is_readable(signals):
        os.read(signals, 512)


@contextmanager
def _signals() -> Iterator[int]:
    """A descriptor that becomes readable when one of the stopping signals arrives."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    stopping = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    heard = [number for number in stopping if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, lambda *_: None) for number in heard}
    wakeup = signal.set_wakeup_fd(writer)
    try:
        yield reader
    finally:
        signal.set_wakeup_fd(wakeup)
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(reader)
        os.close(writer)


def _end_with(parent: int) -> None:
    """In the child, before it becomes its program: SIGTERM when the parent dies."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it died before that
        os._exit(1)


def _end_leftovers(mark: str) -> None:
    """End every process that carries the mark: give it a moment, then kill it."""
    left = list(_marked(mark)) if mark else []
    deadline = time.monotonic() + GRACE
    for process in left:
        if not select.select([process], [], [], max(deadline - time.monotonic(), 0))[0]:
            log.warning("killing what an earlier start left behind")
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(process, signal.SIGKILL)
            select.select([process], [], [], GRACE)
        os.close(process)


def _marked(mark: str) -> Iterator[int]:
    """Pidfds of processes whose environment holds the mark. The descriptor is opened before the
    environment is read, so that it cannot come to mean another process."""
    wanted = f"{MARK}={mark}".encode()
    for entry in os.scandir("/proc"):
        if not entry.name.isdecimal():
            continue
        try:
            process = os.pidfd_open(int(entry.name))
        except OSError:
            continue
        try:
            environment = Path(entry.path, "environ").read_bytes()
        except OSError:
            environment = b""
        if wanted in environment.split(b"\0"):
            yield process
        else:
            os.close(process)
