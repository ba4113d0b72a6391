"""Instants: always aware, always UTC inside the house, RFC 3339 outside."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, UTC."""
    return datetime.now(UTC)


def rfc3339(instant: datetime) -> str:
    """`2026-10-01T03:00:00Z`, with microseconds only where there are any."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
