"""STIX patterns (STIX 2.1, section 9): a text read into what it asks for, or refused with its place."""

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, NamedTuple

from noroshi.kernel.errors import MalformedError

LONGEST: Final = 100_000
DEEPEST: Final = 50
LONGEST_NUMBER: Final = 100
ANY: Final = None  # the step `[*]`


class Instant(NamedTuple):
    """A timestamp to any fraction of a second. fraction: its digits, without zeros at the end."""

    second: datetime
    fraction: str


Literal = str | bool | int | float | bytes | Instant


@dataclass(frozen=True, slots=True)
class Path:
    """What is compared: the type of an object and the steps to its values."""

    type: str
    steps: tuple[str | int | None, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """operator: `=`, `!=`, `<`, `<=`, `>`, `>=`, `IN`, `LIKE`, `MATCHES`, `ISSUBSET`, `ISSUPERSET` or
    `EXISTS`, which has no values; IN has any number, the others one."""

    path: Path
    operator: str
    values: tuple[Literal, ...]
    is_negated: bool = False


@dataclass(frozen=True, slots=True)
class Joined:
    """operator: `AND`, `OR`, and of observations `FOLLOWEDBY`."""

    operator: str
    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Observed:
    """One observation that has it all."""

    what: "Expression"


@dataclass(frozen=True, slots=True)
class Within:
    """All of it in so many seconds."""

    of: "Expression"
    seconds: float


@dataclass(frozen=True, slots=True)
class Repeated:
    """So many times."""

    of: "Expression"
    times: int


@dataclass(frozen=True, slots=True)
class Between:
    """From start up to before stop."""

    of: "Expression"
    start: Instant
    stop: Instant


Expression = Comparison | Joined | Observed | Within | Repeated | Between

TOKEN: Final = re.compile(
    r"""(?P<blank>(?:\s|//[^\r\n]*|/\*(?:[^*]|\*(?!/))*\*/)+)
    |(?P<text>[thb]?'(?:[^'\\]|\\['\\])*')
    |(?P<number>[+-]?(?:[0-9]*\.[0-9]+|0|[1-9][0-9]*)(?![0-9A-Za-z_.]))
    |(?P<word>[A-Za-z_][A-Za-z0-9_-]*)
    |(?P<sign>==|!=|<>|<=|>=|[=<>()\[\]:.,*])""",
    re.VERBOSE,
)
STAMP: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]+))?Z"
)
SAME: Final = {"==": "=", "<>": "!="}
ORDERED: Final = ("<", "<=", ">", ">=")
OF_TEXT: Final = ("LIKE", "MATCHES", "ISSUBSET", "ISSUPERSET")
TRUTHS: Final = {"true": True, "false": False}
KEYWORDS: Final = frozenset(
    [
        "AND",
        "OR",
        "NOT",
        "FOLLOWEDBY",
        "LIKE",
        "MATCHES",
        "ISSUPERSET",
        "ISSUBSET",
        "EXISTS",
        "LAST",
        "IN",
        "START",
        "STOP",
        "SECONDS",
        "true",
        "false",
        "WITHIN",
        "REPEATS",
        "TIMES",
    ]
)


KINDS: Final = {"word": "a name", "number": "a number", "end": "the end"}


class Token(NamedTuple):
    """kind: a group of TOKEN; `end` after the last. at: its place, in characters from 0."""

    kind: str
    text: str
    at: int


def parse(text: str) -> Expression:
    """What a pattern asks for.

    Raises: MalformedError that names the character, from 1, where it stops being a pattern."""
    if len(text) > LONGEST:
        raise MalformedError(f"a pattern of more than {LONGEST:,} characters")
    reader = _Reader(list(_tokens(text)))
    found = reader.observations()
    reader.take("", kind="end")
    return found


def comparisons(expression: Expression) -> Iterator[Comparison]:
    """Every comparison in an expression, in its order."""
    if isinstance(expression, Comparison):
        yield expression
    elif isinstance(expression, Joined):
        for part in expression.parts:
            yield from comparisons(part)
    else:
        yield from comparisons(
            expression.what if isinstance(expression, Observed) else expression.of
        )


def instant_of(text: str) -> Instant | None:
    """A timestamp as STIX writes it; None for what is none."""
    found = STAMP.fullmatch(text)
    if not found:
        return None
    try:
        second = datetime.fromisoformat(found[1]).replace(tzinfo=UTC)
    except ValueError:
        return None
    return Instant(second, (found[2] or "").rstrip("0"))


def _tokens(text: str) -> Iterator[Token]:
    at = 0
    while at < len(text):
        found = TOKEN.match(text, at)
        if not found:
            raise _refused(at, f"{text[at : at + 20]!r} is not of a pattern")
        if found.lastgroup == "number" and len(found[0]) > LONGEST_NUMBER:
            raise _refused(at, f"a number of more than {LONGEST_NUMBER} characters")
        if found.lastgroup != "blank":
            yield Token(str(found.lastgroup), found[0], at)
        at = found.end()
    yield Token("end", "", at)


def _refused(at: int, why: str) -> MalformedError:
    return MalformedError(f"pattern: {why}, at character {at + 1}")


