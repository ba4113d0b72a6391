"""Releases of distributions: a package of one is mended in another at other versions."""

import re
from functools import lru_cache
from typing import Final

# A distribution and its release, as purl's `distro` and OSV's ecosystems write them, and how many
# numbers of it tell releases apart; of others every word counts.
_RELEASE: Final = re.compile(
    r"(?P<name>[a-z][a-z ]*?)(?: linux)?[-:. ]v?(?:(?:pro|fips|fips-updates|fips-preview|leap)[-: ])*"
    r"(?P<number>\d+(?:\.\d+)*)(?![\w.])",
    re.IGNORECASE,
)
_NUMBERS: Final = {
    "almalinux": 1, "alpaquita": 1, "alpine": 2, "azurelinux": 1, "debian": 1, "mageia": 1,
    "openeuler": 2, "opensuse": 2, "photon": 1, "redhat": 1, "rocky": 1, "sles": 2, "ubuntu": 2,
}  # fmt: skip
_SAME: Final = {"azure": "azurelinux", "photonos": "photon", "rhel": "redhat"}
# CPE names without their beginning: `Red Hat:rhel_eus:9.2::appstream`, `…:openshift:4.12::el9`.
_RED_HAT: Final = re.compile(
    r"Red Hat:(?:enterprise_linux|rhel_(?:aus|e4s|els|eus|tus)):(?P<number>\d+)|Red Hat:.*::el(?P<of>\d+)"
)
_SUSE: Final = re.compile(
    r"SUSE[: ](?:SUSE )?(?:Linux Enterprise (?!Micro)|Package Hub )(?:\S+ )*?"
    r"(?P<number>\d+)(?: SP(?P<pack>\d+))?(?:-\S*)?(?!\S)"
)
_CODENAMES: Final = {
    "buster": "debian-10", "bullseye": "debian-11", "bookworm": "debian-12", "trixie": "debian-13",
    "xenial": "ubuntu-16.04", "bionic": "ubuntu-18.04", "focal": "ubuntu-20.04",
    "jammy": "ubuntu-22.04", "noble": "ubuntu-24.04",
}  # fmt: skip
# `3.0.11-1~deb12u2`, `2.4.52-1ubuntu0.22.04.3`, `3.0.7-24.el9_2`: what only one release has.
_IN_VERSION: Final = {
    "debian": re.compile(r"[+~]deb(?P<number>\d+)u"),
    "ubuntu": re.compile(r"[~+\d]ubuntu\d+\.(?P<number>\d\d\.\d\d)(?!\d)"),
    **dict.fromkeys(
        ("almalinux", "redhat", "rocky"), re.compile(r"\.(?:module\+)?el(?P<number>\d+)")
    ),
}


@lru_cache(maxsize=1 << 10)
def release_of(text: str) -> str | None:
    """`debian-12`, `alpine-3.18` from `Debian:12`, `bookworm`, `Alpine:v3.18`, `alpine-3.18.4`.

    None: no release, or one of a distribution whose releases are not told apart here.
    Source: OSV schema, `affected[].package.ecosystem`; purl-spec, qualifier `distro`."""
    text = text.strip()
    if found := _RED_HAT.match(text):
        return f"redhat-{found['number'] or found['of']}"
    if found := _SUSE.match(text):
        return f"sles-{found['number']}.{found['pack'] or 0}"
    found = _RELEASE.match(text)
    if found is None:
        return _CODENAMES.get(text.rpartition("/")[2].casefold())
    name = found["name"].strip().casefold().replace(" ", "")
    name = _SAME.get(name, name)
    numbers = _NUMBERS.get(name)
    if numbers is None:
        return None
    told = found["number"].split(".")[:numbers]
    if name == "sles" and len(told) < numbers:
        told.append("0")  # the first edition of a release has no service pack
    return f"{name}-{'.'.join(told)}"


def release_in(version: str, distribution: str) -> str | None:
    """The release that a package was made for, where its version tells."""
    pattern = _IN_VERSION.get(distribution)
    found = pattern.search(version) if pattern else None
    return f"{distribution}-{found['number']}" if found else None
