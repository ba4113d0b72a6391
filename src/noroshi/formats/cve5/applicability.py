"""`cpeApplicability` (CVE JSON 5.1, after NVD's configurations) as statements on versions."""

from collections.abc import Iterator

from noroshi.formats.advisories import Affected
from noroshi.formats.cve5 import wire
from noroshi.formats.names.cpes import Cpe, read_cpe
from noroshi.formats.names.ranges import VersionEntry
from noroshi.kernel.errors import Location, MalformedError


def affected_by_cpe(
    source: str, configurations: tuple[wire.Applicability, ...], *, at: Location
) -> Iterator[Affected]:
    """One statement for each match that is vulnerable, since matches add up: none takes back
    what another says. What must be there too (operator AND, not vulnerable) are its platforms.
    A negated node says where something is absent, which no inventory tells: it is passed over.

    Raises: MalformedError for what is no CPE name."""
    for configuration in configurations:
        if configuration.negate:
            continue
        matches = [m for node in configuration.nodes if not node.negate for m in node.cpe_match]
        platforms = tuple(match.criteria for match in matches if not match.vulnerable)
        for match in matches:
            if match.vulnerable:
                yield _affected(source, match, platforms, at=at)


def _affected(
    source: str, match: wire.CpeMatch, platforms: tuple[str, ...], *, at: Location
) -> Affected:
    try:
        cpe = read_cpe(match.criteria)
    except MalformedError as error:
        raise MalformedError(f"{source}: {error.detail}", at=at) from error
    return Affected(
        source=source,
        vendor=cpe.vendor,
        product=cpe.product,
        cpes=(match.criteria,),
        platforms=platforms,
        versions=tuple(_versions(match, cpe)),
    )


def _versions(match: wire.CpeMatch, cpe: Cpe) -> Iterator[VersionEntry]:
    """The first entry that holds a version decides: an excluded start is set apart beforehand."""
    low = match.version_start_including or match.version_start_excluding
    below, up_to = match.version_end_excluding, match.version_end_including
    if not (low or below or up_to) and cpe.version is not None:
        yield VersionEntry(_single(cpe), "affected")
        return
    if match.version_start_excluding:
        yield VersionEntry(match.version_start_excluding, "unaffected", "custom")
    yield VersionEntry(
        version=low or "0",
        status="affected",
        version_type="custom",
        less_than=below or (None if up_to else "*"),
        less_than_or_equal=None if below else up_to,
    )


def _single(cpe: Cpe) -> str:
    version = cpe.version or "*"
    return f"{version}-{cpe.update}" if cpe.update not in {None, "-"} else version
