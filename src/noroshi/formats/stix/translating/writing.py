"""A pattern in the words of one tool."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from noroshi.formats.stix.translating.acting import equals
from noroshi.formats.stix.translating.asking import Asked, Test, alternatives, asked, refused
from noroshi.formats.stix.translating.searching import kql, splunk
from noroshi.formats.stix.translating.sensing import suricata
from noroshi.formats.stix.translating.sigma import sigma


@dataclass(frozen=True, slots=True)
class Subject:
    """What is translated. title: what a rule is called; left: values that are not to be blocked or
    alerted on, each with the reason."""

    pattern: str
    title: str
    left: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Translation:
    """suffix: of a file of it; notes: what is to be known of its values."""

    target: str
    text: str
    suffix: str
    notes: tuple[str, ...]


def translate(subject: Subject, target: str) -> Translation:
    """The pattern for a tool of TARGETS. Raises: MalformedError naming the part that the tool cannot be
    told, and where nothing of it is to be blocked."""
    suffix, write = _WRITERS[target]
    notes = tuple(f"{value}: {reason}" for value, reason in subject.left.items())
    return Translation(target, write(subject, asked(subject.pattern), notes), suffix, notes)


def _lines(lines: list[str]) -> str:
    if all(line.startswith("#") for line in lines):
        raise refused(f"no value is left to act on ({'; '.join(lines)[:200]})")
    return "\n".join([*lines, ""])


def _blocks(subject: Subject, wanted: Asked) -> list[str]:
    lines: dict[str, None] = {}
    for one in alternatives(wanted):
        if not isinstance(one, Test):
            raise refused(f"{one.operator}: a list blocks each value by itself")
        for value in equals(one):
            reason = subject.left.get(value.value)
            lines[f"# {value.value}: {reason}" if reason else value.value] = None
    return list(lines)


Writer = Callable[[Subject, Asked, tuple[str, ...]], str]
_WRITERS: Final[Mapping[str, tuple[str, Writer]]] = {
    "sigma": ("yml", lambda of, wanted, notes: sigma(
        wanted, title=of.title, pattern=of.pattern, notes=notes)),
    "suricata": ("rules", lambda of, wanted, _: _lines(
        suricata(wanted, title=of.title, left=of.left))),
    "splunk": ("spl", lambda _of, wanted, _: splunk(wanted) + "\n"),
    "kql": ("kql", lambda _of, wanted, _: kql(wanted) + "\n"),
    "block": ("txt", lambda of, wanted, _: _lines(_blocks(of, wanted))),
}  # fmt: skip
TARGETS: Final = tuple(_WRITERS)
