"""Package URLs (ECMA-427): one name for a package in the registry it comes from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import urlsplit

from packageurl import PackageURL

from noroshi.formats.names.releases import release_in, release_of
from noroshi.kernel.errors import MalformedError

LONGEST = 2048  # characters

# Case does not count in these by their type definitions, nor in NuGet's own registry; those that
# packageurl-python folds itself are not repeated.
_FOLDED_NAMES = frozenset(("brew", "chrome-extension", "deb", "nuget", "otp", "vscode-extension"))
_FOLDED_NAMESPACES = frozenset(("brew", "deb", "rpm", "vscode-extension"))
_RELEASED = frozenset(("apk", "deb", "rpm"))
# Names of one distribution: those of os-release, which tools take, and the one in its advisories.
_DISTRIBUTIONS: Mapping[str, str] = {
    "opensuse-leap": "opensuse",
    "opensuse.leap": "opensuse",
    "rhel": "redhat",
    "rocky-linux": "rocky",
    "rockylinux": "rocky",
    "sled": "suse",
    "sles": "suse",
    "sles_sap": "suse",
}
_SOURCE_RPM = re.compile(r"(.+)-([^-]+-[^-]+)\.(?:no)?src\.rpm")
_PYPI_SEPARATORS = re.compile(r"[-_.]+")

# Labels of the host that a collection URL names, parted by spaces.
_COLLECTIONS: Mapping[str, str] = {
    "crates io": "cargo",
    "golang org": "golang",
    "mvnrepository com": "maven",
    "npmjs com": "npm",
    "nuget org": "nuget",
    "packagist org": "composer",
    "pkg go dev": "golang",
    "pub dev": "pub",
    "pypi org": "pypi",
    "pypi python org": "pypi",
    "registry npmjs org": "npm",
    "repo hex pm": "hex",
    "repo maven apache org": "maven",
    "rubygems org": "gem",
}
# A version that is as it is written, in these types.
_PLAIN_VERSION = re.compile(r"[A-Za-z0-9._-]+")
_PLAIN_VERSIONS = frozenset(("cargo", "composer", "gem", "golang", "maven", "npm", "nuget", "pypi"))
_SEPARATORS = {"maven": ":", "npm": "/", "golang": "/", "composer": "/"}


@dataclass(frozen=True, slots=True)
class Purl:
    """The parts of a package URL, decoded and in canonical case."""

    type: str
    namespace: str | None
    name: str
    version: str | None = None
    qualifiers: tuple[tuple[str, str], ...] = ()
    subpath: str | None = None

    @property
    def key(self) -> str:
        """`purl:npm/%40angular/core`: the package, whatever its version, build and source; of a
        distribution with its release, `purl:deb/debian/openssl#debian-12`, where it is given."""
        return self._key(self.name, self._release)

    @property
    def keys(self) -> frozenset[str]:
        """Every key under which an installed package is looked for: also that of the source
        package that it was built from (qualifier `upstream`), each also without the release."""
        return self._keys(self.name) | self.source_keys

    @property
    def source_keys(self) -> frozenset[str]:
        """Those of them that are of the source package; empty where none is told."""
        source = self._source[0]
        return self._keys(source) if source else frozenset()

    @property
    def source_version(self) -> str | None:
        """The version of the source package where it is told, which may be another than that of
        what was built from it: `2.03.16-2` of lvm2, whose libdevmapper is 2:1.02.185-2. That of an
        RPM package has the epoch of the package, since no file's name has one."""
        told = self._source[1]
        if not told or not told.isprintable():
            return None
        epoch = dict(self.qualifiers).get("epoch") if self.type == "rpm" else None
        return f"{epoch}:{told}" if epoch and ":" not in told else told

    @property
    def _source(self) -> tuple[str, str]:
        """`openssl` and its version from `openssl@3.0.11-1` and `openssl-3.0.7-24.el9.src.rpm`."""
        told = dict(self.qualifiers).get("upstream", "") if self.type in _RELEASED else ""
        of_file = _SOURCE_RPM.fullmatch(told) if self.type == "rpm" else None
        name, _, version = told.partition("@")
        if of_file:
            return of_file[1], of_file[2]
        return (name if self.type == "rpm" else name.lower()), version

    def _keys(self, name: str) -> frozenset[str]:
        return frozenset(self._key(name, release) for release in (None, self._release))

    @property
    def _release(self) -> str | None:
        if self.type not in _RELEASED:
            return None
        told = release_of(dict(self.qualifiers).get("distro", ""))
        return told or release_in(self.version or "", self._distribution)

    @property
    def _distribution(self) -> str:
        namespace = self.namespace or ""
        return _DISTRIBUTIONS.get(namespace, namespace) if self.type == "rpm" else namespace

    def _key(self, name: str, release: str | None) -> str:
        if self.type == "pypi":  # names are equal by PEP 503
            name = _PYPI_SEPARATORS.sub("-", name)
        package = _package(self.type, self._distribution or None, name)
        return f"purl:{package}#{release}" if release else f"purl:{package}"


