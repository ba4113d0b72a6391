"""A product tree (CSAF section 3.2.2) as products by their `product_id`."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import msgspec

from noroshi.formats.advisories import Product, unique, version_entries
from noroshi.formats.csaf.wire import Branch, FullProductName, Helper, ProductTree
from noroshi.formats.names.identities import cpe_version, first_cpe, first_purl, purl_version
from noroshi.formats.names.ranges import VersionEntry
from noroshi.formats.names.vers import read_vers
from noroshi.kernel.errors import Location, MalformedError

DEEPEST_BRANCH = 64
DEEPEST_RELATION = 8
DISTRIBUTED = frozenset(("rpm", "rpmmod", "deb", "apk"))
INSTALLED = frozenset(("installed_on", "installed_with"))
PLATFORMS = frozenset(("architecture", "platform"))
NAMES = ("product_name", "product", "product_family")  # `product` is Fortinet's word
DIGIT = re.compile(r"[0-9]")
NO_SINGLE = re.compile(r"[<>≤≥*|]")
SERIES = re.compile(r"([0-9][\w.]*) all versions", re.IGNORECASE)


class _Joined(NamedTuple):
    """A product as part of others, or installed on them."""

    full_name: FullProductName
    part: str
    wholes: tuple["_Whole", ...]


class _Whole(NamedTuple):
    product_id: str
    category: str


class Products:
    """The products of a document. refused: (JSON pointer, reason) of those that are left out: an
    id that is defined twice, and not alike, is nobody's."""

    def __init__(self, tree: ProductTree, *, at: Location) -> None:
        self.refused: list[tuple[str, str]] = []
        self._by_id: dict[str, Product | None] = {}
        self._joined: dict[str, _Joined] = {}
        self._groups = {group.group_id: group.product_ids for group in tree.product_groups}
        for way in _leaves(tree.branches, at=at):
            self._add(_from_branches(way))
        for name in tree.full_product_names:
            self._add(_product(name, {}))
        for joined in _all_joined(tree):
            self._join(joined)

    def find(self, product_id: str) -> Product | None:
        """None for an id that the tree does not define, or not once."""
        if product_id not in self._by_id and product_id in self._joined:
            self._by_id[product_id] = self._related(product_id)
        return self._by_id.get(product_id)

    def members(self, group_id: str) -> tuple[str, ...]:
        """The product ids of a group; none for a group that is not defined."""
        return self._groups.get(group_id, ())

    def _add(self, product: Product) -> None:
        if self._is_new(product.id, product, self._by_id.get(product.id)):
            self._by_id[product.id] = product

    def _join(self, joined: _Joined) -> None:
        product_id = joined.full_name.product_id
        if self._is_new(product_id, joined, self._joined.get(product_id)):
            self._joined[product_id] = joined

    def _is_new(self, product_id: str, given: object, known: object) -> bool:
        if product_id not in self._by_id and product_id not in self._joined:
            return True
        if given != known:
            self.refused.append(("/product_tree", f"{product_id!r} is defined twice"))
            self._by_id[product_id] = None
        return False

    def _related(self, product_id: str) -> Product | None:
        """The part, with the wholes as its platforms (2.0 section 3.2.2.4, 2.1 product paths)."""
        joining: list[_Whole] = []
        at = product_id
        for _ in range(DEEPEST_RELATION):
            joined = self._joined.get(at)
            if joined is None:
                break
            joining += joined.wholes
            at = joined.part
        part = self._by_id.get(at)
        if part is None:
            return None
        helper = self._joined[product_id].full_name.product_identification_helper
        purls, cpes = _identifiers(helper)
        return msgspec.structs.replace(
            part,
            id=product_id,
            purls=unique(purls + part.purls),
            cpes=unique(cpes + part.cpes),
            platforms=unique((*part.platforms, *self._platforms(joining))),
            wholes=unique(
                whole
                for one in joining
                if not stands_by_itself(part, whole := self._whole(one.product_id), one.category)
            ),
        )

    def _whole(self, product_id: str) -> Product:
        """What is joined itself is no more than its part, and what is unknown has no name."""
        found = self._by_id.get(product_id) or Product(id=product_id)
        return msgspec.structs.replace(found, wholes=())

    def _platforms(self, wholes: list[_Whole]) -> Iterator[str]:
        for whole in wholes:
            yield from self._platform(whole.product_id)

    def _platform(self, product_id: str) -> tuple[str, ...]:
        """As CPE names it, or else in words."""
        platform = self._by_id.get(product_id)
        if platform is None:
            joined = self._joined.get(product_id)
            return (joined.full_name.name,) if joined else ()
        return platform.cpes or (platform.name or platform.id,)


