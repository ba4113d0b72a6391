"""`noroshi` as somebody runs it: in a process of its own, on a home of its own."""

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from bench.houses import environment
from noroshi.operations.postgres import running

FORKED = Path(__file__).with_name("forked.py")
LONGEST = 180  # seconds that a command may take


@contextmanager
def temporary_home() -> Iterator[Path]:
    """A home that any account may reach, so that all of its server lies in it and goes with it."""
    with tempfile.TemporaryDirectory(prefix="noroshi-home-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder) / "home"


@contextmanager
def migrated_home() -> Iterator[Path]:
    """A home whose database is migrated and empty; keys come at first need."""
    with temporary_home() as home:
        subprocess.run(["cp", "-a", _migrated(), home], check=True)
        yield home


@contextmanager
def running_home() -> Iterator[Path]:
    """The same, and its embedded server runs."""
    with migrated_home() as home, running(home):
        yield home


@cache
def _migrated() -> Path:
    """An empty home that a command has made and migrated, to be copied: that is most of its cost."""
    folder = tempfile.mkdtemp(prefix="noroshi-home-")
    atexit.register(shutil.rmtree, folder)
    Path(folder).chmod(0o711)
    home = Path(folder) / "home"
    with running(home):
        done(home, "organisations", "list")
    shutil.rmtree(home / "keys")
    return home


def run(home: Path, *arguments: object, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    server = _forking()
    assert server.stdin
    assert server.stdout
    with NamedTemporaryFile("r+") as out, NamedTemporaryFile("r+") as err:
        asked = {
            "arguments": [str(one) for one in arguments],
            "environment": environment(home, **settings),
            "output": [out.name, err.name],
            "seconds": LONGEST,
        }
        server.stdin.write(json.dumps(asked) + "\n")
        server.stdin.flush()
        code = int(server.stdout.readline())
        return subprocess.CompletedProcess(asked["arguments"], code, out.read(), err.read())


@cache
def _forking() -> subprocess.Popen[str]:
    """A process of `forked.py`, for all commands of this one."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    server = subprocess.Popen([sys.executable, FORKED], env=environment(Path(os.devnull)), **pipes)
    atexit.register(server.communicate)  # the end of its input is its end
    return server


def done(home: Path, *arguments: object, **settings: str) -> Any:
    """Run one command that must succeed, and return its JSON document."""
    ended = run(home, *arguments, "--json", **settings)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def refused(home: Path, *arguments: object, **settings: str) -> str:
    """Run one command that must be refused with a reason, and return the reason."""
    ended = run(home, *arguments, **settings)
    assert ended.returncode == 1, (ended.returncode, ended.stdout, ended.stderr)
    assert "Traceback" not in ended.stderr
    return ended.stderr
