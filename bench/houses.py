"""A house that `noroshi up` runs, with its processes: to be watched, and killed."""

import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

# Modules are compiled once for all commands: otherwise that is most of what a command does.
COMPILED: Final = Path(tempfile.gettempdir()) / f"noroshi-tests-{os.getuid()}-compiled"
LEFT_OUT: Final = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "PYTHONDONTWRITEBYTECODE"}
COMMAND: Final = (sys.executable, "-m", "noroshi.entrypoints.cli")
WEB: Final = ("granian",)
WORKER: Final = ("noroshi.entrypoints.cli", "worker")
POSTMASTER: Final = ("postgres", " -D ")
PATIENCE: Final = 120  # seconds


def environment(home: Path, **settings: str) -> dict[str, str]:
    """The environment of a fresh installation; nothing of the caller's own leaks in."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("NOROSHI_") and name not in LEFT_OUT
    }
    own = {"NOROSHI_HOME": str(home), "LC_ALL": "C.UTF-8", "PYTHONPYCACHEPREFIX": str(COMPILED)}
    return {**inherited, **own, **settings}


def eventually(holds: Callable[[], bool]) -> None:
    """Wait until it holds. Raises: AssertionError if it does not in two minutes."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def free_port() -> int:
    """A port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class House:
    """One home, its port, and the `noroshi up` that was started on it."""

    def __init__(self, home: Path, prefix: tuple[str, ...] = (), **settings: str) -> None:
        self.home = home
        self.settings = settings
        self.port = free_port()
        self.prefix = prefix
        self.errors: int | None = None  # where what it logs goes, as subprocess says it
        self.up: subprocess.Popen[str] | None = None

    def start(self, *arguments: str) -> dict[str, Any]:
        """Start, wait until it says that it is up, and return what it says."""
        bind = ("--bind", f"127.0.0.1:{self.port}")
        self.up = subprocess.Popen(
            [*self.prefix, *COMMAND, "up", "--json", *bind, *arguments],
            env=environment(self.home, **self.settings),
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
        )
        assert self.up.stdout
        line = self.up.stdout.readline()
        assert line, f"it ended with {self.up.wait()}"
        return dict(json.loads(line))

    def answers(self) -> bool:
        """The site is up and the database behind it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def processes(self, *words: str) -> dict[int, str]:
        """Running processes of this house, with their command lines."""
        found = {}
        for entry in Path("/proc").iterdir():
            if not entry.name.isdecimal():
                continue
            try:
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
                surroundings = (entry / "environ").read_bytes().split(b"\0")
            except OSError:
                continue
            is_ours = f"NOROSHI_HOME={self.home}".encode() in surroundings
            if command and (is_ours or f"{self.home}/postgres" in command):
                found[int(entry.name)] = command
        return {pid: command for pid, command in found.items() if all(w in command for w in words)}

    def one(self, *words: str) -> int:
        """The eldest process with these words in its command line."""
        return min(self.processes(*words))

    def stop(self) -> int:
        """Tell it to end, and return its exit code."""
        assert self.up
        assert self.up.stdout
        self.up.terminate()
        code = self.up.wait(PATIENCE)
        self.up.stdout.close()
        return code

    def end(self) -> None:
        """Leave nothing behind, whatever has happened."""
        if self.up and self.up.poll() is None:
            self.stop()
        eventually(lambda: not self.processes())
