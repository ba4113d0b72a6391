"""Version order as octets: whoever can compare bytes, a database too, can compare versions.

To add a scheme: a module with `key(text)` in `schemes`, a name in `Scheme`, a line in `_KEYS`,
and the words by which feeds call it in `_BY_VERSION_TYPE` or `_BY_PURL_TYPE`."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import lru_cache

from noroshi.formats.names.schemes import (
    apk,
    composer,
    deb,
    gem,
    generic,
    maven,
    nuget,
    pep440,
    rpm,
    semver,
)

LONGEST = 256  # characters
LONGEST_KEY = 2048  # octets; an index row of PostgreSQL holds no more than 2,704


class Scheme(StrEnum):
    """A way of ordering versions."""

    GENERIC = "generic"
    SEMVER = "semver"
    PEP440 = "pep440"
    MAVEN = "maven"
    DEB = "deb"
    RPM = "rpm"
    APK = "apk"
    GEM = "gem"
    NUGET = "nuget"
    COMPOSER = "composer"


_KEYS: Mapping[Scheme, Callable[[str], bytes | None]] = {
    Scheme.GENERIC: generic.key,
    Scheme.SEMVER: semver.key,
    Scheme.PEP440: pep440.key,
    Scheme.MAVEN: maven.key,
    Scheme.DEB: deb.key,
    Scheme.RPM: rpm.key,
    Scheme.APK: apk.key,
    Scheme.GEM: gem.key,
    Scheme.NUGET: nuget.key,
    Scheme.COMPOSER: composer.key,
}

_BY_VERSION_TYPE: Mapping[str, Scheme | None] = {
    "git": None,
    "semver": Scheme.SEMVER,
    "sem": Scheme.SEMVER,
    "semvar": Scheme.SEMVER,
    "npm": Scheme.SEMVER,
    "cargo": Scheme.SEMVER,
    "go": Scheme.SEMVER,
    "golang": Scheme.SEMVER,
    "hex": Scheme.SEMVER,
    "pub": Scheme.SEMVER,
    "swift": Scheme.SEMVER,
    "maven": Scheme.MAVEN,
    "python": Scheme.PEP440,
    "pypi": Scheme.PEP440,
    "pep440": Scheme.PEP440,
    "rpm": Scheme.RPM,
    "alpm": Scheme.RPM,
    "deb": Scheme.DEB,
    "dpkg": Scheme.DEB,
    "debian": Scheme.DEB,
    "apk": Scheme.APK,
    "alpine": Scheme.APK,
    "gem": Scheme.GEM,
    "rubygems": Scheme.GEM,
    "nuget": Scheme.NUGET,
    "composer": Scheme.COMPOSER,
    "packagist": Scheme.COMPOSER,
}

_BY_PURL_TYPE: Mapping[str, Scheme] = {
    "bitnami": Scheme.GENERIC,  # 2.4.57-3 is a later build of 2.4.57
    "cargo": Scheme.SEMVER,
    "golang": Scheme.SEMVER,
    "hex": Scheme.SEMVER,
    "npm": Scheme.SEMVER,
    "pub": Scheme.SEMVER,
    "swift": Scheme.SEMVER,
    "maven": Scheme.MAVEN,
    "pypi": Scheme.PEP440,
    "deb": Scheme.DEB,
    "rpm": Scheme.RPM,
    "alpm": Scheme.RPM,
    "apk": Scheme.APK,
    "gem": Scheme.GEM,
    "nuget": Scheme.NUGET,
    "composer": Scheme.COMPOSER,
}


@lru_cache(maxsize=1 << 16)
def version_key(text: str, scheme: Scheme) -> bytes | None:
    """Octets that sort as the versions do under the scheme, equal when the versions are.

    None: not comparable under it, or longer than LONGEST or LONGEST_KEY. Never empty, never
    beginning with 0xFF: those two mark the beginning and the end of all versions. Keys of
    different schemes must not be compared."""
    text = text.strip()
    if not text or len(text) > LONGEST:
        return None
    key = _KEYS[scheme](text)
    return None if key is None or len(key) > LONGEST_KEY else key


def scheme_for(*, version_type: str | None, purl_type: str | None) -> Scheme | None:
    """The scheme of a CVE `versionType` in a package of a purl type; None: it has no order (git).

    A purl type that has an order of its own decides, since the package's own tools compare so.
    Any other word, and none, is GENERIC: `custom`, `patch`, and `original_commit_for_fix`, under
    which the Linux CNA gives release numbers and not commits."""
    stated = _BY_VERSION_TYPE.get((version_type or "").lower(), Scheme.GENERIC)
    if stated is None:
        return None
    return _BY_PURL_TYPE.get(purl_type or "", stated)
