"""The worst day: a thousand operators start a report within a minute, while others read."""

import asyncio
import hashlib
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from oauth2_provider.models import AccessToken, Application

from bench.filers import Connection, Filing, file, incidents
from bench.inbox import signed_in
from bench.inbox_live import _served, _session
from bench.measure import Outcome
from bench.nation import OFFICE, operator, register
from noroshi.kernel.actors import Actor, ActorKind
from noroshi.kernel.clock import now
from noroshi.operations.config import Process
from noroshi.operations.database import Role, child_environment, connected_as
from noroshi.parties.models import ActorRecord, Organisation

OPERATORS = 1000
CONNECTIONS = 100
SECONDS = 60.0
PAGES = ("/reports/", "/reports/deadlines/", "/")
HASHED = "pbkdf2_sha256$1$salt$A" + "A" * 42 + "="  # so that no secret of a thousand is hashed


def worst_day(
    *, operators: int = OPERATORS, connections: int = CONNECTIONS, seconds: float = SECONDS
) -> dict[str, Outcome]:
    """Filings that are answered a second, all of them durable; seconds that 99 in 100 of them take at
    most, of as many connections as there are; seconds of half of the pages that are read meanwhile,
    by an operator and by the national office. Site, worker, database and clients share the cores."""
    actors = register(operators)
    tokens = _tokens([actors[operator(number)] for number in range(operators)])
    readers = [_session(signed_in(actors[code])) for code in (operator(0), OFFICE)]
    with _served() as port, _worked():
        filed, read, took = asyncio.run(_day(port, tokens, readers, (connections, seconds)))
    waited = sorted(one.seconds for one in filed)
    size = f"{operators} operators, {connections} connections, {len(filed)} filings in {took:.0f} s"
    pages = f"{len(read)} pages read meanwhile, the slowest in {max(read):.3g} s"
    return {
        "filings": Outcome(len(filed) / took, [size]),
        "filings_p99": Outcome(
            waited[int(len(waited) * 0.99)], [f"half in {statistics.median(waited):.3g} s"]
        ),
        "filings_pages": Outcome(statistics.median(read), [pages]),
    }


def _tokens(actors: list[Actor]) -> list[str]:
    """An access token for a machine client of each, without the doors that hand them out."""
    codes = [actor.organisation_code for actor in actors]
    with connected_as(Role.WORKER):
        Application.objects.bulk_create(
            Application(
                name=code,
                client_id=f"client-{code}",
                client_secret=HASHED,
                client_type=Application.CLIENT_CONFIDENTIAL,
                authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
            )
            for code in codes
        )
        places = Organisation.objects.in_bulk(codes, field_name="code")
        ActorRecord.objects.bulk_create(
            ActorRecord(
                kind=ActorKind.CLIENT,
                organisation=places[code],
                audience=places[code].audience,
                role="client",
                client_id=f"client-{code}",
                scopes=["reports"],
            )
            for code in codes
        )
    until = now() + timedelta(hours=2)
    AccessToken.objects.bulk_create(
        AccessToken(
            token=code,
            token_checksum=hashlib.sha256(code.encode()).hexdigest(),
            application=application,
            scope="reports",
            expires=until,
        )
        for code, application in zip(
            codes, Application.objects.filter(name__in=codes).order_by("name"), strict=True
        )
    )
    return codes


@contextmanager
def _worked() -> Iterator[None]:
    """A worker runs, as beside the site."""
    command = [sys.executable, "-m", "noroshi.entrypoints.cli", "worker"]
    environment = child_environment(Process.WORKER) | {"NOROSHI_LOG_LEVEL": "error"}
    worker = subprocess.Popen(command, env=environment)
    try:
        yield
    finally:
        worker.terminate()
        worker.wait(60)


async def _day(
    port: int, tokens: list[str], readers: list[str], size: tuple[int, float]
) -> tuple[list[Filing], list[float], float]:
    """What was filed, how long each page took, and how long all of it."""
    connections, seconds = size
    await _warm(port, tokens, readers)
    began = time.perf_counter()

    def is_over() -> bool:
        return time.perf_counter() - began > seconds

    reading = [asyncio.create_task(_read(port, session, is_over)) for session in readers]
    filing = [_filed(port, tokens[place::connections], is_over) for place in range(connections)]
    filed = [one for found in await asyncio.gather(*filing) for one in found]
    took = time.perf_counter() - began
    return filed, [one for found in await asyncio.gather(*reading) for one in found], took


async def _warm(port: int, tokens: list[str], readers: list[str]) -> None:
    """The first of everything, which nobody times."""
    once = iter([False, True] * len(readers) * 2)
    for session in readers:
        await _read(port, session, lambda: next(once))
    await _filed(port, tokens[:2], lambda: next(once))


async def _filed(port: int, tokens: list[str], is_over: Callable[[], bool]) -> list[Filing]:
    """Operators file in turn over connections of their own until it is over. One that was idle for half
    a minute the site has closed, and its operator files again."""
    own = [Connection(port, f"Authorization: Bearer {token}\r\n") for token in tokens]
    named = [incidents(f"{token}-{time.time_ns()}") for token in tokens]
    found: list[Filing] = []
    while not is_over():
        place = len(found) % len(own)
        title, body = next(named[place])
        found.append(await file(own[place], title, body, patience=3))
        assert found[-1].receipt, "the site did not answer"
    for one in own:
        one.close()
    return found


async def _read(port: int, session: str, is_over: Callable[[], bool]) -> list[float]:
    """Pages in turn, with a breath between them, until it is over."""
    connection = Connection(port, f"Cookie: sessionid={session}\r\n")
    found: list[float] = []
    while not is_over():
        began = time.perf_counter()
        await connection.send(f"GET {PAGES[len(found) % len(PAGES)]}")
        status, _ = await connection.receive()
        assert status == 200, status
        found.append(time.perf_counter() - began)
        await asyncio.sleep(0.2)
    connection.close()
    return found
