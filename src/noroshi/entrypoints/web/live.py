"""Open pages are told when something of theirs changed, as server-sent events (HTML, 9.2).

Django answers the request as it answers any, with all that stands before a page. What it grants is
streamed here, outside of it: an open page holds neither a thread nor a connection to the database.
An event says that the page is to ask again, and nothing else."""

import asyncio
import random
import signal
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import psycopg
import structlog

from noroshi.entrypoints.lanes import Message, Receive, Scope, Send, until_gone
from noroshi.kernel.clock import now, rfc3339
from noroshi.warnings.live import Listener, listening

log = structlog.get_logger(__name__)

Application = Callable[[Scope, Receive, Send], Coroutine[Any, Any, None]]

PATH: Final = "/warnings/events"
GRANTS: Final = "noroshi.grants"
BEAT: Final = 15.0  # seconds between signs of life, and between looks whether hat and session live
LIFE: Final = 300.0  # seconds until a page comes anew, through the whole of the sign-in
MOST: Final = 4000  # open pages of a process
KEPT: Final = 500  # announcements that are remembered, for pages that come back
MARGIN: Final = timedelta(seconds=3)  # that a page may take to be made


@dataclass(eq=False, slots=True)
class Page:
    """An open page: who reads it, in which session, and until which instant it knows all."""

    actor: UUID
    session: str
    since: datetime
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    has_joined: bool = False
    has_news: bool = False
    is_over: bool = False


class Hub:
    """All open pages of this process, and the one task that listens for them."""

    def __init__(self) -> None:
        self._pages: set[Page] = set()
        self._announced: deque[tuple[datetime, frozenset[datetime]]] = deque(maxlen=KEPT)
        self._knows_since: datetime | None = None
        self._listens: asyncio.Task[None] | None = None
        self._is_closed = False

    @property
    def is_full(self) -> bool:
        """Is there no room, or no time, for another page?"""
        return self._is_closed or len(self._pages) >= MOST

    def join(self, page: Page) -> None:
        """From here on the page is told."""
        self._pages.add(page)
        if self._listens is None:
            _before_the_end(self.close)
            self._listens = asyncio.create_task(self._listen())

    def leave(self, page: Page) -> None:
        """It is told no more."""
        self._pages.discard(page)

    def close(self) -> None:
        """End every stream: the process is about to stop."""
        self._is_closed = True
        self._end(self._pages)

    async def _listen(self) -> None:
        while not self._is_closed:
            try:
                async with listening() as listener:
                    self._knows_since = now()
                    await self._tell(listener)
            except (psycopg.Error, OSError, ValueError):  # also what is no instant
                log.warning("open pages cannot be told of changes; trying again")
                self._end(self._pages)
                await asyncio.sleep(1)

    async def _tell(self, listener: Listener) -> None:
        looked = asyncio.get_running_loop().time()
        while not self._is_closed:
            changed = await listener.heard()
            if changed:
                self._announced.append((now(), changed))
            joining = [page for page in self._pages if not page.has_joined]
            await self._tell_of(listener, self._pages.difference(joining), changed)
            for page in joining:
                page.has_joined = True
                await self._tell_what_it_missed(listener, page)
            if asyncio.get_running_loop().time() - looked > BEAT:
                looked = asyncio.get_running_loop().time()
                await self._end_what_ended(listener)

    async def _tell_of(
        self, listener: Listener, pages: set[Page], changed: frozenset[datetime]
    ) -> None:
        if not pages or not changed:
            return
        found = await listener.news({page.actor for page in pages}, changed)
        for page in pages:
            if found[page.actor].has_news:
                _wake(page)

    async def _tell_what_it_missed(self, listener: Listener, page: Page) -> None:
        """Of a time that nobody remembers the page is told that it is to look again."""
        since = page.since - MARGIN
        if self._knows_since is None or since < self._knows_since or len(self._announced) == KEPT:
            _wake(page)
            return
        missed = frozenset[datetime]().union(*(said for at, said in self._announced if at >= since))
        await self._tell_of(listener, {page}, missed)

    async def _end_what_ended(self, listener: Listener) -> None:
        pages = set(self._pages)
        acting = await listener.news({page.actor for page in pages}, ())
        sessions = await listener.open_sessions({page.session for page in pages})
        self._end(
            page
            for page in pages
            if not acting[page.actor].is_acting or page.session not in sessions
        )

    @staticmethod
    def _end(pages: Any) -> None:
        for page in pages:
            page.is_over = True
            page.woken.set()


def _wake(page: Page) -> None:
    page.has_news = True
    page.woken.set()


def _before_the_end(close: Callable[[], None]) -> None:
    """Close when the process is told to stop. The event loop learns of signals by a descriptor of
    its own, so that this takes nothing from the server, which waits for streams to end."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with suppress(ValueError):  # not in the main thread
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(close))


class Live:
    """The site with its streams."""

    def __init__(self, site: Application, hub: Hub) -> None:
        self._site = site
        self._hub = hub

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PATH:
            await self._site(scope, receive, send)
            return
        grants: list[Page] = []
        answer: list[Message] = []
        await self._site({**scope, GRANTS: grants}, _empty_body(), _kept_in(answer))
        if grants and not self._hub.is_full:
            await self._stream(grants[0], answer[0]["headers"], receive, send)
        else:
            for message in answer:
                await send(message)

    async def _stream(self, page: Page, headers: Any, receive: Receive, send: Send) -> None:
        kept = [pair for pair in headers if pair[0].lower() not in REPLACED]
        await send({"type": "http.response.start", "status": 200, "headers": [*kept, *HEADERS]})
        until = asyncio.get_running_loop().time() + LIFE * random.uniform(0.8, 1)  # noqa: S311
        gone = asyncio.create_task(until_gone(receive))
        self._hub.join(page)
        try:
            await send(_part("retry: 2000\n\n"))
            while not (page.is_over or gone.done() or asyncio.get_running_loop().time() > until):
                await send(_part(await _next(page, gone)))
            await send(_part("", is_last=True))
        finally:
            self._hub.leave(page)
            gone.cancel()


REPLACED: Final = (b"content-type", b"content-length", b"cache-control")
HEADERS: Final = (
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"private, no-store"),
    (b"x-accel-buffering", b"no"),  # a proxy in front is to pass on at once what comes
)


def _empty_body() -> Receive:
    """What Django reads: no body, and nothing after it."""
    first: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Message:
        if not first:
            await asyncio.Event().wait()
        return first.pop()

    return receive


def _kept_in(answer: list[Message]) -> Send:
    async def send(message: Message) -> None:
        answer.append(message)

    return send


def _part(text: str, *, is_last: bool = False) -> Message:
    return {"type": "http.response.body", "body": text.encode(), "more_body": not is_last}


async def _next(page: Page, gone: asyncio.Task[None]) -> str:
    """What to send: an event, or a sign of life."""
    woken = asyncio.create_task(page.woken.wait())
    await asyncio.wait({woken, gone}, timeout=BEAT, return_when=asyncio.FIRST_COMPLETED)
    woken.cancel()
    page.woken.clear()
    if not page.has_news:
        return ":\n\n"
    page.has_news = False
    return f"id: {rfc3339(now())}\nevent: changed\ndata:\n\n"
