"""Whether an object is one of STIX 2.1, and if not, in which property and why."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from noroshi.kernel.errors import MalformedError

IDENTIFIER: Final = re.compile(
    r"[a-z][a-z0-9-]+[a-z0-9]--[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-5][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}"
)
REFERENCES: Final = ("created_by_ref", "source_ref", "target_ref", "sighting_of_ref")


def check(one: Mapping[str, Any]) -> None:
    """Raises: MalformedError, whose detail begins with the property."""
    identifier = one.get("id")
    if not isinstance(identifier, str) or not IDENTIFIER.fullmatch(identifier):
        raise MalformedError("id: is no identifier")
    if identifier.partition("--")[0] != one.get("type"):
        raise MalformedError("type: is not that of the identifier")
    for name in REFERENCES:
        if name in one and not IDENTIFIER.fullmatch(str(one[name])):
            raise MalformedError(f"{name}: is no identifier")
    for name in ("created", "modified"):
        if name in one:
            _instant(name, one[name])


def _instant(name: str, value: object) -> None:
    try:
        datetime.fromisoformat(str(value))
    except ValueError as error:
        raise MalformedError(f"{name}: is no timestamp") from error
