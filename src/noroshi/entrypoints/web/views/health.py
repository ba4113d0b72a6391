"""Is the process alive, is it ready, and what has it done: for machines."""

from ipaddress import ip_address

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from noroshi.kernel.errors import NoroshiError
from noroshi.operations.database import refuse_powerful_role


def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The process answers."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The database answers, is migrated, and binds us by row-level security."""
    try:
        refuse_powerful_role()
        checks = {"database": True, "role": True, "migrations": _has_every_table()}
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
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def _has_every_table() -> bool:
    """Whether each model has its table: the list of migrations is not this role's to read."""
    wanted = {model._meta.db_table for model in apps.get_models() if model._meta.managed}  # noqa: SLF001 - Django documents it
    return wanted <= set(connection.introspection.table_names())


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
