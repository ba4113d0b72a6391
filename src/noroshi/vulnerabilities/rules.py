"""Pure decisions: by which names a product is found, which score stands for a vulnerability, which
records are of the same one."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from noroshi.formats.advisories import Advisory, Affected, Metric, Product
from noroshi.formats.names.cpes import Cpe, read_cpe
from noroshi.formats.names.products import LONGEST_KEY, product_keys
from noroshi.formats.names.purls import Purl, purl_from_collection, read_purl
from noroshi.kernel.errors import MalformedError

LONGEST_NAME = 200  # characters of the name of a vulnerability or of a record of it
LONGEST_VERSION = 256  # characters
CVE = re.compile(r"CVE-[0-9]{4}-[0-9]{4,19}")
# Whose name a vulnerability goes by that has no CVE identifier.
PREFERRED = ("GHSA-", "JVNDB-", "JVNVU#", "JVN#")
# A score of EPSS has moved notably by a hundredth, and by a tenth of what it was.
EPSS_STEP = Decimal("0.01")
EPSS_SHARE = Decimal("0.1")


def purl_of(affected: Affected) -> Purl | None:
    """The package that a source names, by its own purl or by collection and package name."""
    if affected.package_url:
        return sound_purl(affected.package_url)
    return purl_from_collection(affected.collection_url, affected.package_name)


def sound_purl(text: str) -> Purl | None:
    """The package URL, or None if the text is none: a bad name is no name, not a bad record."""
    try:
        return read_purl(text)
    except MalformedError:
        return None


def sound_cpe(text: str) -> Cpe | None:
    """The CPE name, or None if the text is none."""
    try:
        return read_cpe(text)
    except MalformedError:
        return None


def names_of(
    *, purl: Purl | None, cpes: Iterable[str], vendor: str | None, product: str | None
) -> frozenset[str]:
    """Every key under which a product is found, whoever names it."""
    sound = [cpe for text in cpes if (cpe := sound_cpe(text))]
    return product_keys(purl=purl, cpes=sound, vendor=vendor, product=product)


def asset_names(*, purl: str, cpe: str, vendor: str, product: str) -> frozenset[str]:
    """Every key under which a registered asset is matched; an empty key if it has none, so that
    an asset that nothing can match still counts as indexed."""
    found = sound_purl(purl) if purl else None
    keys = names_of(purl=found, cpes=[cpe] if cpe else [], vendor=vendor, product=product)
    if found:
        keys |= {key for key in found.keys if len(key) <= LONGEST_KEY}
    return keys or frozenset({""})


def source_versions(purl: str) -> Mapping[str, str]:
    """Under which keys a package is compared by the version of its source, and by which."""
    found = sound_purl(purl) if purl else None
    version = found.source_version if found else None
    if not found or not version or len(version) > LONGEST_VERSION:
        return {}
    return dict.fromkeys(found.source_keys, version)


def called(product: Product) -> str:
    """What a product is called, for a reader."""
    return " ".join(filter(None, (product.name or product.id, product.version)))


def primary_metric(metrics: Iterable[Metric]) -> Metric | None:
    """The score that stands for the record: the newest CVSS version, the CNA's before others'."""
    return max(
        metrics,
        key=lambda metric: (metric.score.version, metric.source == "cna", metric.score.score),
        default=None,
    )


def record_name(advisory: Advisory) -> str:
    """What a source's record is called here, so that no source speaks in another's name."""
    return f"{advisory.source}:{advisory.id}"


def names_given(advisory: Advisory) -> tuple[str, ...]:
    """The names that an advisory gives its vulnerability: its own, its aliases, and the CVE
    identifiers that it is the consequence of. CSAF names documents: there aliases alone count."""
    own = () if advisory.source.startswith("csaf:") and advisory.aliases else (advisory.id,)
    upstream = [name for name in advisory.upstream if CVE.fullmatch(name)]
    names = dict.fromkeys((*own, *advisory.aliases, *upstream))
    return tuple([name for name in names if len(name) <= LONGEST_NAME])


def causes_of(names: Mapping[str, Collection[str]]) -> dict[str, frozenset[str]]:
    """For each record the vulnerabilities that it is of, by the names that it gives.

    CVE identifiers decide: those that the record gives, or if it gives none, those of records that
    share a name with it, however far away. Without any, all records so linked are of the one
    vulnerability that goes by the best of their names. Two CVE identifiers are never one
    vulnerability, whoever says so: their records stand apart."""
    group = _linked(names)
    given: dict[str, set[str]] = defaultdict(set)
    for record, own in names.items():
        given[group[record]].update(own)
    return {
        record: frozenset(
            _cves(own) or _cves(given[group[record]]) or [_best(given[group[record]])]
        )
        for record, own in names.items()
    }


def _cves(names: Iterable[str]) -> list[str]:
    return [name for name in names if CVE.fullmatch(name)]


def _best(names: Iterable[str]) -> str:
    def rank(name: str) -> tuple[int, str]:
        places = [place for place, prefix in enumerate(PREFERRED) if name.startswith(prefix)]
        return (places[0] if places else len(PREFERRED), name)

    return min(names, key=rank)


def _linked(names: Mapping[str, Collection[str]]) -> dict[str, str]:
    """A representative for each record, the same for those that share names other than CVE's."""
    parent = {record: record for record in names}

    def root(record: str) -> str:
        while parent[record] != record:
            parent[record] = parent[parent[record]]
            record = parent[record]
        return record

    first: dict[str, str] = {}
    for record, own in names.items():
        for name in own:
            if not CVE.fullmatch(name):
                parent[root(record)] = root(first.setdefault(name, record))
    return {record: root(record) for record in names}
