"""What is counted about requests, for Prometheus. No label names a person or an organisation."""

from typing import Final

from prometheus_client import Counter, Histogram

REQUESTS: Final = Counter(
    "noroshi_http_requests", "Requests answered", ["method", "route", "status"]
)
SECONDS: Final = Histogram(
    "noroshi_http_request_seconds", "Time to answer a request", ["method", "route"]
)
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def count(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answered request. route: the pattern, never the path, which may name things."""
    method = method if method in METHODS else "other"
    REQUESTS.labels(method, route, status).inc()
    SECONDS.labels(method, route).observe(seconds)
