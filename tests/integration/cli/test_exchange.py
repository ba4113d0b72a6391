"""Two houses exchange both ways while each is killed: nothing is lost, doubled or sent back."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from bench.houses import POSTMASTER, WEB, House, environment, eventually
from noroshi.operations.postgres import running
from tests.integration.cli.commands import done, migrated_home, refused, run

ROOT = Path(__file__).parents[3]
HERE = {"NOROSHI_WEBHOOK_NETWORKS": "127.0.0.0/8", "NOROSHI_LOG_LEVEL": "error"}
MANY = 100


def begun(home, *words):
    command = [sys.executable, "-m", "tests.integration.cli.exchanging", *map(str, words)]
    surroundings = environment(home, **HERE)
    return subprocess.Popen(command, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE)


def ended(process):
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return json.loads(said.splitlines()[-1])


def token(port, client_id, client_secret):
    form = {"client_id": client_id, "client_secret": client_secret}
    body = urlencode({"grant_type": "client_credentials", **form})
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/oauth/token", body, headers)
    answer = json.loads(connection.getresponse().read())
    connection.close()
    return answer["access_token"]


def driven(home, *words):
    """The driver, once it has begun to exchange."""
    driver = begun(home, *words)
    assert driver.stdout.readline() == b"begun\n"
    return driver


def killed_meanwhile(house, home, words, chance):
    """Exchange to the end; both sides' processes are killed at moments of chance."""
    kills = [None, chance.choice([WEB, POSTMASTER])]
    chance.shuffle(kills)
    driver = driven(home, *words)
    for one in kills:
        time.sleep(chance.uniform(0.1, 0.5))
        assert driver.poll() is None, "killed in the midst"
        if one is None:
            driver.kill()
            driver.communicate()
            driver = driven(home, *words)
        else:
            os.kill(house.one(*one), signal.SIGKILL)
    return ended(driver)


def test_two_houses_lose_double_and_echo_nothing_though_each_is_killed(tmp_path):
    chance = random.Random()
    with migrated_home() as home, migrated_home() as theirs, running(home):
        preparing = [begun(home, "prepare", "a", MANY), begun(theirs, "prepare", "b", MANY)]
        credentials = [ended(one) for one in preparing][1]
        house = House(theirs, **HERE)
        try:
            house.start()
            url = f"http://127.0.0.1:{house.port}/taxii2/"
            words = ("drive", url, token(house.port, *credentials), 100)
            killed_meanwhile(house, home, words, chance)
            eventually(house.answers)
            counting = [begun(home, "count"), begun(theirs, "count")]
            ours, their = (ended(one) for one in counting)
            (listed,) = done(home, "partners", "list", **HERE)["items"]
        finally:
            house.end()
    check(ours, their)
    assert (listed["name"], listed["state"], listed["direction"]) == ("other", "level", "both")
    assert (listed["declined"], listed["failures"]) == (0, 0)
    assert listed["out"] >= MANY


def check(ours, their):
    own = {
        name: {(one[2], one[3]) for one in house["held"] if one[:2] == ["NCO", "import"]}
        for name, house in (("a", ours), ("b", their))
    }
    came = [tuple(one[2:]) for one in ours["held"] if one[1] == "partner other"]
    went = [tuple(one[2:]) for one in their["held"] if one[:2] == ["ALLY", "taxii"]]
    for there, name, rows in ((own["b"], "b", came), (own["a"], "a", went)):
        assert len(rows) == len(set(rows)), "each version once"
        named = {one[0] for one in rows}
        expected = {one for one in there if one[0].startswith(f"{name}-")}
        days = {one for one in rows if one[0].startswith(f"{name}-")}
        assert {one[0] for one in days} == {one[0] for one in expected}, "nothing is lost"
        assert {one for one in expected if "example" not in one[0]} <= days
        other = "b" if name == "a" else "a"
        assert not any(one.startswith((f"{other}-", "secret")) for one in named), "no echo, no leak"
    assert len(ours["held"]) + len(their["held"]) <= 2 * len(own["a"] | own["b"]) + 20
    for house in (ours, their):
        newest = dict(house["newest"])
        assert {newest[f"newer-{number}"] for number in range(10)} == {2}, "the later version wins"
    shared = [
        {tuple(one) for one in house["newest"] if not one[0].startswith("secret")}
        for house in (ours, their)
    ]
    assert {one for one in shared[0] if "example" not in one[0]} == {
        one for one in shared[1] if "example" not in one[0]
    }


def test_a_partner_that_is_away_is_tried_again(home, nation, tmp_path):
    """Added with a secret from a file, and listed as failing."""
    (tmp_path / "secret").write_text("word\n")
    as_east = ("--organisation", "P-EAST")
    words = ("isac", "http://127.0.0.1:9/taxii2/", *as_east, "--pull", "x", "--user", "us")
    assert "https" in refused(home, "partners", "add", *words)
    added = done(home, "partners", "add", *words, "--secret-file", tmp_path / "secret", **HERE)
    assert (added["state"], added["every"], added["tlp"]) == ("new", 5, "amber+strict")
    (listed,) = done(home, "partners", "list", *as_east)["items"]
    assert (listed["state"], listed["reason"], listed["failures"]) == ("failing", "unreachable", 1)
    assert "word" not in json.dumps(listed)
    told = run(home, "partners", "poll", "isac", *as_east, "--json", **HERE)
    assert (told.returncode, json.loads(told.stdout)["reason"]) == (1, "unreachable")
    assert done(home, "partners", "declined", "isac", *as_east)["items"] == []
    done(home, "partners", "pause", "isac", *as_east)
    assert "paused" in refused(home, "partners", "poll", "isac", *as_east)
    done(home, "partners", "remove", "isac", *as_east)
    assert done(home, "partners", "list")["items"] == []
