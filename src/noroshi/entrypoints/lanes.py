"""Machines wait for each other, and people for no machine.

Each request is answered in a thread, and the threads of a process share one interpreter: were a
hundred filings worked on at once, each would take as long as all of them, and so would each page
that somebody opens meanwhile. So the requests of machines are worked on a few at a time, in the
order in which they came. Filings wait for nothing but filings, and who fetches waits for nobody who
brings: a large bill of materials takes a minute."""

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import asynccontextmanager
from contextvars import copy_context
from io import BytesIO
from typing import Any, Final, TypeVar

from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.db import close_old_connections
from django.http.response import FileResponse, HttpResponseBase
from django.urls import set_script_prefix

AT_ONCE: Final = 4
# The first that a path begins with is its lane; what begins with none waits for nothing.
LANES: Final = ("/api/v1/reports", "/api/", "/taxii2/", "/misp/")
FETCHING: Final = frozenset(("GET", "HEAD", "OPTIONS"))
SMALL: Final = 1 << 16  # octets of a request's body
PAGES: Final = 32  # that are made at once

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Done = TypeVar("Done")


class Handler(ASGIHandler):
    """Django's, which keeps to the lanes, and answers each request in one thread from its first look
    to its last: Django's own way between threads and loop takes as long as a filing does. A place is held
    while the answer is made, neither while the request comes in nor while the answer goes out: no slow
    client holds one."""

    def __init__(self) -> None:
        super().__init__()
        self._pages = ThreadPoolExecutor(PAGES, "page")
        self._machines = ThreadPoolExecutor(2 * AT_ONCE * len(LANES), "machine")
        self._places: defaultdict[tuple[str, bool], asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(AT_ONCE)
        )

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - as Django's
        """Nothing of ours is of the loop."""
        super().load_middleware(is_async=False)

    async def read_body(self, receive: Receive) -> Any:
        """In memory if it is small, else as Django does. Raises: RequestAborted."""
        read = deque([await receive()])
        size = 0
        while read[-1].get("more_body") and size <= SMALL:
            read.append(await receive())
            size += len(read[-1].get("body", b""))
        if read[-1]["type"] == "http.request" and not read[-1].get("more_body"):
            return BytesIO(b"".join(one.get("body", b"") for one in read))

        async def again() -> Message:
            return read.popleft() if read else await receive()

        return await super().read_body(again)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, in its turn."""
        try:
            body = await self.read_body(receive)
            async with self._turn(scope, receive) as threads:
                response = await self._threaded(threads, self._answered, scope, body)
        except RequestAborted:
            return
        try:
            await self.send_response(response, send)
        finally:
            if response.streaming:
                await self._threaded(threads, response.close)

    def _answered(self, scope: Scope, body: Any) -> HttpResponseBase:
        """The answer. All that it needed is closed; of a file that goes out, only what this thread had."""
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        request, refusal = self.create_request(scope, body)
        response: Any = self.get_response(request) if request else refusal
        response._handler_class = self.__class__  # noqa: SLF001 - as Django does
        response._resource_closers.append(body.close)  # noqa: SLF001
        if isinstance(response, FileResponse):
            response.block_size = self.chunk_size
        if response.streaming:
            close_old_connections()
        else:
            response.close()
        return response  # type: ignore[no-any-return]

    async def _threaded(self, threads: Executor, act: Callable[..., Done], *given: Any) -> Done:
        """Act in a thread, seeing what is set for this request alone."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(threads, copy_context().run, act, *given)

    @asynccontextmanager
    async def _turn(self, scope: Scope, receive: Receive) -> AsyncIterator[Executor]:
        """The threads in which it is answered: machines take none of people's, nor people of theirs.
        Raises: RequestAborted where the client went away meanwhile."""
        lane = next(filter(scope["path"].startswith, LANES), None)
        if lane is None:
            yield self._pages
            return
        place = self._places[lane, scope["method"] in FETCHING]
        gone = asyncio.create_task(until_gone(receive)) if place.locked() else None
        async with place:
            if gone and gone.done():
                raise RequestAborted
            if gone:
                gone.cancel()
            yield self._machines


async def until_gone(receive: Receive) -> None:
    """Wait until the client goes away."""
    while (await receive())["type"] != "http.disconnect":
        continue
