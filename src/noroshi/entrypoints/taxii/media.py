"""Media types that are asked for and sent (TAXII 2.1 section 1.6.8)."""

from email.message import Message
from typing import Final

from django.http import HttpRequest

from noroshi.entrypoints.taxii.refusals import RequestError

TAXII: Final = "application/taxii+json;version=2.1"
STIX: Final = "application/stix+json;version=2.1"
NAME: Final = "application/taxii+json"
RANGES: Final = frozenset({NAME, "application/*", "*/*"})
VERSIONS: Final = frozenset({"", "2.1"})


def must_accept(request: HttpRequest) -> None:
    """Raises: RequestError 406 for who wants something else. Who names nothing takes anything."""
    wanted = request.headers.get("Accept") or "*/*"
    if not any(_is_ours(one) for one in wanted.split(",")):
        raise RequestError(406, f"this server answers in {TAXII}")


def must_be_sent(request: HttpRequest) -> None:
    """Raises: RequestError 415 for a body in something else."""
    if (
        not _is_ours(request.headers.get("Content-Type", ""))
        or "*" in request.headers["Content-Type"]
    ):
        raise RequestError(415, f"objects are sent in {TAXII}")


def _is_ours(text: str) -> bool:
    parsed = Message()
    parsed["Content-Type"] = text
    return parsed.get_content_type() in RANGES and parsed.get_param("version", "") in VERSIONS
