"""What several people type into one draft, field by field: nothing is overwritten unseen. Pure."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import msgspec

Value = str | list[str]
Fields = dict[str, Value]
# What else was typed into a field while somebody changed it, by its name.
Rivals = dict[str, list[Value]]

EMPTY: Final[tuple[Value, ...]] = ("", [])


@dataclass(frozen=True, slots=True)
class Typed:
    """What a page was sent with. fields: all that it showed; was: the mark of what it showed in each,
    nothing for an empty one."""

    fields: Mapping[str, Value]
    was: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Merged:
    """fields and rivals: as they are then; contested: which fields got a rival now."""

    fields: Fields
    rivals: Rivals
    contested: tuple[str, ...] = ()


def mark(value: Value) -> str:
    """A short digest of a value, empty for nothing: no secret, and nobody gains by another that fits."""
    if value in EMPTY:
        return ""
    return hashlib.sha256(msgspec.json.encode(value)).hexdigest()[:16]


def plain(text: str) -> str:
    """A text as a browser sends it back; without what no database holds."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


def merge(fields: Mapping[str, Value], rivals: Mapping[str, list[Value]], typed: Typed) -> Merged:
    """Take what was typed into fields that nobody else has changed since they were shown; keep what
    was typed into others as a rival."""
    held: Fields = dict(fields)
    beside: Rivals = {name: list(values) for name, values in rivals.items()}
    contested = []
    for name, value in typed.fields.items():
        now = held.get(name, "")
        was = typed.was.get(name, "")
        if mark(value) in (mark(now), was):
            continue
        if mark(now) == was:
            held[name] = value
        elif value not in beside.get(name, []):
            beside.setdefault(name, []).append(value)
            contested.append(name)
    return Merged(_filled(held), beside, tuple(contested))


def settle(
    fields: Mapping[str, Value], rivals: Mapping[str, list[Value]], name: str, taken: Value | None
) -> Merged:
    """One of the two counts: a rival, or with None what stands. Of what is no rival nothing changes."""
    held, beside = dict(fields), {one: list(values) for one, values in rivals.items()}
    values = beside.get(name, [])
    if taken is None:
        beside.pop(name, None)
    elif taken in values:
        held[name] = taken
        beside.pop(name)
    return Merged(_filled(held), beside)


def renew(
    fields: Mapping[str, Value],
    rivals: Mapping[str, list[Value]],
    before: Mapping[str, Value],
    after: Mapping[str, Value],
) -> Merged:
    """Bring a draft that was begun from one version up to another: what the draft left as it was
    becomes what the newer version says, and of what both changed the newer is a rival."""
    names = dict.fromkeys([*before, *after])
    newer = {name: after.get(name, "") for name in names}
    return merge(fields, rivals, Typed(newer, {name: mark(before.get(name, "")) for name in names}))


def _filled(fields: Fields) -> Fields:
    return {name: value for name, value in fields.items() if value not in EMPTY}
