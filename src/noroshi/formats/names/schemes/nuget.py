"""NuGet versions ("Package versioning"): Semantic Versioning 2.0.0 with up to four numbers, whose
pre-releases' case does not matter."""

from noroshi.formats.names.schemes import semver


def key(text: str) -> bytes | None:
    """Sorts as `NuGet.Versioning.VersionComparer`; else as `semver.key`."""
    return semver.key(text.lower())
