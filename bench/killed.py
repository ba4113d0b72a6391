"""A night of filings while the site, the worker and the database are killed: what was acknowledged is
there exactly once, what was not at most once, every receipt is kept, no reminder is lost or doubled."""

import asyncio
import http.server
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import orjson

from bench.filers import Connection, Filing, keep_filing
from bench.houses import COMMAND, POSTMASTER, WEB, WORKER, House, environment, eventually
from bench.measure import ROOT, Outcome

HERE: Final = {"NOROSHI_WEBHOOK_NETWORKS": "127.0.0.0/8", "NOROSHI_LOG_LEVEL": "error"}
FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
KILLED: Final = {"site": WEB, "worker": WORKER, "database": POSTMASTER}
PATIENCE: Final = 6000  # attempts that a client makes at one filing
AT_ONCE: Final = 2000  # receipts that one command verifies
Run = Callable[..., subprocess.CompletedProcess[str]]


@dataclass(frozen=True, slots=True)
class Size:
    """filings, clients, operators: how many; pauses: seconds before each process is killed, between
    the two; rounds: how often all three of them are at most; seconds: after which no more is filed."""

    filings: int
    clients: int
    operators: int
    pauses: tuple[float, float]
    rounds: int
    seconds: float


@dataclass(slots=True)
class Night:
    """What came of one. filed: by each client; killed: how often which; took: seconds; hook: bodies of
    webhooks by their id; house: what it holds after all."""

    filed: list[Filing] = field(default_factory=list)
    killed: Counter[str] = field(default_factory=Counter)
    took: float = 0.0
    hook: dict[str, Any] = field(default_factory=dict)
    house: dict[str, Any] = field(default_factory=dict)

    @property
    def acknowledged(self) -> list[Filing]:
        return [one for one in self.filed if one.receipt]


FULL: Final = Size(20_000, 50, 50, (4.0, 24.0), 40, 1500.0)


