"""What package URLs and CPE names tell of the one product that they stand for together."""

from collections.abc import Iterable

from noroshi.formats.names.cpes import NA, Cpe, read_cpe
from noroshi.formats.names.purls import Purl, read_purl
from noroshi.kernel.errors import MalformedError


def first_purl(texts: Iterable[str]) -> Purl | None:
    """The first that is a package URL. U+0000 is in no name."""
    for text in texts:
        try:
            purl = read_purl(text)
        except MalformedError:
            continue
        if "%00" not in text:
            return purl
    return None


def first_cpe(texts: Iterable[str]) -> Cpe | None:
    """The first that is a CPE name."""
    for text in texts:
        try:
            return read_cpe(text)
        except MalformedError:
            continue
    return None


def purl_version(purl: Purl | None) -> str | None:
    """With the epoch, which a package URL of an RPM package has among its qualifiers."""
    if purl is None or not purl.version:
        return None
    epoch = dict(purl.qualifiers).get("epoch") if purl.type == "rpm" else None
    return f"{epoch}:{purl.version}" if epoch else purl.version


def cpe_version(cpe: Cpe | None) -> str | None:
    """With the update; None where the name is of any version."""
    if cpe is None or cpe.version in {None, NA}:
        return None
    return f"{cpe.version}-{cpe.update}" if cpe.update not in {None, NA} else cpe.version


def installed_version(version: str, *, purl: str, cpe: str) -> str:
    """The version that an inventory gives, or else the one in its names; of an RPM package with the
    epoch, which tools write into its package URL alone."""
    if version and "epoch=" not in purl:
        return version
    named = first_purl([purl])
    if not version:
        return purl_version(named) or cpe_version(first_cpe([cpe])) or ""
    epoch = dict(named.qualifiers).get("epoch") if named and named.type == "rpm" else None
    return f"{epoch}:{version}" if epoch and ":" not in version else version
