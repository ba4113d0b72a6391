"""What a vulnerability's product status says of versions, product by product."""

from collections.abc import Iterable, Iterator

from noroshi.formats.advisories import Affected, Product, unique, with_status
from noroshi.formats.csaf.budget import Budget
from noroshi.formats.csaf.product_tree import is_single
from noroshi.formats.names.ranges import VersionEntry

RANKS = ("affected", "unaffected", "unknown")
ALL = "*"

Stated = tuple[Product, str]
Key = tuple[str | None, str | None, tuple[str, ...], tuple[str, ...], tuple[str, ...]]


def affected_products(
    source: str, stated: Iterable[Stated], *, budget: Budget
) -> Iterator[Affected]:
    """The statements of one product together, since the first entry that holds a version decides:
    single versions before ranges, of either kind those that are affected first.

    stated: products with `affected`, `unaffected` or `unknown`. Raises: MalformedError."""
    by_product: dict[Key, list[Stated]] = {}
    for product, status in stated:
        budget.spend(len(product.versions))
        by_product.setdefault(_key(product), []).append((product, status))
    for (vendor, name, purls, cpes, platforms), together in by_product.items():
        entries = [entry for product, status in together for entry in _entries(product, status)]
        for purl in purls or (None,):
            yield Affected(
                source=source,
                vendor=vendor,
                product=name,
                package_url=purl,
                cpes=cpes,
                platforms=platforms,
                versions=unique(sorted(entries, key=_place)),
            )


def _key(product: Product) -> Key:
    """Package URLs without what names one version, or one build of it."""
    purls = unique(_package(purl) for purl in product.purls)
    return product.vendor, product.name, purls, product.cpes, product.platforms


def _package(purl: str) -> str:
    path = purl.partition("?")[0].partition("#")[0]
    name, at, version = path.rpartition("@")
    return name if at and "/" not in version else path


def _entries(product: Product, status: str) -> Iterator[VersionEntry]:
    if not product.versions:
        yield VersionEntry(ALL, status)
    for entry in product.versions:
        yield with_status(entry, status)


def _place(entry: VersionEntry) -> tuple[bool, int]:
    return not is_single(entry), RANKS.index(entry.status)
