"""Pure decisions about intelligence: whom a marking lets an object reach."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

from noroshi.kernel.markings import Tlp

LONGEST_SOURCE: Final = 200
LONGEST_TYPE: Final = 250
LONGEST_ID: Final = 292  # a type, two hyphens and a UUID
LONGEST_NAME: Final = 300


class Everybody(IntEnum):
    """Audiences that are nobody's own: numbers below those of organisations and communities."""

    PUBLIC = 1  # whoever signs in
    NATION = 2  # the organisations of the nation


# Where nothing is said of it, nothing leaves the organisation.
UNMARKED: Final = Tlp.AMBER_STRICT

_OPEN: Final[Mapping[Tlp, Everybody]] = {Tlp.CLEAR: Everybody.PUBLIC, Tlp.GREEN: Everybody.NATION}


def audience_of(tlp: Tlp, *, own: int) -> int:
    """The audience of an object of the organisation whose own audience is `own`.

    CLEAR: everybody; GREEN: the nation's organisations; AMBER: the owner and whom standing decisions
    open its intelligence to; stricter: the owner alone, which is the negative of its own audience,
    so that no decision ever opens it. The database holds to the same (noroshi.intelligence_audience).
    Source: FIRST, TLP 2.0."""
    if tlp in (Tlp.RED, Tlp.AMBER_STRICT):
        return -own
    return int(_OPEN[tlp]) if tlp in _OPEN else own


@dataclass(frozen=True, slots=True)
class Change:
    """member: of an object; before, after: what stands there, None for nothing."""

    member: str
    before: Any
    after: Any


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """What one version of an object says and another does not, in the order of their names; that
    `modified` moved is no news."""
    return tuple(
        Change(name, before.get(name), after.get(name))
        for name in sorted({*before, *after} - {"modified"})
        if before.get(name) != after.get(name)
    )
