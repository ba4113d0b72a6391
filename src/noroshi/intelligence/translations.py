"""Patterns for the tools that operators have. What is common infrastructure, or inside networks, is
neither blocked nor alerted on; the translation says so."""

from datetime import datetime
from typing import Any, Final

import orjson

from noroshi.formats.stix.translating import TARGETS, Subject, Translation, translate, values_of
from noroshi.intelligence import queries
from noroshi.intelligence.intake import is_within
from noroshi.intelligence.queries import Held
from noroshi.intelligence.warninglists.queries import common
from noroshi.kernel.errors import AbsentError, MalformedError

ACTING: Final = frozenset({"block", "suricata"})
LONGEST_TITLE: Final = 300


def translated(pattern: str, target: str, *, title: str = "") -> Translation:
    """A pattern for a tool of TARGETS. Raises: MalformedError naming what cannot be said to it."""
    if target not in TARGETS:
        raise MalformedError(f"target: one of these: {', '.join(TARGETS)}")
    return translate(_subject(pattern, title), target)


def translated_object(held: Held, target: str, *, now: datetime) -> Translation:
    """An indicator for a tool. Raises: MalformedError as `translated` does, for what is no indicator of
    STIX's own patterns, and for acting on one that is revoked or holds no more."""
    content = orjson.loads(held.content)
    if not is_translatable(content):
        raise MalformedError("it cannot be translated: it has no pattern of STIX")
    _check(held, content, target, now)
    return translated(content["pattern"], target, title=held.name or held.stix_id)


def tools_of(held: Held, *, now: datetime) -> dict[str, str]:
    """For which tools there is a translation of an indicator, which have an empty text; of the others
    the reason why there is none. Empty for other objects."""
    content = orjson.loads(held.content)
    if not is_translatable(content):
        return {}
    try:
        subject = _subject(content["pattern"], "")
    except MalformedError as error:
        return dict.fromkeys(TARGETS, error.detail)
    return {target: _reason(held, content, subject, target, now) for target in TARGETS}


def _reason(
    held: Held, content: dict[str, Any], subject: Subject, target: str, now: datetime
) -> str:
    try:
        _check(held, content, target, now)
        translate(subject, target)
    except MalformedError as error:
        return error.detail
    return ""


def _check(held: Held, content: dict[str, Any], target: str, now: datetime) -> None:
    if target not in ACTING:
        return
    if held.revoked:
        raise MalformedError("it cannot be translated: it is revoked")
    until = content.get("valid_until")
    if until and datetime.fromisoformat(until.replace(":60", ":59")) <= now:
        raise MalformedError("it cannot be translated: it holds no more")


def indicator(identifier: str) -> Held:
    """An object in its newest version that may be seen. Raises: AbsentError."""
    told = queries.versions(identifier)
    if not told:
        raise AbsentError(f"there is no object: {identifier}")
    return told[0]


def is_translatable(content: dict[str, Any]) -> bool:
    """Is it an indicator whose pattern is STIX's own?"""
    return content.get("type") == "indicator" and content.get("pattern_type") == "stix"


def _subject(pattern: str, title: str) -> Subject:
    values = values_of(pattern)
    lists = common(values)
    left = {
        one.value: f"common infrastructure ({', '.join(names)})" for one, names in lists.items()
    }
    left |= {one.value: "an address inside networks" for one in values if is_within(one)}
    return Subject(pattern, (title or "STIX pattern")[:LONGEST_TITLE], left)