def _all_joined(tree: ProductTree) -> Iterator[_Joined]:
    for stated in tree.relationships:
        whole = _Whole(stated.relates_to_product_reference, stated.category)
        yield _Joined(stated.full_product_name, stated.product_reference, (whole,))
    for path in tree.product_paths:
        wholes = tuple([_Whole(one.next_product_reference, one.category) for one in path.subpaths])
        yield _Joined(path.full_product_name, path.beginning_product_reference, wholes)


def _leaves(branches: tuple[Branch, ...], *, at: Location) -> Iterator[list[Branch]]:
    """The branches that bear a product, each as the way to it, which is to be read at once."""
    way: list[Branch] = []
    levels = [iter(branches)]
    while levels:
        branch = next(levels[-1], None)
        if branch is None:
            levels.pop()
            way = way[:-1]
            continue
        if len(levels) > DEEPEST_BRANCH:
            raise MalformedError(f"branches more than {DEEPEST_BRANCH} deep", at=at)
        way.append(branch)
        if branch.product:
            yield way
        levels.append(iter(branch.branches))


def _from_branches(way: list[Branch]) -> Product:
    leaf = way[-1].product
    assert leaf  # it is a leaf
    names: dict[str, str] = {}
    platforms = []
    for branch in way:
        names[branch.category] = branch.name
        if branch.category in PLATFORMS:
            platforms.append(branch.name)
    return _product(leaf, names, tuple(platforms))


def _product(
    full_name: FullProductName, names: Mapping[str, str], platforms: tuple[str, ...] = ()
) -> Product:
    purls, cpes = _identifiers(full_name.product_identification_helper)
    purl = first_purl(purls)
    name = next((names[word] for word in NAMES if word in names), purl.name if purl else None)
    name = name or full_name.name
    version = purl_version(purl)
    versions = version_entries(version, purl)
    if not versions:
        text = _version(names, name) or cpe_version(first_cpe(cpes))
        versions = _entries(text) if text else ()
        version = versions[0].version if len(versions) == 1 and is_single(versions[0]) else None
    return Product(
        id=full_name.product_id,
        vendor=names.get("vendor"),
        name=name,
        version=version,
        purls=purls,
        cpes=cpes,
        platforms=platforms,
        versions=versions,
    )


def _identifiers(helper: Helper | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if helper is None:
        return (), ()
    purls = (helper.purl, *helper.purls) if helper.purl else helper.purls
    return unique(purls), (helper.cpe,) if helper.cpe else ()


def _version(names: Mapping[str, str], product: str) -> str | None:
    """What stands below the product's name. A service pack may be told with its version or not."""
    version = names.get("product_version_range") or names.get("product_version")
    version = _without(version, product) if version else None
    pack = names.get("service_pack") or names.get("patch_level")
    if pack:
        return pack if pack[0].isdecimal() or not version else f"{version} {pack}"
    return version


def _without(text: str, product: str) -> str | None:
    """A version without the product's name, which some put before it (`FortiOS/6.0.2`); None where
    nothing but the name stands there."""
    if not text.casefold().startswith(product.casefold()):
        return text
    rest = text[len(product) :].lstrip("/ -:")
    return rest if DIGIT.search(rest) else None


def _entries(text: str) -> tuple[VersionEntry, ...]:
    if text.startswith("vers:") or "|" in text:
        entries = read_vers(text)
        if entries:
            return entries
    series = SERIES.fullmatch(text)
    return (VersionEntry(f"{series[1]}.*" if series else text, "affected"),)


def is_single(entry: VersionEntry) -> bool:
    """Whether it names one version by itself."""
    bounds = entry.less_than or entry.less_than_or_equal
    return not bounds and not NO_SINGLE.search(entry.version)


def stands_by_itself(part: Product, whole: Product, category: str) -> bool:
    """Whether what a part is joined with tells nothing that its own names do not: a distribution's
    own package, and what a maker installs on its own device."""
    makers = {cpe.vendor for text in whole.cpes if (cpe := first_cpe((text,)))}
    makers = {*makers, whole.vendor and whole.vendor.casefold()} - {None}
    purls = (first_purl((text,)) for text in part.purls)
    distributors = {purl.namespace for purl in purls if purl and purl.type in DISTRIBUTED}
    is_own = bool(part.vendor) and (part.vendor or "").casefold() in makers
    return bool(distributors & makers) or (category in INSTALLED and is_own)
