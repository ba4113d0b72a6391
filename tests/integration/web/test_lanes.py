"""How many requests of machines are answered at once, and who waits for whom."""

import asyncio
from io import BytesIO

import pytest
from django.http import FileResponse, HttpResponse

from noroshi.entrypoints.lanes import AT_ONCE, Handler

FILE, FETCH, PAGE = "/api/v1/reports", "/api/v1/warnings", "/reports/"


class Site:
    """What stands behind the lanes: it answers when it is told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun: list[str] = []
        self.sent: list[tuple[str, str]] = []
        self.may_answer = asyncio.Event()
        self._handler = Handler()
        monkeypatch.setattr(self._handler, "_threaded", self._answer)
        self._went = asyncio.Event()
        self.asked: list[asyncio.Task[object]] = []

    async def _answer(self, threads, act, scope, body):
        self.begun.append(scope["path"])
        await self.may_answer.wait()
        return HttpResponse()

    async def go_away(self):
        """Every client that there is."""
        self._went.set()
        await self.ask()
        self._went.clear()

    async def ask(self, *paths, method="POST"):
        """Ask, and let happen what can."""
        for path in paths:
            self.asked.append(asyncio.create_task(self._ask(path, method)))
        for _ in range(20):
            await asyncio.sleep(0)

    async def _ask(self, path, method):
        given = [{"type": "http.request"}]

        async def receive():
            if not given:
                await self._went.wait()
            return given.pop() if given else {"type": "http.disconnect"}

        async def send(message):
            self.sent.append((path, message["type"]))

        await self._handler.handle({"path": path, "method": method}, receive, send)


@pytest.fixture
def at_site(monkeypatch):
    def run(story):
        async def told():
            await story(Site(monkeypatch))

        asyncio.run(told())

    return run


def numbered(path, count):
    return [f"{path}?{number}" for number in range(count)]


@pytest.mark.parametrize("response", [FileResponse(BytesIO(b"x")), HttpResponse()])
def test_a_thread_keeps_no_connection_while_the_answer_goes_out(monkeypatch, response):
    from django.db import connections

    class Site(Handler):
        def get_response(self, request):
            with connections["default"].cursor() as cursor:
                cursor.execute("SELECT 1")
            connections["default"].close_at = 0  # as of the site, whose connections are shared
            return response

    scope = {"type": "http", "path": "/", "method": "GET", "headers": []}
    Site()._answered(scope, BytesIO())
    assert connections["default"].connection is None


def test_machines_are_answered_a_few_at_a_time_in_their_order(at_site):
    async def story(site):
        every = numbered(FILE, 3 * AT_ONCE)
        await site.ask(*every)
        assert site.begun == every[:AT_ONCE]
        site.may_answer.set()
        await asyncio.gather(*site.asked)
        assert site.begun == every

    at_site(story)


def test_a_page_waits_for_no_machine(at_site):
    async def story(site):
        await site.ask(*numbered(FILE, 3 * AT_ONCE))
        pages = numbered(PAGE, 3 * AT_ONCE)
        await site.ask(*pages)
        assert site.begun[AT_ONCE:] == pages

    at_site(story)


@pytest.mark.parametrize("other", [FETCH, "/taxii2/", "/misp/events/restSearch"])
def test_filings_wait_for_nothing_but_filings(at_site, other):
    async def story(site):
        await site.ask(*numbered(other, 3 * AT_ONCE))
        await site.ask(FILE)
        assert site.begun == [*numbered(other, AT_ONCE), FILE]

    at_site(story)


def test_who_fetches_waits_for_nobody_who_brings(at_site):
    async def story(site):
        await site.ask(*numbered("/api/v1/assets", 3 * AT_ONCE))
        fetched = numbered(FETCH, 3 * AT_ONCE)
        await site.ask(*fetched, method="GET")
        assert site.begun[AT_ONCE:] == fetched[:AT_ONCE]

    at_site(story)


def test_whoever_goes_away_leaves_its_place(at_site):
    async def story(site):
        await site.ask(*numbered(FILE, AT_ONCE + 2))
        await site.go_away()
        await site.ask(f"{FILE}?later")
        site.may_answer.set()
        await asyncio.gather(*site.asked)
        assert site.begun == [*numbered(FILE, AT_ONCE), f"{FILE}?later"]

    at_site(story)
