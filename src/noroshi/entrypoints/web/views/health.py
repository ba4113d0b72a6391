"""Is the process alive, is it ready, and what has it done: for machines."""

from ipaddress import ip_address

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from noroshi.entrypoints.web.metrics import figures
from noroshi.kernel.errors import NoroshiError
from noroshi.operations.database import refuse_powerful_role
from noroshi.operations.migrate import is_up_to_date


def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The process answers."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The database answers, binds us by row-level security, and has every migration of this code.
    The worker is not asked after: without it pages are still right, only later."""
    try:
        refuse_powerful_role()
        checks = {"database": True, "role": True, "migrations": is_up_to_date()}
    except DatabaseError:
        checks = {"database": False}
    except NoroshiError:
        checks = {"database": True, "role": False}
    ready = all(checks.values())
    document = {"status": "ok" if ready else "not ready", "checks": checks}
    return JsonResponse(document, status=200 if ready else 503)


def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, to this machine only: what a proxy forwards came from elsewhere."""
    if "HTTP_X_FORWARDED_FOR" in request.META or not _is_loopback(request.META["REMOTE_ADDR"]):
        raise PermissionDenied
    return HttpResponse(generate_latest(figures()), content_type=CONTENT_TYPE_LATEST)


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
