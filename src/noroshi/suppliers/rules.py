"""What a supplier is sent, how its states follow each other, and what is an answer. Pure."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from ipaddress import ip_address
from typing import Any, Final

from noroshi.formats.advisories import Justification, Status
from noroshi.formats.names.products import product_keys
from noroshi.formats.names.ranges import VersionEntry, affected_intervals
from noroshi.kernel.errors import ConflictError, MalformedError

LONGEST_NAME: Final = 300  # characters of a vendor or product
LONGEST_TEXT: Final = 10_000  # characters
LONGEST_VERSION: Final = 256  # characters
MOST_VERSIONS: Final = 100
ADDRESS = re.compile(
    r"(?<![\w.:])(?:(?:\d{1,3}\.){3}\d{1,3}(?!\.?\w)|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]+)(?!\w)"
)


class Kind(StrEnum):
    """What is sent: a notice tells, a request asks for measures. Neither orders."""

    NOTICE = "notice"
    REQUEST = "request"


class State(StrEnum):
    """How far it has come."""

    SENT = "sent"
    SEEN = "seen"
    ANSWERED = "answered"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class AnswerKind(StrEnum):
    """What a supplier answers with; END: it will not be mended, its support has ended."""

    FIX = "fix"
    VEX = "vex"
    DATE = "date"
    END = "end"


class LineKind(StrEnum):
    """What a line of a thread records."""

    MESSAGE = "message"
    COMMENT = "comment"
    ANSWER = "answer"
    CHANGE = "change"


OWED = (State.SENT, State.SEEN)
OPEN = (*OWED, State.ANSWERED)
CLOSED = (State.DONE, State.WITHDRAWN)

TRANSITIONS: Mapping[State, frozenset[State]] = {
    State.SENT: frozenset({State.SEEN, State.ANSWERED, State.WITHDRAWN}),
    State.SEEN: frozenset({State.ANSWERED, State.WITHDRAWN}),
    State.ANSWERED: frozenset({State.ANSWERED, State.DONE, State.WITHDRAWN}),
    State.DONE: frozenset(),
    State.WITHDRAWN: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Policy:
    """article: with its evidence tag; days: until an answer is due; remind: days before that on
    which whoever has not answered is reminded."""

    article: str
    days: Mapping[Kind, int]
    remind: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a supplier says. fixed_in: of a fix; expected_on: of a date; status, justification and
    versions: of VEX in its own words, without versions of all of them; advice: what whoever runs it
    should do, of an end, or until a date. Who is exposed is told all of it but the text."""

    kind: AnswerKind
    text: str = ""
    fixed_in: str = ""
    expected_on: date | None = None
    status: str = ""
    justification: str = ""
    versions: tuple[str, ...] = ()
    advice: str = ""

    def as_json(self) -> dict[str, Any]:
        """What of it belongs to its kind; the text stands in the thread."""
        own: dict[AnswerKind, dict[str, Any]] = {
            AnswerKind.FIX: {"fixed_in": self.fixed_in},
            AnswerKind.DATE: {
                "expected_on": self.expected_on and self.expected_on.isoformat(),
                "advice": self.advice,
            },
            AnswerKind.END: {"advice": self.advice},
            AnswerKind.VEX: {
                "status": self.status,
                "justification": self.justification,
                "versions": list(self.versions),
            },
        }
        return {"kind": self.kind.value, **own[self.kind]}


@cache
def policy() -> Policy:
    """The policy in force."""
    text = files("noroshi.suppliers").joinpath("policies/asking.toml").read_text("utf-8")
    table = tomllib.loads(text)
    days = {kind: table["days"][kind.value] for kind in Kind}
    return Policy(table["article"], days, table["days"]["remind"])


def due_at(sent_at: datetime, kind: Kind, *, by: Policy) -> datetime:
    """When an answer is due, where whoever sends says nothing else."""
    return sent_at + timedelta(days=by.days[kind])


def product_key(vendor: str, product: str) -> str:
    """The name by which the product is found among assets. Raises: MalformedError for no name."""
    for name, text in (("vendor", vendor), ("product", product)):
        if len(text) > LONGEST_NAME:
            raise MalformedError(f"{name}: at most {LONGEST_NAME} characters")
    keys = product_keys(purl=None, cpes=(), vendor=vendor, product=product)
    if not keys:
        raise MalformedError("product: vendor and product each have a name")
    return min(keys)


def check_step(before: State, after: State) -> None:
    """Raises: ConflictError for a step that cannot be."""
    if after not in TRANSITIONS[before]:
        raise ConflictError(f"what is {before} cannot become {after}")


def check_answer(answer: Answer, *, today: date) -> None:
    """Raises: MalformedError naming the field that is missing or wrong."""
    check_text(answer.text, least=0)
    check_text(answer.advice, least=0)
    if answer.kind is AnswerKind.FIX:
        if not 0 < len(answer.fixed_in) <= LONGEST_VERSION:
            raise MalformedError("fixed_in: the version in which it is mended")
    elif answer.kind is AnswerKind.DATE:
        if answer.expected_on is None or answer.expected_on < today:
            raise MalformedError("expected_on: a day that is still to come")
    elif answer.kind is AnswerKind.END:
        if not answer.advice.strip():
            raise MalformedError("advice: what whoever runs it should do")
    else:
        _check_vex(answer)


def _check_vex(answer: Answer) -> None:
    if answer.status not in tuple(Status):
        raise MalformedError(f"status: one of these: {', '.join(Status)}")
    is_justified = answer.justification in tuple(Justification)
    if is_justified != (answer.status == Status.NOT_AFFECTED):
        raise MalformedError(f"justification: for {Status.NOT_AFFECTED} alone, and then one")
    if len(answer.versions) > MOST_VERSIONS or any(
        len(version) > LONGEST_VERSION for version in answer.versions
    ):
        raise MalformedError(f"versions: at most {MOST_VERSIONS}")
    read = affected_intervals(version_entries(answer.versions), default_status="unknown")
    if read.unresolved:
        raise MalformedError(f"versions: cannot be read: {', '.join(read.unresolved)}")


def version_entries(versions: tuple[str, ...]) -> tuple[VersionEntry, ...]:
    """Versions and ranges as people write them, `7.2.3` or `< 7.2.5`, for a VEX statement."""
    return tuple(VersionEntry(version, "affected") for version in versions)


def check_text(text: str, *, least: int = 1) -> None:
    """Raises: MalformedError unless the text has as many characters as it may."""
    if not least <= len(text) <= LONGEST_TEXT:
        raise MalformedError(f"text: between {least} and {LONGEST_TEXT} characters")


def addresses_in(text: str) -> list[str]:
    """Every IP address that stands in a text."""
    return [found for one in ADDRESS.findall(text) if (found := _address(one.rstrip(".")))]


def _address(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        return ""
