"""The five errors, named by what mends them."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Location:
    """Where in an input something was found.

    source: file name or URL as the sender knows it; place: `line 3`, `record 17`,
    `row 4, column version`, a JSON pointer, or empty for the whole."""

    source: str
    place: str = ""

    def __str__(self) -> str:
        return f"{self.source}: {self.place}" if self.place else self.source


class NoroshiError(Exception):
    """Something that a caller can be told."""

    kind: ClassVar[str] = "error"

    def __init__(self, detail: str, *, code: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code or self.kind


class MalformedError(NoroshiError):
    """The input is not what it claims to be: the sender mends it."""

    kind = "malformed"

    def __init__(self, detail: str, *, at: Location | None = None, code: str = "") -> None:
        super().__init__(detail, code=code)
        self.at = at

    def __str__(self) -> str:
        return f"{self.at}: {self.detail}" if self.at else self.detail


class RefusedError(NoroshiError):
    """A policy forbids it."""

    kind = "refused"


class AbsentError(NoroshiError):
    """There is no such thing, or none that the requester may see: the answer is the same."""

    kind = "absent"


class ConflictError(NoroshiError):
    """The thing has changed meanwhile: reload and try again."""

    kind = "conflict"


class UnavailableError(NoroshiError):
    """Not now: try again after `retry_after` seconds."""

    kind = "unavailable"

    def __init__(self, detail: str, *, retry_after: int = 5, code: str = "") -> None:
        super().__init__(detail, code=code)
        self.retry_after = retry_after
