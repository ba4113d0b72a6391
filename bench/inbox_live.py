"""Open inbox pages: how soon all of them hear that something changed."""

import asyncio
import os
import socket
import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from django.db import connection, transaction
from django.test import Client

from bench.inbox import signed_in
from bench.measure import Outcome
from bench.nation import operator, register
from bench.warnings import fill
from noroshi.entrypoints.cli.up import site_command
from noroshi.entrypoints.web.live import PATH
from noroshi.kernel.actors import Actor
from noroshi.kernel.clock import now, rfc3339
from noroshi.ledger.actions.record import record
from noroshi.operations.config import Process, config
from noroshi.operations.database import Role, child_environment, connected_as
from noroshi.operations.queue import IDLE
from noroshi.pipeline import carry_on
from noroshi.warnings.facts import WarningsRaised

EVENT = b"event: changed"
TOUCH = "UPDATE warnings_warning SET changed_at = %s WHERE state = 'open'"


def told(*, pages: int = 500, operators: int = 50, rounds: int = 5) -> Outcome:
    """Seconds from the commit of an act that touches every operator until the last open page has
    its event; the sequencer's pause at its longest is counted in."""
    actors = register(operators)
    own = [actors[operator(number)] for number in range(operators)]
    fill(own, warnings=operators * 40)
    sessions = [_session(signed_in(actor)) for actor in own]
    with _served() as port:
        found = asyncio.run(_rounds(port, sessions * (pages // operators), own, rounds))
    each = ", ".join(f"{one:.3f}" for one in found)
    notes = [f"{pages} pages of {operators} people, {rounds} acts: {each} s"]
    return Outcome(statistics.median(found) + IDLE, notes)


def _session(client: Client) -> str:
    return client.cookies["sessionid"].value


async def _rounds(port: int, sessions: list[str], actors: list[Actor], rounds: int) -> list[float]:
    streams = [await _opened(port, session) for session in sessions]
    found = []
    for _ in range(rounds + 1):
        waiting = [asyncio.create_task(reader.readuntil(EVENT)) for reader, _ in streams]
        await asyncio.sleep(2)  # past what the first pages of a process are told
        for place, (reader, _) in enumerate(streams):
            if waiting[place].done():
                waiting[place] = asyncio.create_task(reader.readuntil(EVENT))
        await asyncio.to_thread(_act, actors)
        began = time.perf_counter()
        await asyncio.to_thread(_sequence)
        await asyncio.gather(*waiting)
        found.append(time.perf_counter() - began)
    for _, writer in streams:
        writer.close()
    return found[1:]


async def _opened(port: int, session: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"GET {PATH}?since={quote(rfc3339(now()))} HTTP/1.1\r\nHost: localhost\r\n"
    writer.write(f"{head}Cookie: sessionid={session}\r\n\r\n".encode())
    assert b" 200 " in await reader.readline()
    return reader, writer


def _act(actors: list[Actor]) -> None:
    """What raising leaves behind: warnings that changed, and a fact for each organisation."""
    at = now()
    with connected_as(Role.WORKER), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(TOUCH, [at])
        for actor in actors:
            fact = WarningsRaised(f"organisation:{actor.organisation_code}", actor.organisation)
            record(fact, by=None, at=at)


def _sequence() -> None:
    with connected_as(Role.WORKER):
        carry_on()


@contextmanager
def _served() -> Iterator[int]:
    """The port of the site, served as `noroshi up` serves it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = child_environment(Process.WEB) | {"NOROSHI_LOG_LEVEL": "warning"}
    command = site_command(config(), port)
    server = subprocess.Popen(command, env={**os.environ, **environment})
    try:
        _await(port)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def _await(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the site does not start")
