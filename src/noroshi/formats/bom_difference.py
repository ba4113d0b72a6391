"""What changed between two bills of materials of one thing."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from noroshi.formats.bom import Component, Item
from noroshi.formats.names.purls import read_purl
from noroshi.kernel.errors import MalformedError


class Listed(NamedTuple):
    """A component in one of the two. version, purl and supplier: empty where it tells none;
    hashes: `SHA-256:` and digits."""

    name: str
    version: str
    purl: str
    place: str
    licences: tuple[str, ...] = ()
    hashes: tuple[str, ...] = ()
    supplier: str = ""


Pair = tuple[Listed, Listed]
Likeness = Callable[[Listed], tuple[object, ...]]


class BomDifference(NamedTuple):
    """changed: what was and what is, in another version; relicensed, resupplied: told of another
    licence or supplier, in whatever version; rehashed: of the same version, and by another hash
    not the same file. All by name, then version."""

    added: tuple[Listed, ...]
    removed: tuple[Listed, ...]
    changed: tuple[Pair, ...]
    relicensed: tuple[Pair, ...]
    rehashed: tuple[Pair, ...]
    resupplied: tuple[Pair, ...]


def difference(before: Iterable[Item], after: Iterable[Item]) -> BomDifference:
    """What was added, removed, is there in another version, or is told otherwise.

    Components are the same by purl without version, qualifiers and subpath, and those without a
    purl by group and name. Of several that are the same, those that are told alike cancel out
    first, then equal versions are paired, of them what has the same purl or hash first, and the
    rest in the order of their texts. Of each side every component is held, as `Listed`.
    """
    old, new = _by_key(before), _by_key(after)
    added: list[Listed] = []
    removed: list[Listed] = []
    changed: list[Pair] = []
    kept: list[Pair] = []
    for key in old.keys() | new.keys():
        gone, come = _unequal(old.get(key, []), new.get(key, []))
        for likeness in LIKENESSES:
            kept += _paired(gone, come, likeness)
        paired = min(len(gone), len(come))
        changed += zip(gone, come, strict=False)
        removed += gone[paired:]
        added += come[paired:]
    told = sorted(kept + changed)
    return BomDifference(
        tuple(sorted(added)),
        tuple(sorted(removed)),
        tuple(sorted(changed)),
        tuple(pair for pair in told if set(pair[0].licences) != set(pair[1].licences)),
        tuple(pair for pair in sorted(kept) if other_hashes(*pair) != ((), ())),
        tuple(pair for pair in told if pair[0].supplier != pair[1].supplier),
    )


def other_hashes(before: Listed, after: Listed) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The hashes of each that contradict the other's: by an algorithm that both tell one of."""
    old, new = set(before.hashes) - set(after.hashes), set(after.hashes) - set(before.hashes)
    both = _algorithms(before.hashes) & _algorithms(after.hashes)
    differ = (_algorithms(old) | _algorithms(new)) & both
    return _only(old, differ), _only(new, differ)


def _algorithms(hashes: Iterable[str]) -> set[str]:
    return {text.rpartition(":")[0] for text in hashes}


def _only(hashes: Iterable[str], algorithms: set[str]) -> tuple[str, ...]:
    return tuple(sorted(text for text in hashes if text.rpartition(":")[0] in algorithms))


def _by_key(items: Iterable[Item]) -> dict[str, list[Listed]]:
    found: defaultdict[str, list[Listed]] = defaultdict(list)
    for item in items:
        if isinstance(item, Component):
            name = f"{item.group}/{item.name}" if item.group else item.name
            found[_key(item, name)].append(_listed(item, name))
    return found


def _listed(item: Component, name: str) -> Listed:
    return Listed(
        name,
        item.version or "",
        item.purl or "",
        item.place,
        item.licences,
        tuple(sorted(f"{algorithm}:{digits}" for algorithm, digits in item.hashes)),
        item.supplier or item.manufacturer or item.publisher or "",
    )


def _key(component: Component, name: str) -> str:
    if component.purl:
        try:
            # Without the distribution's release, which changes together with the versions.
            return read_purl(component.purl).key.partition("#")[0]
        except MalformedError:
            pass
    return f"name:{name}"


def _told(one: Listed) -> tuple[object, ...]:
    """All that is said of it but where."""
    return one._replace(place="")


# What makes two of them the same, the likest first.
LIKENESSES: Final[tuple[Likeness, ...]] = (
    lambda one: (one.version, one.purl, one.hashes),
    lambda one: (one.version, one.purl),
    lambda one: (one.version,),
)


def _unequal(old: list[Listed], new: list[Listed]) -> tuple[list[Listed], list[Listed]]:
    """Those of each side that no other is told like, in the order of their texts."""
    equal = Counter(map(_told, old)) & Counter(map(_told, new))
    return _without(old, equal.copy()), _without(new, equal)


def _without(side: list[Listed], equal: Counter[tuple[object, ...]]) -> list[Listed]:
    rest = []
    for listed in sorted(side, key=lambda one: (one.version, one.place)):
        if equal[_told(listed)]:
            equal[_told(listed)] -= 1
        else:
            rest.append(listed)
    return rest


def _paired(gone: list[Listed], come: list[Listed], likeness: Likeness) -> list[Pair]:
    """Pairs of one likeness, taken out of both lists."""
    waiting: defaultdict[tuple[object, ...], list[Listed]] = defaultdict(list)
    for listed in reversed(come):
        waiting[likeness(listed)].append(listed)
    pairs = [(one, waiting[likeness(one)].pop()) for one in gone if waiting[likeness(one)]]
    taken_old, taken_new = ({id(pair[side]) for pair in pairs} for side in (0, 1))
    gone[:] = [one for one in gone if id(one) not in taken_old]
    come[:] = [one for one in come if id(one) not in taken_new]
    return pairs