@lru_cache(maxsize=1 << 15)
def _package(kind: str, namespace: str | None, name: str) -> str:
    """`npm/%40angular/core`; kept, since a package has many versions."""
    return PackageURL(kind, namespace, name).to_string()[4:]


@lru_cache(maxsize=1 << 15)
def read_purl(text: str) -> Purl:
    """Raises: MalformedError. Source: ECMA-427; purl type definitions."""
    if len(text) > LONGEST:
        raise MalformedError(f"package URL of more than {LONGEST} characters")
    package, _, version = text.rpartition("@")
    if _PLAIN_VERSION.fullmatch(version) and (purl := _unversioned(package)):
        return replace(purl, version=version)
    try:
        parts = PackageURL.from_string(text)
    except ValueError as error:
        raise MalformedError(f"not a package URL: {text[:100]!r}") from error
    return _canonical(parts)


@lru_cache(maxsize=1 << 15)
def _unversioned(text: str) -> Purl | None:
    """Of a package whose versions are in no way its type's own; kept, since it has many. None: it is
    to be read with its version."""
    try:
        parts = PackageURL.from_string(text)
    except ValueError:
        return None
    is_plain = parts.type in _PLAIN_VERSIONS and not (parts.version or parts.qualifiers)
    return _canonical(parts) if is_plain and not parts.subpath else None


def with_source(text: str, source: str) -> str:
    """The package URL with the source package (`openssl@3.0.2-1`) as its qualifier `upstream`; as it
    was where it is of no distribution or has one, where the source says no more than it, or it would
    be too long. Raises: MalformedError."""
    purl = read_purl(text)
    qualifiers = dict(purl.qualifiers)
    if purl.type not in _RELEASED or "upstream" in qualifiers:
        return text
    name, _, version = source.partition("@")
    is_itself = version.rpartition(":")[2] in ("", (purl.version or "").rpartition(":")[2])
    if name == purl.name and is_itself:
        return text
    qualifiers["upstream"] = source
    parts = (purl.type, purl.namespace, purl.name, purl.version, qualifiers, purl.subpath)
    told = PackageURL(*parts).to_string()
    return told if len(told) <= LONGEST else text


def _canonical(parts: PackageURL) -> Purl:
    name, namespace = parts.name, parts.namespace
    if parts.type in _FOLDED_NAMES:
        name = name.lower()
    if namespace and parts.type in _FOLDED_NAMESPACES:
        namespace = namespace.lower()
    qualifiers = tuple(parts.qualifiers.items())
    return Purl(parts.type, namespace, name, parts.version, qualifiers, parts.subpath)


def purl_from_collection(collection_url: str | None, package_name: str | None) -> Purl | None:
    """The package that a CVE record names by `collectionURL` and `packageName`.

    None: a collection without a purl type, or a name that is not one of that type. WordPress
    plugins have no type of their own: they are named as Composer installs them, from WPackagist."""
    if not collection_url or not package_name or len(package_name) > LONGEST:
        return None
    purl_type, namespace = _collection(collection_url)
    if purl_type is None:
        return None
    name = package_name.strip()
    if namespace is None and purl_type in _SEPARATORS:
        namespace, _, name = name.rpartition(_SEPARATORS[purl_type])
    return _built(purl_type, namespace or None, name)


def _built(purl_type: str, namespace: str | None, name: str) -> Purl | None:
    is_incomplete = namespace is None and purl_type in {"maven", "composer"}
    if is_incomplete or not name or "/" in name or ":" in name:
        return None
    try:
        return _canonical(PackageURL(purl_type, namespace, name))
    except ValueError:
        return None


@lru_cache(maxsize=1024)
def _collection(url: str) -> tuple[str | None, str | None]:
    """The purl type of a collection, and the namespace that it stands for."""
    try:
        parts = urlsplit(url.lower())
    except ValueError:
        return None, None
    host = (parts.netloc or parts.path.partition("/")[0]).removeprefix("www.")
    if host == "wordpress.org" and parts.path.startswith(("/plugins", "/themes")):
        return "composer", f"wpackagist-{parts.path.split('/')[1].removesuffix('s')}"
    return _COLLECTIONS.get(host.replace(".", " ")), None
