"""Whether observed data are what a STIX pattern asks for (STIX 2.1, section 9)."""

import base64
import binascii
import ipaddress
import operator
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from itertools import combinations, product
from typing import Any, Final, TypeVar

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
    instant_of,
)
from noroshi.kernel.errors import MalformedError

MOST_VALUES: Final = 10_000
MOST_TRIES: Final = 200_000  # ways to put observations together, in one pattern
LONGEST_MATCHED: Final = 10_000  # characters that an expression of somebody else is tried on
Object = Mapping[str, Any]
Binding = frozenset[int]
Way = TypeVar("Way")
ORDERS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Observation:
    """One `observed-data`: its interval, how often, and the objects that it names."""

    first: Instant
    last: Instant
    number: int
    roots: tuple[str, ...]


class Observations:
    """The observed data among objects of a bundle or several."""

    def __init__(self, objects: Iterable[Object]) -> None:
        self.objects = {one["id"]: one for one in objects if "id" in one}
        found = [one for one in self.objects.values() if one.get("type") == "observed-data"]
        self.seen = [
            Observation(
                _stamp(one["first_observed"]),
                _stamp(one["last_observed"]),
                int(one["number_observed"]),
                tuple(one.get("object_refs", ())),
            )
            for one in found
        ]

    def match(self, pattern: Expression) -> bool:
        """Whether they are what the pattern asks for.

        MATCHES is tried by Python's `re`, whose time has no bound: patterns of strangers are matched
        where they can be stopped. Raises: MalformedError where a text that is no timestamp is
        compared with one, where an expression cannot be read, or where too much would be tried."""
        return bool(_Trial(self).bindings(pattern))

    def having(self, what: Expression) -> list[Binding]:
        """Each observation that has an object which is all that is asked for."""
        return [
            frozenset((place,))
            for place, one in enumerate(self.seen)
            if self._roots(what, [self.objects[root] for root in one.roots if root in self.objects])
        ]

    def _roots(self, asked: Expression, roots: Sequence[Object]) -> set[str]:
        match asked:
            case Joined("AND", parts):
                return set.intersection(*(self._roots(part, roots) for part in parts))
            case Joined(_, parts):
                return set().union(*(self._roots(part, roots) for part in parts))
            case Comparison(path):
                return {
                    one["id"]
                    for one in roots
                    if one.get("type") == path.type and self._holds(asked, one)
                }
        raise AssertionError(asked)

    def _holds(self, asked: Comparison, root: Object) -> bool:
        values = self._values(asked.path, root)
        if asked.operator == "EXISTS":
            return next(values, None) is not None
        return any(compare(asked, value) for value in values)

    def _values(self, path: Path, root: Object) -> Iterator[Any]:
        """The values at a path, octets where the name of the property says so."""
        found: list[Any] = [root]
        name = ""
        for step in path.steps:
            found = [after for before in found for after in self._step(before, step)]
            name = step if isinstance(step, str) else name
            if len(found) > MOST_VALUES:
                raise MalformedError(
                    f"pattern: {path.type} leads to more than {MOST_VALUES:,} values"
                )
        return (_octets(name, value) for value in found)

    def _step(self, at: Any, step: str | int | None) -> list[Any]:
        if isinstance(at, str):
            at = self.objects.get(at)  # what a reference leads to
        if isinstance(at, Mapping):
            return list(at.values()) if step is ANY else [at[step]] if step in at else []
        if isinstance(at, list) and not isinstance(step, str):
            return at if step is ANY else at[step : step + 1] if step >= 0 else at[step:][:1]
        return []


@dataclass(slots=True)
class _Trial:
    """Which observations together are what a pattern asks for. tries: ways that were looked at."""

    of: Observations
    tries: int = 0

    def bindings(self, asked: Expression) -> list[Binding]:
        match asked:
            case Observed(what):
                return self.of.having(what)
            case Joined("OR", parts):
                return list(dict.fromkeys(one for part in parts for one in self.bindings(part)))
            case Joined(joint, parts):
                return reduce(partial(self._joined, joint), map(self.bindings, parts))
            case Within(of, seconds):
                return [one for one in self.bindings(of) if self._lasts(one) <= seconds]
            case Between(of, start, stop):
                return [one for one in self.bindings(of) if self._lies(one, start, stop)]
            case Repeated(of, times):
                return self._repeated(self.bindings(of), times)
        raise AssertionError(asked)

    def _tried(self, ways: Iterable[Way]) -> Iterator[Way]:
        for way in ways:
            self.tries += 1
            if self.tries > MOST_TRIES:
                raise MalformedError(f"pattern: more than {MOST_TRIES:,} ways to be tried")
            yield way

    def _joined(self, joint: str, left: list[Binding], right: list[Binding]) -> list[Binding]:
        found: dict[Binding, None] = {}
        for one, other in self._tried(product(left, right)):
            if one & other:
                continue
            if joint == "AND" or self._end(one) <= self._beginning(other):
                found[one | other] = None
        return list(found)

    def _repeated(self, found: list[Binding], times: int) -> list[Binding]:
        """Ones that share nothing; an observation counts as often as it was made."""
        whole = [one for one in found if len(one) == 1 and self._number(one) >= times]
        if not 1 < times <= len(found):
            return whole
        for chosen in self._tried(combinations(found, times)):
            together = frozenset[int]().union(*chosen)
            if len(together) == sum(map(len, chosen)):
                whole.append(together)
        return whole

    def _seen(self, binding: Binding) -> list[Observation]:
        return [self.of.seen[place] for place in binding]

    def _number(self, binding: Binding) -> int:
        return sum(one.number for one in self._seen(binding))

    def _beginning(self, binding: Binding) -> Instant:
        return min(one.first for one in self._seen(binding))

    def _end(self, binding: Binding) -> Instant:
        return max(one.last for one in self._seen(binding))

    def _lasts(self, binding: Binding) -> float:
        """Seconds from the first that ends to the last that begins."""
        seen = self._seen(binding)
        ends, begins = min(one.last for one in seen), max(one.first for one in seen)
        return (begins.second - ends.second).total_seconds()

    def _lies(self, binding: Binding, start: Instant, stop: Instant) -> bool:
        return all(one.first < stop and one.last >= start for one in self._seen(binding))


