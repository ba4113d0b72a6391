"""What changed between two bills of materials of one thing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from noroshi.formats.bom import Component, Item
from noroshi.formats.names.purls import read_purl
from noroshi.kernel.errors import MalformedError


class Listed(NamedTuple):
    """A component in one of the two. version and purl: empty where it tells none."""

    name: str
    version: str
    purl: str
    place: str


class BomDifference(NamedTuple):
    """changed: what was and what is. All by name, then version."""

    added: tuple[Listed, ...]
    removed: tuple[Listed, ...]
    changed: tuple[tuple[Listed, Listed], ...]


def difference(before: Iterable[Item], after: Iterable[Item]) -> BomDifference:
    """What was added, removed, or is there in another version.

    Components are the same by purl without version, qualifiers and subpath, and those without a
    purl by group and name. Of several that are the same, equal versions cancel out first, and the
    rest are paired in the order of their texts. Of each side every component is held, as `Listed`.
    """
    old, new = _by_key(before), _by_key(after)
    added: list[Listed] = []
    removed: list[Listed] = []
    changed: list[tuple[Listed, Listed]] = []
    for key in old.keys() | new.keys():
        gone, come = _unequal(old.get(key, []), new.get(key, []))
        paired = min(len(gone), len(come))
        changed += zip(gone, come, strict=False)
        removed += gone[paired:]
        added += come[paired:]
    return BomDifference(tuple(sorted(added)), tuple(sorted(removed)), tuple(sorted(changed)))


def _by_key(items: Iterable[Item]) -> dict[str, list[Listed]]:
    found: defaultdict[str, list[Listed]] = defaultdict(list)
    for item in items:
        if isinstance(item, Component):
            name = f"{item.group}/{item.name}" if item.group else item.name
            listed = Listed(name, item.version or "", item.purl or "", item.place)
            found[_key(item, name)].append(listed)
    return found


def _key(component: Component, name: str) -> str:
    if component.purl:
        try:
            # Without the distribution's release, which changes together with the versions.
            return read_purl(component.purl).key.partition("#")[0]
        except MalformedError:
            pass
    return f"name:{name}"


def _unequal(old: list[Listed], new: list[Listed]) -> tuple[list[Listed], list[Listed]]:
    """Those of each side whose version has no equal on the other."""
    return list(_without(old, new)), list(_without(new, old))


def _without(side: list[Listed], other: list[Listed]) -> Iterator[Listed]:
    versions: defaultdict[str, int] = defaultdict(int)
    for listed in other:
        versions[listed.version] += 1
    for listed in sorted(side, key=lambda one: (one.version, one.place)):
        if versions[listed.version]:
            versions[listed.version] -= 1
        else:
            yield listed
