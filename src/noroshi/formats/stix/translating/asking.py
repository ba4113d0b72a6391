"""What a pattern asks of one event, without what no search of single events can be asked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from noroshi.formats.names.observables import Observable, extract
from noroshi.formats.stix.patterns import (
    ANY,
    Between,
    Comparison,
    Expression,
    Instant,
    Joined,
    Literal,
    Observed,
    Path,
    Repeated,
    Within,
    parse,
)
from noroshi.kernel.errors import MalformedError

Value = str | int | float | bool
CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
SAID: Final = {"!=": "=", "IN": "=", "ISSUBSET": "CIDR"}
ORDERED: Final = frozenset({"<", "<=", ">", ">="})


@dataclass(frozen=True, slots=True)
class Test:
    """A member of an event and what it is to be. path: `file:hashes.sha-256`; operator: `=`, any of the
    values; `LIKE`, `MATCHES`, `EXISTS`, `<` and its like; `CIDR`, in any of these networks."""

    path: str
    operator: str
    values: tuple[Value, ...]
    is_negated: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """operator: `AND` or `OR`."""

    operator: str
    parts: tuple["Asked", ...]


Asked = Test | Group


@lru_cache(maxsize=8)
def asked(pattern: str) -> Asked:
    """What a pattern asks of one event; the last ones are remembered, for each is asked for every tool.

    Raises: MalformedError as `asked_of`, and for what is no pattern."""
    return asked_of(parse(pattern))


def asked_of(expression: Expression) -> Asked:
    """What an expression asks of one event. Raises: MalformedError for what needs several events, and
    for values that are no text, number or truth."""
    match expression:
        case Observed(what):
            return _compared(what)
        case Joined("OR", parts):
            return Group("OR", tuple(map(asked_of, parts)))
        case Joined(operator, _):
            raise refused(f"{operator} between observations")
        case Within():
            raise refused("WITHIN")
        case Repeated():
            raise refused("REPEATS")
        case Between():
            raise refused("START and STOP")
    raise AssertionError(expression)


def tests_of(one: Asked) -> Iterator[Test]:
    """Every test, in its order."""
    if isinstance(one, Test):
        yield one
    else:
        for part in one.parts:
            yield from tests_of(part)


def alternatives(one: Asked) -> tuple[Asked, ...]:
    """Of what is joined by OR the parts, however deep; of anything else itself."""
    if isinstance(one, Group) and one.operator == "OR":
        return tuple(other for part in one.parts for other in alternatives(part))
    return (one,)


def values_of(pattern: str) -> tuple[Observable, ...]:
    """The observables that a pattern looks for by their values."""
    found = (
        observable
        for test in tests_of(asked(pattern))
        if not test.is_negated
        for value in test.values
        if isinstance(value, str)
        for observable in extract(value)
    )
    return tuple(dict.fromkeys(found))


def refused(part: str) -> MalformedError:
    """For a part that cannot be said."""
    return MalformedError(f"it cannot be translated: {part}")


def _compared(expression: Expression) -> Asked:
    if isinstance(expression, Joined):
        return Group(expression.operator, tuple(map(_compared, expression.parts)))
    assert isinstance(expression, Comparison)
    return _test(expression)


def _test(one: Comparison) -> Test:
    path = _path(one.path)
    values = tuple(_value(path, value) for value in one.values)
    if one.operator == "ISSUPERSET" or (one.operator == "IN" and not values):
        raise refused(f"{one.operator} of {path}")
    operator = SAID.get(one.operator, one.operator)
    if operator == "=" and all(_is_block(path, value) for value in values):
        operator = "CIDR"
    return Test(path, operator, values, one.is_negated is not (one.operator == "!="))


def _value(path: str, value: Literal) -> Value:
    if isinstance(value, bytes | Instant):
        raise refused(f"{path} compared with octets or a time")
    if isinstance(value, str) and CONTROL.search(value):
        raise refused(f"{path} compared with a control character")
    return value


def _is_block(path: str, value: Value) -> bool:
    return path.endswith("value") and "addr" in path and "/" in str(value)


def _path(path: Path) -> str:
    steps = ("[*]" if step is ANY else str(step) for step in path.steps)
    return f"{path.type}:{'.'.join(steps).replace('.[*]', '[*]')}".lower()
