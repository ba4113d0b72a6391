"""The common form as data: every field of an incident, in its order, in both languages."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import msgspec
from msgspec import Struct

from noroshi.reporting.incident import Kind

Language = Literal["ja", "en"]
Type = Literal["line", "text", "instant", "count", "flag", "choice", "choices"]


class Label(Struct, frozen=True, forbid_unknown_fields=True):
    """One word in both languages."""

    ja: str
    en: str

    def in_(self, language: Language) -> str:
        """The word in one of them."""
        return self.ja if language == "ja" else self.en


class Field(Struct, frozen=True, forbid_unknown_fields=True):
    """One field. path: where it stands in the incident, or in an entry of its section's list.

    filled: it may not be empty; choices: which list of words it takes its values from."""

    path: str
    type: Type
    ja: str
    en: str
    filled: bool = False
    choices: str = ""
    unit_ja: str = ""
    unit_en: str = ""

    @property
    def label(self) -> Label:
        return Label(self.ja, self.en)

    @property
    def unit(self) -> Label:
        return Label(self.unit_ja, self.unit_en)


class Section(Struct, frozen=True, forbid_unknown_fields=True):
    """Fields under one heading. item: of the seven of Order Art. 4(3); many: the path of the list
    whose entries they are; only: the one form that has them, all below the key's member."""

    key: str
    item: int
    ja: str
    en: str
    fields: tuple[Field, ...]
    many: str = ""
    only: Kind | None = None

    @property
    def label(self) -> Label:
        return Label(self.ja, self.en)


class CommonForm(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole form. items: the seven, by number; choices: words by value, by list."""

    sections: tuple[Section, ...]
    items: Mapping[int, Label]
    choices: Mapping[str, Mapping[str, Label]]

    def sections_of(self, kind: Kind, plain: Any = None) -> Iterator[Section]:
        """The sections that one of the three forms has, and those of another that have values."""
        for one in self.sections:
            if one.only in (None, kind) or (plain and one.key in plain):
                yield one

    def words(self, field: Field) -> Mapping[str, Label]:
        """The values that a field takes, with their words."""
        return self.choices[field.choices]


@cache
def common_form() -> CommonForm:
    """The form as its file says it."""
    octets = files("noroshi.reporting.forms").joinpath("common.toml").read_bytes()
    return msgspec.toml.decode(octets, type=CommonForm, strict=False)


def value_at(plain: Any, path: str) -> Any:
    """What stands at a dotted path of plain values, None where nothing does; an empty path is all."""
    for name in path.split(".") if path else ():
        plain = plain.get(name) if isinstance(plain, dict) else None
    return plain