@dataclass(slots=True)
class _Reader:
    tokens: list[Token]
    place: int = 0
    depth: int = 0

    @property
    def next(self) -> Token:
        return self.tokens[self.place]

    def take(self, *texts: str, kind: str = "") -> Token:
        """The next token, which must be one of these. A quoted text is never a sign or a word."""
        token = self.next
        is_right = token.kind == kind if kind else self.sees(*texts)
        if not is_right:
            wanted = " or ".join(texts) or KINDS[kind]
            raise _refused(token.at, f"{token.text[:40]!r} stands where {wanted} is to stand")
        self.place += 1
        return token

    def sees(self, *texts: str) -> bool:
        return self.next.kind in ("word", "sign") and self.next.text in texts

    def skip(self, text: str) -> bool:
        if self.sees(text):
            self.place += 1
            return True
        return False

    def chain(self, operator: str, part: Callable[[], Expression]) -> Expression:
        """Parts with an operator between them."""
        parts = [part()]
        while self.skip(operator):
            parts.append(part())
        return parts[0] if len(parts) == 1 else Joined(operator, tuple(parts))

    def nested(self, inner: Callable[[], Expression], end: str = ")") -> Expression:
        """What stands between brackets whose first is taken."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise _refused(self.next.at, f"more than {DEEPEST} brackets within each other")
        found = inner()
        self.take(end)
        self.depth -= 1
        return found

    # --- observations

    def observations(self) -> Expression:
        return self.chain("FOLLOWEDBY", self._either_observed)

    def _either_observed(self) -> Expression:
        return self.chain("OR", self._both_observed)

    def _both_observed(self) -> Expression:
        return self.chain("AND", self._qualified)

    def _qualified(self) -> Expression:
        if self.take("[", "(").text == "[":
            found: Expression = Observed(self.nested(self._comparisons, "]"))
        else:
            found = self.nested(self.observations)
        seen: set[str] = set()
        while self.sees("WITHIN", "REPEATS", "START"):
            word = self.take("WITHIN", "REPEATS", "START")
            if word.text in seen:
                raise _refused(word.at, f"a second {word.text}")
            seen.add(word.text)
            found = self._qualifier(word, found)
        return found

    def _qualifier(self, word: Token, of: Expression) -> Expression:
        if word.text == "START":
            start = self._stamp()
            self.take("STOP")
            stop = self._stamp()
            if stop <= start:
                raise _refused(word.at, "STOP is not after START")
            return Between(of, start, stop)
        number = self.take(kind="number")
        if word.text == "WITHIN":
            self.take("SECONDS")
            found: Expression = Within(of, float(number.text))
            is_sound = float(number.text) >= 0
        else:
            self.take("TIMES")
            is_sound = number.text.lstrip("+").isdigit() and int(number.text) > 0
            found = Repeated(of, int(number.text) if is_sound else 0)
        if not is_sound:
            raise _refused(number.at, f"{word.text} takes a number from one on")
        return found

    def _stamp(self) -> Instant:
        at = self.next.at
        value = self._literal()
        if not isinstance(value, Instant):
            raise _refused(at, "a timestamp is to stand")
        return value

    # --- comparisons

    def _comparisons(self) -> Expression:
        return self.chain("OR", self._both)

    def _both(self) -> Expression:
        return self.chain("AND", self._test)

    def _test(self) -> Expression:
        if self.skip("("):
            return self.nested(self._comparisons)
        if self.skip("EXISTS"):
            return Comparison(self._path(), "EXISTS", ())
        path = self._path()
        is_negated = self.skip("NOT")
        token = self.take("=", "==", "!=", "<>", *ORDERED, "IN", *OF_TEXT)
        operator = SAME.get(token.text, token.text)
        values = self._set() if operator == "IN" else (self._literal(),)
        if operator in OF_TEXT and not isinstance(values[0], str):
            raise _refused(token.at, f"{operator} takes a text")
        if operator in ORDERED and isinstance(values[0], bool):
            raise _refused(token.at, "true and false have no order")
        return Comparison(path, operator, values, is_negated)

    def _set(self) -> tuple[Literal, ...]:
        at = self.take("(").at
        values: list[Literal] = []
        while not self.skip(")"):
            if values:
                self.take(",")
            values.append(self._literal())
        kinds = {float if type(value) is int else type(value) for value in values}
        if len(kinds) > 1:
            raise _refused(at, "the values of a set are of one kind")
        return tuple(values)

    def _path(self) -> Path:
        of = self._name()
        self.take(":")
        steps: list[str | int | None] = [self._name(quoted=True)]
        while True:
            if self.skip("."):
                steps.append(self._name(quoted=True))
            elif self.skip("["):
                steps.append(self._index())
                self.take("]")
            else:
                return Path(of, tuple(steps))

    def _name(self, *, quoted: bool = False) -> str:
        token = self.next
        if quoted and token.kind == "text" and token.text[0] == "'":
            return str(self._literal())
        if token.text in KEYWORDS or (quoted and "-" in token.text):
            raise _refused(token.at, f"{token.text!r} is to stand in quotation marks here")
        return self.take(kind="word").text

    def _index(self) -> int | None:
        if self.skip("*"):
            return ANY
        token = self.take(kind="number")
        if "." in token.text:
            raise _refused(token.at, "a place in a list is a whole number")
        return int(token.text)

    def _literal(self) -> Literal:
        token = self.next
        self.place += token.kind != "end"
        if token.kind == "number":
            return float(token.text) if "." in token.text else int(token.text)
        if token.kind == "word" and token.text in TRUTHS:
            return TRUTHS[token.text]
        if token.kind == "text":
            return _value(token)
        raise _refused(token.at, f"{token.text[:40]!r} stands where a value is to stand")


def _value(token: Token) -> Literal:
    kind, _, inside = token.text.partition("'")
    inside = re.sub(r"\\(['\\])", r"\1", inside[:-1])
    try:
        if kind == "h":
            return bytes.fromhex(inside)
        if kind == "b":
            return base64.b64decode(inside, validate=True)
    except (ValueError, binascii.Error) as error:
        raise _refused(token.at, "no octets can be read from this") from error
    if kind == "t":
        instant = instant_of(inside)
        if instant is None:
            raise _refused(token.at, f"{inside[:40]!r} is no timestamp in UTC")
        return instant
    return inside
