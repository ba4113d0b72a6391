"""Programs of operators that file by the interface: over connections that stay open, each filing under
a key of its own, and sent again until it is answered."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from noroshi.reporting.incident import Kind, example

PAUSE = 0.1  # seconds before something is sent again
LONGEST = 60.0  # seconds that a client waits for an answer
TRANSIENT = 500  # statuses from here on are worth another attempt


@dataclass(slots=True)
class Filing:
    """What became of one. title: its name in the report; receipt: None where nobody waited for it;
    seconds: from the first attempt to the answer."""

    title: str
    receipt: dict[str, Any] | None
    seconds: float
    attempts: int


class Refused(Exception):  # noqa: N818 - it is no error of the benchmark's
    """An answer that another attempt would not change."""


class Connection:
    """To the site, opened anew after it broke."""

    def __init__(self, port: int, headers: str) -> None:
        self.port, self.headers = port, headers
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def send(self, request: str, body: bytes = b"", more: str = "") -> None:
        """Begin an exchange. request: `GET /path`. Raises: OSError."""
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self.port)
        head = f"{request} HTTP/1.1\r\nHost: localhost\r\n{self.headers}{more}"
        self._streams[1].write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)

    async def receive(self) -> tuple[int, bytes]:
        """The status and body of an answer. Raises: OSError, EOFError."""
        assert self._streams
        reader = self._streams[0]
        head = await reader.readuntil(b"\r\n\r\n")
        fields = dict(line.split(b": ", 1) for line in head.lower().split(b"\r\n")[1:] if line)
        return int(head.split(b" ", 2)[1]), await reader.readexactly(int(fields[b"content-length"]))

    def close(self) -> None:
        """Break it off, whatever is under way."""
        if self._streams:
            self._streams[1].close()
        self._streams = None


def incidents(name: str) -> Iterator[tuple[str, bytes]]:
    """Reports without end, each with a title of its own: of the example, which owes two stages under
    one law, with its first stage filed and its second long late."""
    given = json.loads(example(Kind.OTHER))
    given["when"] = {"aware": "2026-10-02T00:00:00Z"}
    number = 0
    while True:
        number += 1
        title = f"{name}-{number}"
        yield title, json.dumps({**given, "title": title}).encode()


async def file(
    connection: Connection, title: str, body: bytes, *, patience: int, lost: int = 0
) -> Filing:
    """File until it is answered, or so many times. lost: attempts that break off while the answer is
    under way. Raises: Refused."""
    key = f"Idempotency-Key: {title}\r\nContent-Type: application/json\r\n"
    began = time.perf_counter()
    for attempt in range(1, patience + 1):
        try:
            await connection.send("POST /api/v1/reports", body, key)
            if attempt <= lost:
                await asyncio.sleep(PAUSE / 10)
                connection.close()
                continue
            status, answer = await asyncio.wait_for(connection.receive(), LONGEST)
        except (OSError, EOFError):
            connection.close()
        else:
            if status < TRANSIENT:
                if status != 201:
                    raise Refused(f"{status} {answer.decode()}")
                return Filing(
                    title, json.loads(answer)["receipt"], time.perf_counter() - began, attempt
                )
        await asyncio.sleep(PAUSE)
    return Filing(title, None, time.perf_counter() - began, patience)


async def keep_filing(
    connection: Connection, name: str, is_enough: Callable[[int], bool], patience: int
) -> list[Filing]:
    """File until it is enough, one after the other. Of every seven one loses the first answer and asks
    again, and one does not care. is_enough: asked with how many there are."""
    found: list[Filing] = []
    for title, body in incidents(name):
        if is_enough(len(found)):
            break
        lost = int(len(found) % 7 > 4)
        often = 1 if len(found) % 7 == 6 else patience
        found.append(await file(connection, title, body, patience=often, lost=lost))
    connection.close()
    return found
