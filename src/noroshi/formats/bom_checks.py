"""What is checked of a component, whatever its standard.

What a standard requires refuses the component; any other part that is wrong is left out and
listed, since a component that we know less of can still be matched, and one that we do not know
cannot."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Final, NoReturn, TypeVar

import msgspec

from noroshi.formats.bom import BomLimits, ComponentError
from noroshi.kernel.errors import Location, MalformedError

T = TypeVar("T")
LONGEST: Final = 2048
Text = Annotated[str, msgspec.Meta(max_length=LONGEST)]

PURL: Final = re.compile(r"pkg:/{0,2}[A-Za-z][\w.+-]*/\S+", re.ASCII)
CPE: Final = re.compile(r"cpe:(?:2\.3:[aho*-]:\S+|/[aho]?(?::\S*)?)", re.IGNORECASE)
UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
DATE_TIME: Final = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?", re.ASCII
)
WORDINGS: Final = (
    (re.compile(r"Object missing required field `(.*)`"), r"\1 is missing"),
    (re.compile(r"Invalid enum value (.*)"), r"\1 is none of the standard's values"),
    (re.compile(r"Expected `str` matching .*"), "expected hexadecimal digits"),
    (re.compile(r"Expected `str` of length <= (\d+)"), r"longer than \1 characters"),
    (re.compile(r"Expected `(.*)`, got `(.*)`"), r"expected \1, found \2"),
)
WHERE: Final = re.compile(r"(.*) - at `\$\.?([^`]*)`", re.DOTALL)


class Register:
    """The components of one document: how many there may be, and whose references are their own."""

    def __init__(self, *, source: str, limits: BomLimits) -> None:
        self._source = source
        self._limits = limits
        self._left = limits.components
        # Keyed hashes of 64 bits rather than the texts: a third of the memory.
        self._refs: set[int] = set()

    def count(self, place: str) -> None:
        """One more. Raises: MalformedError above the limit."""
        self._left -= 1
        if self._left < 0:
            self.refuse("too many components", place)

    def claim(self, ref: str | None, noun: str) -> None:
        """Raises: ValidationError where the reference is taken."""
        if ref is None:
            return
        if hash(ref) in self._refs:
            raise msgspec.ValidationError(f"the {noun} {ref!r} stands for another component")
        self._refs.add(hash(ref))

    def refuse(self, reason: str, place: str) -> NoReturn:
        """Raises: MalformedError."""
        raise MalformedError(reason, at=Location(self._source, place))


def settle(
    value: object, place: str, *, required: frozenset[str], reading: Callable[[object], T]
) -> tuple[T | None, list[ComponentError]]:
    """What `reading` makes of a value once the members that it refuses are left out, and those
    members; nothing where a required one is refused. reading raises ValidationError."""
    faults: list[ComponentError] = []
    while True:
        try:
            return reading(value), faults
        except UnicodeEncodeError:  # msgspec, of a name or a value of a vocabulary
            return None, [*faults, ComponentError(place, "has half of a surrogate pair")]
        except msgspec.ValidationError as error:
            reason, pointer = explained(error)
        member = pointer[1:].partition("/")[0]
        faults.append(ComponentError(place + pointer, reason))
        if member in required or not isinstance(value, Mapping) or member not in value:
            return None, faults
        value = {key: part for key, part in value.items() if key != member}


def reference(value: object) -> str | None:
    """A reference as it is compared; None where it is absent or no text."""
    if not isinstance(value, str) or len(value) > LONGEST:
        return None
    try:
        return cleaned("reference", value)
    except msgspec.ValidationError:
        return None


def instant(value: object) -> datetime:
    """Of `2026-10-01T03:00:00Z`, in UTC also where it names no offset. Raises: ValueError."""
    found = DATE_TIME.fullmatch(str(value).strip().upper())
    try:
        at = datetime.fromisoformat(found[0] if found else "")
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError("expected an instant such as 2026-10-01T03:00:00Z") from error


def shaped(member: str, pattern: re.Pattern[str], text: str | None) -> str | None:
    """The text if it has the shape. Raises: ValidationError."""
    text = cleaned(member, text)
    if text is not None and not pattern.fullmatch(text):
        raise msgspec.ValidationError(f"{text[:80]!r} is no {member} - at `$.{member}`")
    return text


def cleaned(member: str, text: str | None) -> str | None:
    """The text without white space around it and with single spaces inside; None where empty.

    Raises: ValidationError."""
    if text is None:
        return None
    if not text.isprintable():
        text = " ".join(text.split())
        if UNPRINTABLE.search(text):
            raise msgspec.ValidationError(f"has control characters - at `$.{member}`")
    return text.strip() or None


def explained(error: msgspec.ValidationError) -> tuple[str, str]:
    """The message of msgspec as a reason and a JSON pointer."""
    found = WHERE.fullmatch(str(error))
    reason, path = found.groups() if found else (str(error), "")
    for theirs, ours in WORDINGS:
        reason = theirs.sub(ours, reason)
    pointer = path.replace("[", "/").replace("]", "").replace(".", "/")
    return reason[:300], f"/{pointer}" if pointer else ""
