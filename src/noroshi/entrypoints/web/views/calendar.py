"""One's calendar of deadlines: its secret address, and what stands there."""

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotFound
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from noroshi.entrypoints.web.forms import told
from noroshi.entrypoints.web.requests import Request
from noroshi.entrypoints.web.words import is_japanese
from noroshi.formats.icalendar import MEDIA_TYPE, write_calendar
from noroshi.kernel.clock import now
from noroshi.kernel.markings import Tlp
from noroshi.operations.config import config
from noroshi.parties.scope import acting_as
from noroshi.reporting import calendars
from noroshi.reporting.actions.keep_calendar import make_calendar, revoke_calendar


@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponseBase:
    """What is owed, as far as whoever the address was made for may see. Without a sign-in: who has
    the address reads it, as calendar programs can no other way."""
    found = calendars.subscriber(token)
    if found is None:
        return HttpResponseNotFound(content_type=MEDIA_TYPE)
    with acting_as(found.actor):
        events = calendars.events(language=found.language, address=config().public_url)
        changed_at = max(calendars.changed_at() or found.since, found.since)
    body = write_calendar("Noroshi", events)
    response = HttpResponse(body, content_type=MEDIA_TYPE)
    response["Cache-Control"] = "private, no-cache"
    etag, changed = f'"{hashlib.sha256(body).hexdigest()}"', int(changed_at.timestamp())
    response["ETag"], response["Last-Modified"] = etag, http_date(changed)
    return get_conditional_response(request, etag, changed, response) or response


@require_http_methods(["GET", "POST"])
def own_calendar(request: Request) -> HttpResponse:
    """Whether one has a calendar; asked to, it gets an address, which is shown once."""
    if request.method != "POST":
        return _page(request)
    language = "ja" if is_japanese() else "en"
    token = make_calendar(language, by=request.hat.actor, at=now())
    return _page(request, made=f"{config().public_url}/calendar/{token}.ics", tlp=Tlp.RED)


@require_POST
def own_calendar_revoke(request: Request) -> HttpResponse:
    """The address holds no longer."""
    revoke_calendar(by=request.hat.actor, at=now())
    return told(request, gettext("The address holds no longer."), "own_calendar")


def _page(request: Request, **more: Any) -> HttpResponse:
    key = calendars.calendar_key(request.hat.actor)
    return render(request, "own/calendar.html", {"key": key, "tlp": Tlp.AMBER, **more})
