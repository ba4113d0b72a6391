"""When somebody was here last: their browser keeps it, signed, and nobody else does."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.http import HttpResponse

from noroshi.entrypoints.web.requests import Request
from noroshi.kernel.clock import rfc3339

COOKIE: Final = "visits"
PAUSE: Final = timedelta(minutes=30)  # longer than this, and it is another visit
KEPT: Final = timedelta(days=400)


def last_visit(request: Request, *, at: datetime) -> datetime | None:
    """When the visit before this one ended; None for the first that the browser knows of."""
    before, latest = _kept(request)
    return latest if latest and at - latest > PAUSE else before


def keep_visit(request: Request, response: HttpResponse, *, at: datetime) -> HttpResponse:
    """The response, with which the browser keeps that somebody is here."""
    before = last_visit(request, at=at)
    response.set_signed_cookie(
        COOKIE,
        " ".join(rfc3339(one) for one in (before, at) if one),
        salt=_salt(request),
        max_age=KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _kept(request: Request) -> tuple[datetime | None, datetime | None]:
    """When the visit before the latest ended, and when the latest was seen; of this hat alone."""
    text = request.get_signed_cookie(COOKIE, "", salt=_salt(request)) or ""
    instants = [datetime.fromisoformat(one) for one in text.split()]
    before, latest = [None, None, *instants][-2:]
    return before, latest


def _salt(request: Request) -> str:
    return f"visits {request.hat.actor.id}"
