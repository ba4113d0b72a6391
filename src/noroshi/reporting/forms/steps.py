"""The steps of the wizard as data: which fields of the common form each asks, and with which hint."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct

from noroshi.reporting.forms.fields import Field, Label, Section, common_form
from noroshi.reporting.incident import Kind


class Step(Struct, frozen=True, forbid_unknown_fields=True):
    """A page with a few fields. asks: their paths; lists: paths of lists of entries."""

    key: str
    ja: str
    en: str
    asks: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()

    @property
    def label(self) -> Label:
        return Label(self.ja, self.en)

    def paths(self, kind: Kind) -> Iterator[str]:
        """The fields that it asks on one of the three forms."""
        for path in self.asks:
            if singles()[path][0].only in (None, kind):
                yield path


class Wizard(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of it. whole: the stages at which `later` is needed, too; hints: by path."""

    whole: frozenset[str]
    later: frozenset[str]
    steps: tuple[Step, ...]
    hints: Mapping[str, Label]

    def step(self, key: str) -> Step | None:
        """One by its key; None for what is none."""
        return next((one for one in self.steps if one.key == key), None)

    def step_of(self, name: str) -> Step | None:
        """Where a field, or a field of an entry, is asked; None for what the last page asks."""
        for one in self.steps:
            if name in one.asks or name in one.lists:
                return one
            if any(name.startswith(f"{path}.") for path in one.lists):
                return one
        return None


@cache
def wizard() -> Wizard:
    """The steps as their file says them."""
    octets = files("noroshi.reporting.forms").joinpath("steps.toml").read_bytes()
    return msgspec.toml.decode(octets, type=Wizard)


@cache
def singles() -> Mapping[str, tuple[Section, Field]]:
    """The fields that stand once, by their path; a list of plain lines is one of them."""
    found = {}
    for section in common_form().sections:
        for field in section.fields:
            if not section.many:
                found[field.path] = (section, field)
            elif not field.path:
                found[section.many] = (section, field)
    return found


@cache
def lists() -> Mapping[str, Section]:
    """The lists of entries with fields, by their path."""
    return {
        section.many: section
        for section in common_form().sections
        if section.many and section.fields[0].path
    }
