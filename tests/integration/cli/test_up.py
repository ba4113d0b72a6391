"""`noroshi up` whole: real processes, real signals, a real database."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener, urlopen

import pytest

from bench.houses import (
    COMMAND,
    POSTMASTER,
    WEB,
    WORKER,
    House,
    environment,
    eventually,
    free_port,
)
from tests.integration.cli.commands import done, migrated_home, refused, temporary_home


@pytest.fixture
def house() -> Iterator[House]:
    with temporary_home() as home:
        found = House(home)
        yield found
        found.end()


@pytest.fixture
def migrated_house() -> Iterator[House]:
    with migrated_home() as home:
        found = House(home)
        yield found
        found.end()


@pytest.fixture(scope="module")
def running_house() -> Iterator[House]:
    with migrated_home() as home:
        found = House(home)
        found.start()
        yield found
        assert found.stop() == 0
        assert found.processes() == {}


@pytest.mark.parametrize("words", [WEB, WORKER, POSTMASTER], ids=["web", "worker", "postmaster"])
def test_what_is_killed_comes_back(running_house, words):
    eventually(lambda: bool(running_house.processes(*WORKER)))
    killed = running_house.one(*words)
    os.kill(killed, signal.SIGKILL)
    eventually(
        lambda: (
            killed not in running_house.processes()
            and bool(running_house.processes(*words))
            and running_house.answers()
        )
    )


def test_a_web_process_that_dies_under_its_master_comes_back(running_house):
    eventually(lambda: len(running_house.processes(*WEB)) >= 2)
    killed = max(running_house.processes(*WEB))
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: killed not in running_house.processes() and running_house.answers())


def test_processes_of_the_site_count_together(running_house):
    def got(path):
        with urlopen(f"http://127.0.0.1:{running_house.port}{path}", timeout=10) as answer:
            return answer.read().decode()

    def answered():
        shown = re.search(r'requests_total\{.*route="healthz".*\} ([0-9.]+)', got("/metrics"))
        return float(shown[1]) if shown else 0

    before = answered()
    for _ in range(20):
        assert got("/healthz")
    assert answered() == answered() == before + 20


def test_sign_ins_that_fail_are_counted_by_all_processes_together(running_house):
    address = f"http://127.0.0.1:{running_house.port}/sign-in/"

    def tried():
        asking = build_opener(HTTPCookieProcessor())
        asking.addheaders = [("Accept-Language", "en")]
        page = asking.open(address, timeout=10).read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        given = {"login": "x@example.test", "password": "x", "csrfmiddlewaretoken": token}
        return asking.open(address, urlencode(given).encode(), timeout=10).read().decode()

    answers = [tried() for _ in range(6)]
    assert ["Too many failed" in one for one in answers] == [False] * 5 + [True]


def test_commands_work_beside_it(running_house):
    assert done(running_house.home, "organisations", "list")["items"] == []
    assert running_house.answers()


def test_the_owner_s_password_is_not_with_the_children(running_house):
    eventually(lambda: bool(running_house.processes(*WORKER)))
    for words in (WEB, WORKER):
        surroundings = Path(f"/proc/{running_house.one(*words)}/environ").read_bytes()
        (url,) = [line for line in surroundings.split(b"\0") if line.startswith(b"DATABASE_URL=")]
        assert b"user=noroshi_" in url


def test_a_second_up_on_one_home_is_refused(running_house):
    reason = refused(running_house.home, "up", "--bind", f"127.0.0.1:{free_port()}")
    assert str(running_house.up.pid) in reason
    assert running_house.answers()


def test_a_restore_while_it_runs_is_refused(running_house, tmp_path):
    for name in ("passphrase", "backup"):
        (tmp_path / name).write_text("correct horse battery staple")
    words = ("restore", tmp_path / "backup", "--passphrase-file", tmp_path / "passphrase")
    assert "is up on" in refused(running_house.home, *words)


def test_a_port_that_another_program_has_is_refused(house):
    with socket.create_server(("127.0.0.1", house.port)):
        reason = refused(house.home, "up", "--bind", f"127.0.0.1:{house.port}")
    assert str(house.port) in reason
    assert "--bind" in reason
    assert house.processes() == {}


def test_after_its_own_end_by_sigkill_it_starts_again(migrated_house):
    house = migrated_house
    house.start()
    house.up.kill()
    house.up.wait()
    house.up.stdout.close()
    house.start()
    eventually(house.answers)
    assert house.stop() == 0
    assert house.processes() == {}


def test_sigterm_while_it_prepares_leaves_nothing(house):
    house.up = subprocess.Popen(
        [*COMMAND, "up", "--bind", f"127.0.0.1:{house.port}"],
        env=environment(house.home),
        stdout=subprocess.PIPE,
        text=True,
    )
    eventually(lambda: bool(house.processes("prepare")))
    assert house.stop() == 128 + signal.SIGTERM
    eventually(lambda: house.processes() == {})


def ordinary_user() -> tuple[str, ...]:
    """A prefix by which root runs a command as nobody, who may read a Python that lies in root's
    own directory, and nothing more."""
    prefix = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
    tried = [*prefix, "sh", "-c", '"$0" -c ""', sys.executable]
    if subprocess.run(tried, stderr=subprocess.DEVNULL, check=False).returncode == 0:
        return prefix
    return (*prefix, "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search")


@pytest.mark.parametrize("account", ["own", "ordinary"] if os.geteuid() == 0 else ["own"])
def test_it_starts_and_stops(house, account):
    if account == "ordinary":
        house.prefix = ordinary_user()
        house.home.mkdir()
        os.chown(house.home, 65534, 65534)
    house.start()
    eventually(house.answers)
    assert house.stop() == 0
    assert house.processes() == {}


def test_the_demo_says_its_address_and_sign_ins(house):
    said = house.start("--demo")
    assert said["address"] == f"http://127.0.0.1:{house.port}"
    assert {sign_in["organisation"] for sign_in in said["sign_ins"]} >= {"P-EAST", "NCO"}
    assert all(sign_in["password"] for sign_in in said["sign_ins"])
    assert len(done(house.home, "warnings", "list", "--organisation", "P-EAST")["items"]) > 3
