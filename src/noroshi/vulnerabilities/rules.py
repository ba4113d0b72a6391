"""Pure decisions: by which names a product is found, in which versions it is weak, which score
stands for a vulnerability."""

from collections.abc import Iterable, Iterator
from contextlib import suppress

from noroshi.formats.cve5 import Affected, CveRecord, Metric
from noroshi.formats.names.cpes import Cpe, read_cpe
from noroshi.formats.names.products import product_keys
from noroshi.formats.names.purls import Purl, purl_from_collection, read_purl
from noroshi.formats.names.ranges import Flattened, affected_intervals
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


def sound_cpes(texts: Iterable[str]) -> Iterator[Cpe]:
    """Those of the texts that are CPE names."""
    for text in texts:
        with suppress(MalformedError):
            yield read_cpe(text)


def names_of(affected: Affected, purl: Purl | None) -> frozenset[str]:
    """Every key under which an affected product is found."""
    return product_keys(
        purl=purl,
        cpes=sound_cpes(affected.cpes),
        vendor=affected.vendor,
        product=affected.product or affected.package_name,
    )


def asset_names(*, purl: str, cpe: str, vendor: str, product: str) -> frozenset[str]:
    """Every key under which a registered asset is matched; an empty key if it has none, so that
    an asset that nothing can match still counts as indexed."""
    keys = product_keys(
        purl=sound_purl(purl) if purl else None,
        cpes=sound_cpes([cpe] if cpe else []),
        vendor=vendor,
        product=product,
    )
    return keys or frozenset({""})


def ranges_of(affected: Affected, purl: Purl | None) -> Flattened:
    """The versions in which the product is affected."""
    return affected_intervals(
        affected.versions,
        default_status=affected.default_status,
        purl_type=purl.type if purl else None,
    )


def primary_metric(record: CveRecord) -> Metric | None:
    """The score that stands for the record: the newest CVSS version, the CNA's before others'."""
    return max(
        record.metrics,
        key=lambda metric: (metric.score.version, metric.source == "cna", metric.score.score),
        default=None,
    )


def matchable(record: CveRecord) -> Iterator[tuple[Affected, frozenset[str], Flattened]]:
    """The affected products that can be found by a name and have a version range, or unreadable
    versions worth telling."""
    for affected in record.affected:
        purl = purl_of(affected)
        names = names_of(affected, purl)
        flat = ranges_of(affected, purl)
        if names and (flat.intervals or flat.unresolved):
            yield affected, names, flat