def compare(asked: Comparison, value: Any) -> bool:
    """Whether one value is what a comparison asks for; of two kinds nothing is equal or ordered.

    Raises: MalformedError as `Observations.match` does."""
    test = TESTS.get(asked.operator, _order)
    return test(asked, value) is not asked.is_negated


def _order(asked: Comparison, value: Any) -> bool:
    if asked.operator == "!=":
        return not _related(operator.eq, value, asked.values[0])
    return _related(ORDERS[asked.operator], value, asked.values[0])


def _related(order: Callable[[Any, Any], bool], value: Any, literal: Literal) -> bool:
    if isinstance(literal, Instant) and isinstance(value, str):
        return order(_stamp(value), literal)
    if isinstance(value, bytes) or isinstance(literal, bytes):
        left, right = _as_octets(value), _as_octets(literal)
        return left is not None and right is not None and order(left, right)
    if isinstance(value, bool) or isinstance(literal, bool):
        return type(value) is type(literal) and order(value, literal)
    numbers = (int, float)
    if isinstance(value, numbers) and isinstance(literal, numbers):
        return order(value, literal)
    if isinstance(value, str) and isinstance(literal, str):
        return order(unicodedata.normalize("NFC", value), unicodedata.normalize("NFC", literal))
    return False


def _is_in(asked: Comparison, value: Any) -> bool:
    return any(_related(operator.eq, value, literal) for literal in asked.values)


def _is_like(asked: Comparison, value: Any) -> bool:
    text = value.decode("latin-1") if isinstance(value, bytes) else value
    if not isinstance(text, str):
        return False
    return _like(
        unicodedata.normalize("NFC", text), unicodedata.normalize("NFC", str(asked.values[0]))
    )


def _like(text: str, wanted: str) -> bool:
    """`%` for any run of signs, `_` for one. It goes back no further than to the last `%`: the cost
    is at most the product of the lengths."""
    at = place = 0
    run: tuple[int, int] | None = None
    while at < len(text):
        sign = wanted[place : place + 1]
        if sign == "%":
            place += 1
            run = at, place
        elif sign and sign in ("_", text[at]):
            at, place = at + 1, place + 1
        elif run:
            run = run[0] + 1, run[1]
            at, place = run
        else:
            return False
    return not wanted[place:].strip("%")


def _matches(asked: Comparison, value: Any) -> bool:
    wanted = str(asked.values[0])
    if not isinstance(value, str | bytes) or len(value) > LONGEST_MATCHED:
        return False
    try:
        if isinstance(value, str):
            normal = unicodedata.normalize("NFC", value)
            return re.search(unicodedata.normalize("NFC", wanted), normal) is not None
        return re.search(wanted.encode("latin-1"), value) is not None
    except UnicodeEncodeError:
        return False
    except re.error as error:
        raise MalformedError(f"pattern: {wanted[:100]!r} cannot be read: {error}") from error


def _is_subset(asked: Comparison, value: Any) -> bool:
    return _covers(asked.values[0], value)


def _is_superset(asked: Comparison, value: Any) -> bool:
    return _covers(value, asked.values[0])


def _covers(whole: Any, part: Any) -> bool:
    try:
        networks = [ipaddress.ip_network(str(one), strict=False) for one in (whole, part)]
    except ValueError:
        return False
    return networks[0].version == networks[1].version and networks[1].subnet_of(networks[0])  # type: ignore[arg-type]


TESTS: Final[Mapping[str, Callable[[Comparison, Any], bool]]] = {
    "IN": _is_in,
    "LIKE": _is_like,
    "MATCHES": _matches,
    "ISSUBSET": _is_subset,
    "ISSUPERSET": _is_superset,
}


def _stamp(text: str) -> Instant:
    found = instant_of(text)
    if found is None:
        raise MalformedError(f"pattern: {text[:40]!r} is compared with a timestamp and is none")
    return found


def _octets(name: str, value: Any) -> Any:
    """The octets that a property holds whose name ends in `_hex` or `_bin`."""
    try:
        if isinstance(value, str) and name.endswith("_hex"):
            return bytes.fromhex(value)
        if isinstance(value, str) and name.endswith("_bin"):
            return base64.b64decode(value, validate=True)
    except (ValueError, binascii.Error):
        pass
    return value


def _as_octets(value: Any) -> bytes | None:
    """Octets, or a text of which each sign is one."""
    try:
        return value if isinstance(value, bytes) else str.encode(value, "latin-1")
    except (TypeError, UnicodeEncodeError):
        return None
