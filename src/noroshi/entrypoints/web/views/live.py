"""Who may be told when something changes."""

from datetime import datetime

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from noroshi.entrypoints.web.live import GRANTS, Page
from noroshi.entrypoints.web.requests import Request
from noroshi.kernel.errors import MalformedError


@require_safe
def warning_events(request: Request) -> HttpResponse:
    """Grant a stream to whoever has come this far. Without a server that can give one, the answer
    is that nothing more will come."""
    page = Page(request.hat.actor.id, request.session.session_key or "", _since(request))
    grants = getattr(request, "scope", {}).get(GRANTS)
    if grants is not None and request.method == "GET":
        grants.append(page)
    return HttpResponse(status=204)


def _since(request: Request) -> datetime:
    """Until when the page knows all: as it says itself, or by the last event that it had."""
    text = request.headers.get("Last-Event-ID") or request.GET.get("since", "")
    try:
        since = datetime.fromisoformat(text)
    except ValueError as error:
        raise MalformedError("since: an instant, as RFC 3339 has it") from error
    if since.tzinfo is None:
        raise MalformedError("since: an instant with its zone")
    return since
