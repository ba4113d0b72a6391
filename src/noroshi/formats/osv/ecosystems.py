"""OSV's ecosystems (schema, `affected[].package`) as types of package URLs."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from packageurl import PackageURL

from noroshi.formats.names.releases import release_of

# Type and namespace; a distribution's namespace is the one that inventories of it bear.
_PURLS: Mapping[str, tuple[str, str | None]] = {
    "AlmaLinux": ("rpm", "almalinux"),
    "Alpaquita": ("apk", "alpaquita"),
    "Alpine": ("apk", "alpine"),
    "Azure Linux": ("rpm", "azurelinux"),
    "BellSoft Hardened Containers": ("apk", "bellsoft-hardened-containers"),
    "Bioconductor": ("bioconductor", None),
    "Bitnami": ("bitnami", None),
    "CRAN": ("cran", None),
    "Chainguard": ("apk", "chainguard"),
    "CleanStart": ("apk", "cleanstart"),
    "ConanCenter": ("conan", None),
    "Debian": ("deb", "debian"),
    "Echo": ("deb", "echo"),
    "GitHub Actions": ("github", None),
    "Go": ("golang", None),
    "Hackage": ("hackage", None),
    "Hex": ("hex", None),
    "Julia": ("julia", None),
    "Mageia": ("rpm", "mageia"),
    "Maven": ("maven", None),
    "MinimOS": ("apk", "minimos"),
    "NuGet": ("nuget", None),
    "OSS-Fuzz": ("generic", None),
    "Packagist": ("composer", None),
    "Photon OS": ("rpm", "photon"),
    "Pub": ("pub", None),
    "PyPI": ("pypi", None),
    "Red Hat": ("rpm", "redhat"),
    "Rocky Linux": ("rpm", "rocky"),
    "RubyGems": ("gem", None),
    "SUSE": ("rpm", "suse"),
    "SwiftURL": ("swift", None),
    "Ubuntu": ("deb", "ubuntu"),
    "VSCode": ("vscode-extension", None),
    "Wolfi": ("apk", "wolfi"),
    "crates.io": ("cargo", None),
    "npm": ("npm", None),
    "opam": ("opam", None),
    "openEuler": ("rpm", "openeuler"),
    "openSUSE": ("rpm", "opensuse"),
}
_NAMESPACED = frozenset(("composer", "golang", "npm", "swift", "vscode-extension"))
# What is no package but a whole: vendor, product.
_PRODUCTS: Mapping[str, tuple[str, str]] = {
    "Android": ("Google", "Android"),
    "Linux": ("Linux", "Kernel"),
}


def package_url(ecosystem: str, name: str) -> str | None:
    """The package URL of a name in an ecosystem, with its release (`Debian:12`) as `distro`.

    None: an ecosystem without a type, or a name that is not one of that type."""
    if ecosystem == "GIT":
        return repository_url(name if "://" in name else f"https://{name}")
    purl_type, namespace = _PURLS.get(ecosystem.partition(":")[0], (None, None))
    if purl_type is None:
        return None
    if purl_type == "github":  # an action may lie in a folder of its repository
        namespace, name = (*name.split("/", 2), "")[:2]
    elif purl_type in _NAMESPACED:
        namespace, _, name = name.rpartition("/")
    elif purl_type == "maven":
        namespace, _, name = name.partition(":")
    return _built(purl_type, namespace or None, name, release=release_of(ecosystem))


def released_url(stated: str, ecosystem: str, name: str) -> str | None:
    """A package URL that a record gives, with its ecosystem's release: distributions leave that
    away, or write it as a codename or in words."""
    release = release_of(ecosystem)
    if release is None:
        return stated
    try:
        parts = PackageURL.from_string(stated)
    except ValueError:
        return package_url(ecosystem, name)
    return _built(parts.type, parts.namespace, parts.name, release=release)


def whole_product(ecosystem: str) -> tuple[str, str] | None:
    """Vendor and product where an ecosystem is of one product, whatever part of it is named."""
    return _PRODUCTS.get(ecosystem.partition(":")[0])


def repository_url(address: str) -> str | None:
    """The package URL of a repository on GitHub; None for one elsewhere."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    owner, _, name = parts.path.strip("/").removesuffix(".git").partition("/")
    if parts.netloc.casefold() != "github.com" or not owner or "/" in name:
        return None
    return _built("github", owner, name)


def _built(
    purl_type: str, namespace: str | None, name: str, *, release: str | None = None
) -> str | None:
    qualifiers = {"distro": release} if release else None
    try:
        return (
            PackageURL(purl_type, namespace, name, None, qualifiers).to_string() if name else None
        )
    except ValueError:
        return None
