"""Pure decisions: by which names a product is found, in which versions it is weak, which score
stands for a vulnerability."""

from collections.abc import Iterable

from noroshi.formats.cve5 import Affected, CveRecord, Metric
from noroshi.formats.names.cpes import Cpe, read_cpe
from noroshi.formats.names.products import product_keys
from noroshi.formats.names.purls import Purl, purl_from_collection, read_purl
from noroshi.kernel.errors import MalformedError


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
    return keys or frozenset({""})


def primary_metric(record: CveRecord) -> Metric | None:
    """The score that stands for the record: the newest CVSS version, the CNA's before others'."""
    return max(
        record.metrics,
        key=lambda metric: (metric.score.version, metric.source == "cna", metric.score.score),
        default=None,
    )