def filings_killed(size: Size = FULL) -> Outcome:
    """Filings that are acknowledged a second while site, worker and database are killed again and again,
    each client sending again until it is answered, under the same key."""
    with tempfile.TemporaryDirectory(prefix="noroshi-killed-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # else the server of root would live elsewhere
        night = night_of(size, folder / "home", random.Random())
        check_versions(night)
        verified = check_receipts(_run, folder / "home", night.acknowledged, folder)
        reminded = check_reminders(night)
    acknowledged = len(night.acknowledged)
    again = sum(one.attempts > 1 for one in night.filed)
    kills = ", ".join(f"the {what} {times} times" for what, times in night.killed.items())
    unknown = len(night.filed) - acknowledged
    notes = [
        f"{size.clients} clients of {size.operators} operators; killed: {kills}",
        f"{acknowledged} filings acknowledged in {night.took:.0f} s, each there once",
        f"{again} sent again; {unknown} not acknowledged, each there at most once",
        f"{verified} receipts verified offline; {reminded} reminders, each made and delivered once",
    ]
    return Outcome(acknowledged / night.took, notes)


def night_of(size: Size, home: Path, chance: random.Random) -> Night:
    """Let it happen in a home, and say what came of it."""
    night = Night()
    with _receiving(night.hook) as url:
        house = House(home, (), **HERE)
        house.errors = subprocess.DEVNULL  # each kill leaves many
        credentials = _inside(home, "open", url, str(size.operators), str(size.clients))
        try:
            house.start()
            tokens = [_token(house.port, *one) for one in credentials]
            asyncio.run(_filed(night, size, house, tokens, chance))
        finally:
            house.end()
        night.house = _inside(home, "count")
    return night


async def _filed(
    night: Night, size: Size, house: House, tokens: Sequence[str], chance: random.Random
) -> None:
    """Clients file and it kills until there are enough, and all have been killed."""
    began = time.perf_counter()
    counted = [0] * len(tokens)

    def is_enough() -> bool:
        return sum(counted) >= size.filings or time.perf_counter() - began > size.seconds

    def is_over(client: int, count: int) -> bool:
        counted[client] = count
        return night.killed.total() >= len(KILLED) and is_enough()

    killing = asyncio.create_task(asyncio.to_thread(_kill, night, size, house, chance, is_enough))
    filers = [
        keep_filing(
            Connection(house.port, f"Authorization: Bearer {token}\r\n"),
            f"night-{client}",
            partial(is_over, client),
            patience=PATIENCE,
        )
        for client, token in enumerate(tokens)
    ]
    night.filed += [one for found in await asyncio.gather(*filers) for one in found]
    night.took = time.perf_counter() - began
    await killing


def _kill(
    night: Night, size: Size, house: House, chance: random.Random, is_enough: Callable[[], bool]
) -> None:
    """Round by round each once, at moments of chance, in an order of chance."""
    for number in range(size.rounds):
        order = list(KILLED)
        chance.shuffle(order)
        for what in order:
            time.sleep(chance.uniform(*size.pauses))
            if number and is_enough():
                return
            eventually(lambda: bool(house.processes(*KILLED[what])))  # noqa: B023 - called here
            os.kill(house.one(*KILLED[what]), signal.SIGKILL)
            night.killed[what] += 1


def check_versions(night: Night) -> None:
    """What was acknowledged is there once, under the receipt that was given; all else at most once."""
    held = {title: (receipt, entry) for title, receipt, entry in night.house["versions"]}
    assert len(held) == len(night.house["versions"]), "something was filed twice"
    for one in night.acknowledged:
        assert one.receipt
        told = (one.receipt["number"], one.receipt["ledger_entry"])
        assert held.get(one.title) == told, one.title
    assert set(held) <= {one.title for one in night.filed}, "something was filed by nobody"
    assert max(one.attempts for one in night.filed) > 1, "no client ever had to send again"


def check_receipts(run: Run, home: Path, filings: Sequence[Filing], folder: Path) -> int:
    """Offline: by the keys and an export alone; of an export without them each is missing. Returns how
    many were verified. run: runs a command of the house."""
    key, log, less = folder / "key", folder / "log", folder / "less"
    keys = json.loads(_done(run(home, "ledger", "key", "--json")))["keys"]
    key.write_text("\n".join(keys) + "\n")
    _done(run(home, "ledger", "export", log))
    lines = log.read_bytes().splitlines(keepends=True)
    less.write_bytes(b"".join(line for line in lines if b"ReportAccepted" not in line))
    given = [word for one in filings for word in ("--receipt", _receipt(one, folder))]
    for begin in range(0, len(given), 2 * AT_ONCE):
        part = given[begin : begin + 2 * AT_ONCE]
        told = json.loads(_done(run(home, "ledger", "verify", log, "--key", key, "--json", *part)))
        assert told["state"] == "authenticated", told
        broken = run(home, "ledger", "verify", less, *part)
        assert broken.returncode == 1
        assert broken.stdout.count("promised to be merged") == len(part) // 2
    return len(filings)


def _receipt(one: Filing, folder: Path) -> Path:
    file = folder / f"{one.title}.json"
    file.write_bytes(orjson.dumps(one.receipt))
    return file


def check_reminders(night: Night) -> int:
    """One of each late stage; each told of by one delivery, which arrived. Returns how many."""
    owed = Counter(tuple(one) for one in night.house["owed"])
    assert set(owed.values()) == {1}
    reminders = {one[0]: tuple(one[1:]) for one in night.house["reminders"]}
    assert Counter(reminders.values()) == owed, "a reminder is missing, or made twice"
    planned = Counter(one for reminded in night.house["planned"] for one in reminded)
    assert planned == dict.fromkeys(reminders, 1), "a reminder is told by no delivery, or by two"
    told = Counter(
        (one["report"], one["stage"], one["recipient"])
        for body in night.hook.values()
        for one in body["data"]["deadlines"]
    )
    missing, twice = (owed - told).total(), (told - owed).total()
    assert told == owed, f"{missing} deliveries are missing, {twice} are there twice"
    return len(reminders)


def _inside(home: Path, *words: str) -> Any:
    command = [sys.executable, "-m", "bench.killed_inside", *words]
    surroundings = environment(home, **HERE)
    told = subprocess.run(command, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, check=True)
    return orjson.loads(told.stdout)


def _run(home: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [*COMMAND, *map(str, arguments)]
    return subprocess.run(
        command, env=environment(home), capture_output=True, text=True, check=False
    )


def _done(ended: subprocess.CompletedProcess[str]) -> str:
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def _token(port: int, client_id: str, client_secret: str) -> str:
    form = {"client_id": client_id, "client_secret": client_secret}
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    body = urlencode({"grant_type": "client_credentials", **form})
    connection.request("POST", "/oauth/token", body, FORM)
    answer = json.loads(connection.getresponse().read())
    connection.close()
    return str(answer["access_token"])


@contextmanager
def _receiving(got: dict[str, Any]) -> Iterator[str]:
    """The address of an endpoint; what arrives is kept by its id, which is the same when it is sent
    again."""

    class Hook(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got[self.headers["webhook-id"]] = orjson.loads(body)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    class Server(http.server.ThreadingHTTPServer):
        request_queue_size = 128  # all endpoints are told at once

    with Server(("127.0.0.1", 0), Hook) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/hook"
        finally:
            server.shutdown()
            thread.join()
