"""Machines wait for each other, and people for no machine.

Each request is answered in a thread, and the threads of a process share one interpreter: were a
hundred filings worked on at once, each would take as long as all of them, and so would each page
that somebody opens meanwhile. So the requests of machines are worked on a few at a time, in the
order in which they came. Filings wait for nothing but filings, and who fetches waits for nobody who
brings: a large bill of materials takes a minute."""

import asyncio
from collections import defaultdict
from contextlib import AsyncExitStack
from typing import Final

from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase

AT_ONCE: Final = 4
# The first that a path begins with is its lane; what begins with none waits for nothing.
LANES: Final = ("/api/v1/reports", "/api/", "/taxii2/", "/misp/")
FETCHING: Final = frozenset(("GET", "HEAD", "OPTIONS"))


class Handler(ASGIHandler):
    """Django's, which keeps to the lanes. A place is held while the answer is made, neither while the
    request comes in nor while the answer goes out: no slow client holds one."""

    def __init__(self) -> None:
        super().__init__()
        self._places: defaultdict[tuple[str, bool], asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(AT_ONCE)
        )

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, in its turn."""
        async with AsyncExitStack() as held:
            if lane := next(filter(request.path_info.startswith, LANES), None):
                place = self._places[lane, request.method in FETCHING]
                await held.enter_async_context(place)
            return await super().get_response_async(request)
