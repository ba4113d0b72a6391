"""Which names are of one product: the curated pairs, and what follows from pairs.

A pair is of two names, each `Maker | Product`, a CPE name or a package URL. `Maker | *` stands for
everything of the maker, `Maker | Product *` for its models: what follows has a number."""

import csv
import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from noroshi.formats.names.cpes import read_cpe
from noroshi.formats.names.products import maker_of, name_key, of_maker
from noroshi.formats.names.purls import read_purl
from noroshi.kernel.errors import MalformedError

# A maker that was bought has the other's name for what it sells since, not for what others sell
# that were bought too: at most one such step leads from name to name.
ACQUIRED: Final = "acquired"
# A device is what runs on it, but what runs is not this device.
MARKETING: Final = "marketing"
KINDS: Final = ("spelling", "translation", MARKETING, "renamed", ACQUIRED, "package")
CANDIDATE: Final = "candidate"
MOST: Final = 64  # further names of one product
LONGEST_ALIAS: Final = 200  # characters of a name: two have to fit into an index row
BY_ALIAS: Final = "alias"
BY_CONFIRMED: Final = "confirmed"

_MODEL = re.compile(r"_?[a-z]{0,3}_?[0-9]")


class Link(NamedTuple):
    """Two names by their keys. kind: one of KINDS, or CANDIDATE for what a person confirmed."""

    key: str
    other: str
    kind: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A curated pair as its line has it. ground: why the two are one product."""

    kind: str
    name: str
    other: str
    ground: str

    @property
    def link(self) -> Link:
        """Raises: MalformedError."""
        return link_of(self.name, self.other, kind=self.kind)


def link_of(name: str, other: str, *, kind: str) -> Link:
    """The link that two written names make.

    Raises: MalformedError for what is no name, for two that are one already, for a maker beside a
    product, and for models as the second name."""
    link = Link(read_name(name), read_name(other), kind)
    if link.key == link.other:
        raise MalformedError("other: both names are the same already")
    if link.key.startswith("maker:") != link.other.startswith("maker:"):
        raise MalformedError("other: a maker is another maker, a product another product")
    if link.other.endswith("*"):
        raise MalformedError("other: models are another product, not the other way round")
    return link


def read_name(text: str) -> str:
    """The key of a written name: `name:…`, `purl:…`, `maker:fortinet`, or for models
    `name:fortinet|fortigate*`. Raises: MalformedError."""
    if len(text) > LONGEST_ALIAS:
        raise MalformedError(f"a name of more than {LONGEST_ALIAS} characters")
    if text.startswith("pkg:"):
        return read_purl(text).key
    if text.lower().startswith("cpe:"):
        named = read_cpe(text)
        vendor, product = named.vendor or "", named.product or ""
    else:
        vendor, _, product = (part.strip() for part in text.partition("|"))
    maker, is_open = maker_of(vendor), product.endswith("*")
    if product == "*" and maker:
        return f"maker:{maker}"
    key = name_key(vendor, product.rstrip("* ") if is_open else product)
    if key is None or len(key) >= LONGEST_ALIAS:
        raise MalformedError(f"no name of a product: {text[:100]!r}; write Maker | Product")
    return f"{key}*" if is_open else key


def written(key: str) -> str:
    """The key of a product as people write it, `fortinet | fortios`; other keys as they are."""
    if not key.startswith("name:"):
        return key
    return key.removeprefix("name:").replace("|", " | ").replace("_", " ")


@cache
def shipped() -> tuple[Pair, ...]:
    """The curated pairs. Raises: MalformedError naming the line."""
    text = files("noroshi.vulnerabilities").joinpath("policies/aliases.csv").read_text("utf-8")
    return tuple(Pair(**row) for row in csv.DictReader(text.splitlines(), strict=True))


class Aliases:
    """What else the products are called, by all links together."""

    def __init__(self, links: Iterable[Link]) -> None:
        self._names: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._models: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        for key, other, kind in links:
            if key.endswith("*"):
                maker, _, product = key.removeprefix("name:").partition("|")
                self._models[maker].append((product[:-1], other, kind))
            else:
                self._names[key].append((other, kind))
                if kind != MARKETING:
                    self._names[other].append((key, kind))

    def all_of(self, keys: Iterable[str]) -> list[tuple[str, str]]:
        """The keys, each with an empty word, and the further ones with how they were found."""
        own = tuple(keys)
        return [*((key, "") for key in own), *self.further(own).items()]

    def further(self, keys: Iterable[str]) -> Mapping[str, str]:
        """Keys that products with these keys have besides: BY_CONFIRMED if a candidate that a
        person confirmed led to it, else BY_ALIAS; at most MOST, the nearest first."""
        own = frozenset(keys)
        found: dict[str, str] = {}
        reached = {(key, False) for key in own}
        ways = deque((key, False, BY_ALIAS) for key in sorted(own))
        while ways and len(found) < MOST:
            key, was_bought, by = ways.popleft()
            for other, kind in self._beside(key):
                step = (other, was_bought or kind == ACQUIRED)
                if step in reached or (was_bought and kind == ACQUIRED):
                    continue
                reached.add(step)
                how = BY_CONFIRMED if kind == CANDIDATE else by
                if other not in own:
                    found.setdefault(other, how)
                ways.append((*step, how))
        return found

    def _beside(self, key: str) -> Iterator[tuple[str, str]]:
        yield from self._names.get(key, ())
        if not key.startswith("name:"):
            return
        maker, _, product = key.removeprefix("name:").partition("|")
        for beginning, other, kind in self._models.get(maker, ()):
            if product.startswith(beginning) and _MODEL.match(product, len(beginning)):
                yield other, kind
        for other, kind in self._names.get(f"maker:{maker}", ()):
            yield of_maker(key, other.removeprefix("maker:")), kind
