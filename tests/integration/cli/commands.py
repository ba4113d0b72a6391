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
from typing import Any

from noroshi.operations.postgres import running

# Modules are compiled once for all commands: otherwise that is most of what a command does.
COMPILED = Path(tempfile.gettempdir()) / f"noroshi-tests-{os.getuid()}-compiled"
LEFT_OUT = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "PYTHONDONTWRITEBYTECODE"}
COMMAND = (sys.executable, "-m", "noroshi.entrypoints.cli")


@contextmanager
def temporary_home() -> Iterator[Path]:
    """A home that any account may reach, so that all of its server lies in it and goes with it."""
    with tempfile.TemporaryDirectory(prefix="noroshi-home-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder) / "home"


@contextmanager
def running_home() -> Iterator[Path]:
    """A home whose embedded server runs, its database migrated and empty; keys come at first need."""
    with temporary_home() as home:
        subprocess.run(["cp", "-a", _migrated(), home], check=True)
        with running(home):
            yield home


@cache
def _migrated() -> Path:
    """A home to be copied: migrating is most of what a new one costs."""
    folder = tempfile.mkdtemp(prefix="noroshi-home-")
    atexit.register(shutil.rmtree, folder)
    Path(folder).chmod(0o711)
    home = Path(folder) / "home"
    with running(home):
        done(home, "organisations", "list")
    shutil.rmtree(home / "keys")
    return home


def environment(home: Path, **settings: str) -> dict[str, str]:
    """The environment of a fresh installation; nothing of the tests' own leaks in."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("NOROSHI_") and name not in LEFT_OUT
    }
    own = {"NOROSHI_HOME": str(home), "LC_ALL": "C.UTF-8", "PYTHONPYCACHEPREFIX": str(COMPILED)}
    return {**inherited, **own, **settings}


def run(home: Path, *arguments: object, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        env=environment(home, **settings),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


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
