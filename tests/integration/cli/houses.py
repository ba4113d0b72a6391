"""A house that `noroshi up` runs, with its processes."""

import http.client
import json
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from tests.integration.cli.commands import COMMAND, environment

WEB = ("granian",)
WORKER = ("noroshi.entrypoints.cli", "worker")
POSTMASTER = ("postgres", " -D ")
PATIENCE = 120  # seconds


def eventually(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class House:
    """One home, its port, and the `noroshi up` that was started on it."""

    def __init__(self, home: Path, prefix: tuple[str, ...] = (), **settings: str) -> None:
        self.home = home
        self.settings = settings
        self.port = free_port()
        self.prefix = prefix
        self.up: subprocess.Popen[str] | None = None

    def start(self, *arguments: str) -> dict:
        """Start, wait until it says that it is up, and return what it says."""
        self.up = subprocess.Popen(
            [
                *self.prefix,
                *COMMAND,
                "up",
                "--json",
                "--bind",
                f"127.0.0.1:{self.port}",
                *arguments,
            ],
            env=environment(self.home, **self.settings),
            stdout=subprocess.PIPE,
            text=True,
        )
        line = self.up.stdout.readline()
        assert line, f"it ended with {self.up.wait()}"
        return json.loads(line)

    def answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except OSError:
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
        self.up.terminate()
        code = self.up.wait(PATIENCE)
        self.up.stdout.close()
        return code

    def end(self) -> None:
        """Leave nothing behind, whatever has happened."""
        if self.up and self.up.poll() is None:
            self.stop()
        eventually(lambda: not self.processes())
