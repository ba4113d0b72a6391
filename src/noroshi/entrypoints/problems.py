"""The five errors at the house's doors: HTTP status, problem document, exit code."""

from collections.abc import Mapping
from typing import Any, Final

from noroshi.kernel.errors import (
    AbsentError,
    ConflictError,
    MalformedError,
    NoroshiError,
    RefusedError,
    UnavailableError,
)

MEDIA_TYPE: Final = "application/problem+json"

STATUSES: Mapping[type[NoroshiError], int] = {
    MalformedError: 422,
    RefusedError: 403,
    AbsentError: 404,
    ConflictError: 409,
    UnavailableError: 503,
}
TITLES: Mapping[type[NoroshiError], str] = {
    MalformedError: "The input is not what it should be",
    RefusedError: "A policy forbids it",
    AbsentError: "There is no such thing here",
    ConflictError: "It has changed meanwhile",
    UnavailableError: "Not now; try again",
}


def status(error: NoroshiError) -> int:
    """The HTTP status."""
    return next((code for kind, code in STATUSES.items() if isinstance(error, kind)), 500)


def problem(error: NoroshiError, *, number: str = "") -> dict[str, Any]:
    """A problem document. number: what to quote when asking about it. Source: RFC 9457."""
    title = next((text for kind, text in TITLES.items() if isinstance(error, kind)), "Error")
    document: dict[str, Any] = {
        "type": f"urn:noroshi:problem:{error.kind}",
        "title": title,
        "status": status(error),
        "detail": error.detail,
        "code": error.code,
    }
    if number:
        document["instance"] = f"urn:noroshi:request:{number}"
    if isinstance(error, MalformedError) and error.at:
        document["source"], document["place"] = error.at.source, error.at.place
    if isinstance(error, UnavailableError):
        document["retry_after"] = error.retry_after
    return document


def exit_code(error: NoroshiError) -> int:  # noqa: ARG001 - every kind is a refusal so far
    """The process's exit status: 1, refused with a reason. Wrong usage is 2, before any error."""
    return 1
