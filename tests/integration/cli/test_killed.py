"""Filings while the site, the worker and the database are killed: what was acknowledged is there
exactly once, what was not at most once, every receipt is kept, no reminder is lost or doubled."""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from bench.filers import Connection, keep_filing
from tests.integration.cli.commands import done, environment, migrated_home, run
from tests.integration.cli.houses import POSTMASTER, WEB, WORKER, House, eventually
from tests.integration.warnings.receivers import receiving

LEAST = 12  # filings of each client
ROOT = Path(__file__).parents[3]
HERE = {"NOROSHI_WEBHOOK_NETWORKS": "127.0.0.0/8", "NOROSHI_LOG_LEVEL": "warning"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def inside(house, *words):
    command = [sys.executable, "-m", "tests.integration.cli.inside", *words]
    told = subprocess.run(
        command, cwd=ROOT, env=environment(house.home, **HERE), stdout=subprocess.PIPE, check=True
    )
    return json.loads(told.stdout)


def token(house, client_id, client_secret):
    form = {"client_id": client_id, "client_secret": client_secret}
    connection = HTTPConnection("127.0.0.1", house.port, timeout=30)
    body = urlencode({"grant_type": "client_credentials", **form})
    connection.request("POST", "/oauth/token", body, FORM)
    answer = json.loads(connection.getresponse().read())
    connection.close()
    return answer["access_token"]


def kill(house, chance):
    """Each once, at moments of chance, in an order of chance."""
    killed = [WEB, WORKER, POSTMASTER]
    chance.shuffle(killed)
    for words in killed:
        time.sleep(chance.uniform(0.2, 1.0))
        eventually(lambda words=words: bool(house.processes(*words)))
        os.kill(house.one(*words), signal.SIGKILL)
    time.sleep(0.2)
    eventually(house.answers)


async def filed(house, tokens, chance):
    """What became of each filing, of eight connections, while it kills."""
    killing = asyncio.create_task(asyncio.to_thread(kill, house, chance))
    filers = [
        keep_filing(
            Connection(house.port, f"Authorization: Bearer {tokens[number % len(tokens)]}\r\n"),
            f"night-{number}",
            lambda count: killing.done() and count >= LEAST,
            patience=600,
        )
        for number in range(8)
    ]
    found = await asyncio.gather(*filers)
    await killing
    return [one for filer in found for one in filer]


def test_nothing_acknowledged_is_lost_and_nothing_is_done_twice(tmp_path):
    chance = random.Random()
    with migrated_home() as home, receiving() as hook:
        house = House(home, **HERE)
        credentials = inside(house, "open", hook.url)
        try:
            house.start()
            tokens = [token(house, *one) for one in credentials]
            filings = asyncio.run(filed(house, tokens, chance))
        finally:
            house.end()
        counted = inside(house, "count")
        by_title = check_versions(filings, counted)
        check_receipts(home, filings, tmp_path)
        check_reminders(counted, hook)
        assert len(by_title) >= 8 * LEAST * 6 // 7


def check_versions(filings, counted):
    held = {title: (receipt, entry) for title, receipt, entry in counted["versions"]}
    assert len(held) == len(counted["versions"]), "something was filed twice"
    acknowledged = {one.title: one.answer for one in filings if one.answer}
    for title, answer in acknowledged.items():
        receipt = answer["receipt"]
        assert held[title] == (receipt["number"], receipt["ledger_entry"])
    assert set(held) <= {one.title for one in filings}
    assert max(one.attempts for one in filings) > 1, "no client ever had to send again"
    return acknowledged


def check_receipts(home, filings, folder):
    """Offline: by the keys and an export alone."""
    key, log, files = folder / "key", folder / "log", []
    key.write_text("\n".join(done(home, "ledger", "key")["keys"]) + "\n")
    done(home, "ledger", "export", log)
    for number, one in enumerate(one for one in filings if one.answer):
        files.append(folder / f"receipt-{number}.json")
        files[-1].write_text(json.dumps(one.answer))
    given = [word for file in files for word in ("--receipt", file)]
    told = done(home, "ledger", "verify", log, "--key", key, *given)
    assert told["state"] == "authenticated"
    lines = log.read_bytes().splitlines(keepends=True)
    kept = [line for line in lines if b"ReportAccepted" not in line]
    (folder / "less").write_bytes(b"".join(kept))
    broken = run(home, "ledger", "verify", folder / "less", *given)
    assert broken.returncode == 1
    assert broken.stdout.count("promised to be merged") == len(files)


def check_reminders(counted, hook):
    """One of each late stage; each told of by one delivery, which arrived."""
    owed = Counter(tuple(one) for one in counted["owed"])
    assert Counter(tuple(one) for _, *one in counted["reminders"]) == owed
    assert set(owed.values()) == {1}
    planned = Counter(one for _, reminders, _ in counted["deliveries"] for one in reminders)
    theirs = {identifier for identifier, code, *_ in counted["reminders"] if code == "P-EAST"}
    assert planned == dict.fromkeys(theirs, 1)
    arrived = {headers["webhook-id"]: json.loads(body) for headers, body in hook.got}
    told = Counter(
        (one["report"], one["stage"], one["recipient"])
        for body in arrived.values()
        for one in body["data"]["deadlines"]
    )
    assert told == {tuple(one[1:]): 1 for one in owed if one[0] == "P-EAST"}
