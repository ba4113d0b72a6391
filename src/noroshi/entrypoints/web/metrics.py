"""What is counted about requests, for Prometheus. No label names a person or an organisation."""

import os
from typing import Final

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

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


def figures() -> CollectorRegistry:
    """What all processes of the site have counted; of a process that serves alone, its own."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return together
