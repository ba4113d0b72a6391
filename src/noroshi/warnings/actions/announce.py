"""Tell open pages that something changed. Nothing is said of what, or whose."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import connection

from noroshi.kernel.clock import rfc3339
from noroshi.warnings import sql

MOST: Final = 200  # instants a message, which may have 8,000 octets


def announce(instants: Iterable[datetime]) -> None:
    """Say, when the caller's transaction commits, at which instants warnings changed: the
    `changed_at` of those that did."""
    said = sorted({rfc3339(instant) for instant in instants})
    with connection.cursor() as cursor:
        for first in range(0, len(said), MOST):
            cursor.execute(sql.ANNOUNCE, {"instants": " ".join(said[first : first + MOST])})
