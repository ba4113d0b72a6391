"""The supervisor with small children of its own: real processes, real signals."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from noroshi.kernel.errors import RefusedError
from noroshi.operations.supervise import claimed
from tests.integration.cli.commands import temporary_home

SUPERVISOR = """
import os, sys
from pathlib import Path
from noroshi.operations.supervise import MARK, Child, claimed, supervise

home = Path(sys.argv[1])
with claimed(home) as mark:
    environment = {**os.environ, MARK: mark, "HERE": str(home)}
    children = [
        Child(name, [sys.executable, "-c", script], environment, patience=float(sys.argv[2]))
        for name, script in zip(sys.argv[3::2], sys.argv[4::2], strict=True)
    ]
    supervise(children, is_ready=lambda: True, announce=lambda: print("ready", flush=True))
"""

# Says its process number under its name, and its end.
CHILD = """
import os, pathlib, signal, sys, time
here = pathlib.Path(os.environ["HERE"])
def leave(*_):
    with (here / "ends").open("a") as file: file.write("{name}\\n")
    sys.exit(0)
signal.signal(signal.SIGTERM, {handler})
{first}
(here / "{name}.new").write_text(str(os.getpid()))
(here / "{name}.new").rename(here / "{name}")
while True: time.sleep(60)
"""

HARD = """
import os, signal, sys, time
from contextlib import ExitStack
from pathlib import Path
from noroshi.kernel.errors import UnavailableError
from noroshi.operations.supervise import EmbeddedDatabase

home = Path(sys.argv[1])
file = home / "postgres" / "data" / "postmaster.pid"
database = EmbeddedDatabase(home, ExitStack())
os.close(database.start())
os.kill(int(file.read_text().split()[0]), signal.SIGKILL)
while True:
    try:
        os.close(database.start())
        break
    except UnavailableError:
        time.sleep(0.1)
print(file.read_text().split()[0])
database.stop(lambda _: True)
"""

FORK = "if os.fork() == 0: time.sleep(600)"


def child(name: str, *, handler: str = "leave", first: str = "") -> tuple[str, str]:
    return name, CHILD.format(name=name, handler=handler, first=first)


@pytest.fixture
def start(tmp_path):
    started = []

    def start(*children: tuple[str, str], patience: float = 20) -> subprocess.Popen[str]:
        words = [word for one in children for word in one]
        process = subprocess.Popen(
            [sys.executable, "-c", SUPERVISOR, str(tmp_path), str(patience), *words],
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        for name, _ in children:
            eventually(lambda name=name: (tmp_path / name).exists())
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()
    with claimed(tmp_path):
        pass


def eventually(holds: Callable[[], bool], *, within: float = 30) -> None:
    deadline = time.monotonic() + within
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def pid(home: Path, name: str) -> int:
    return int((home / name).read_text())


def is_running(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def group(number: int) -> list[int]:
    listed = subprocess.run(
        ["pgrep", "-g", str(number)], capture_output=True, text=True, check=False
    )
    return [number for number in map(int, listed.stdout.split()) if is_running(number)]


def test_a_child_that_dies_is_started_again(start, tmp_path):
    start(child("web"), child("worker"))
    web, worker = pid(tmp_path, "web"), pid(tmp_path, "worker")
    os.kill(web, signal.SIGKILL)
    eventually(lambda: pid(tmp_path, "web") != web)
    assert is_running(pid(tmp_path, "web"))
    assert pid(tmp_path, "worker") == worker


def test_what_a_dead_child_leaves_behind_is_taken_away(start, tmp_path):
    start(child("web", first=FORK))
    web = pid(tmp_path, "web")
    assert len(group(web)) == 2
    os.kill(web, signal.SIGKILL)
    eventually(lambda: pid(tmp_path, "web") != web)
    assert group(web) == []


def test_a_child_that_keeps_dying_is_started_ever_more_rarely(start, tmp_path):
    note = "(here / 'starts').open('a').write('x'); (here / 'web').touch(); sys.exit(1)"
    start(child("web", first=note))
    time.sleep(3)
    assert 2 <= len((tmp_path / "starts").read_text()) <= 5


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_stops_all_in_the_opposite_order(start, tmp_path, number):
    supervisor = start(child("worker"), child("web"))
    children = [pid(tmp_path, "worker"), pid(tmp_path, "web")]
    supervisor.send_signal(number)
    assert supervisor.wait(20) == 0
    assert (tmp_path / "ends").read_text().split() == ["web", "worker"]
    assert not any(map(is_running, children))


def test_a_child_that_does_not_stop_is_killed_after_its_time(start, tmp_path):
    supervisor = start(child("web", handler="signal.SIG_IGN"), patience=0.5)
    web = pid(tmp_path, "web")
    supervisor.terminate()
    assert supervisor.wait(20) == 0
    assert not is_running(web)


def test_a_second_signal_does_not_wait(start, tmp_path):
    supervisor = start(child("web", handler="signal.SIG_IGN"), patience=600)
    supervisor.terminate()
    time.sleep(0.3)
    supervisor.terminate()
    assert supervisor.wait(20) == 0


def test_children_end_with_a_supervisor_that_is_killed(start, tmp_path):
    supervisor = start(child("web"), child("worker"))
    children = [pid(tmp_path, "web"), pid(tmp_path, "worker")]
    supervisor.kill()
    eventually(lambda: not any(map(is_running, children)))


def test_the_next_supervisor_ends_what_did_not_end_by_itself(start, tmp_path, monkeypatch):
    monkeypatch.setattr("noroshi.operations.supervise.GRACE", 0.2)
    supervisor = start(child("web", handler="signal.SIG_IGN", first=FORK))
    left = group(pid(tmp_path, "web"))
    supervisor.kill()
    supervisor.wait()
    assert len(left) == 2
    bystander = subprocess.Popen(["sleep", "600"])
    try:
        with claimed(tmp_path):
            assert not any(map(is_running, left))
            assert is_running(bystander.pid)
    finally:
        bystander.kill()
        bystander.wait()


def test_a_second_supervisor_of_one_home_is_refused(start, tmp_path):
    supervisor = start(child("web"))
    with pytest.raises(RefusedError, match=str(supervisor.pid)), claimed(tmp_path):
        pass
    assert is_running(pid(tmp_path, "web"))


def test_two_homes_do_not_disturb_each_other(tmp_path):
    with claimed(tmp_path / "a"), claimed(tmp_path / "b"):
        pass


def test_a_server_that_was_hard_to_start_again_is_stopped_all_the_same():
    """In a process of its own: what a failed start leaves open is a warning there, no error."""
    with temporary_home() as home:
        ended = subprocess.run(
            [sys.executable, "-c", HARD, str(home)], stdout=subprocess.PIPE, text=True, check=True
        )
        eventually(lambda: not is_running(int(ended.stdout)))
