"""How many requests of machines are answered at once, and who waits for whom."""

import asyncio

import pytest
from django.core.handlers.base import BaseHandler
from django.http import HttpResponse
from django.test import RequestFactory

from noroshi.entrypoints.lanes import AT_ONCE, Handler

FILE, FETCH, PAGE = "/api/v1/reports", "/api/v1/warnings", "/reports/"


class Site:
    """What stands behind the lanes: it answers when it is told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun: list[str] = []
        self.may_answer = asyncio.Event()
        monkeypatch.setattr(BaseHandler, "get_response_async", self._answer)
        self._handler = Handler()
        self.asked: list[asyncio.Task[object]] = []

    async def _answer(self, request):
        self.begun.append(request.get_full_path())
        await self.may_answer.wait()
        return HttpResponse()

    async def ask(self, *paths, method="POST"):
        """Ask, and let happen what can."""
        for path in paths:
            request = RequestFactory().generic(method, path)
            self.asked.append(asyncio.create_task(self._handler.get_response_async(request)))
        for _ in range(10):
            await asyncio.sleep(0)


@pytest.fixture
def at_site(monkeypatch):
    def run(story):
        async def told():
            await story(Site(monkeypatch))

        asyncio.run(told())

    return run


def numbered(path, count):
    return [f"{path}?{number}" for number in range(count)]


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
        site.asked[AT_ONCE].cancel()  # it waits
        site.asked[0].cancel()  # it is being answered
        await site.ask()
        assert site.begun == [*numbered(FILE, AT_ONCE), f"{FILE}?{AT_ONCE + 1}"]

    at_site(story)
