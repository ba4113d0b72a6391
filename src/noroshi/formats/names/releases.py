"""Releases of distributions: a package of one is mended in another at other versions."""

import re
from functools import lru_cache
from typing import Final

# A distribution and its release, as purl's `distro` and OSV's ecosystems write them, and how many
# numbers of it tell releases apart; of others every word counts.
_RELEASE: Final = re.compile(
    r"(?P<name>[a-z][a-z ]*?)(?: linux)?[-: ]v?(?:pro[-: ]|fips[-: ]|leap[-: ])?(?P<number>\d+(?:\.\d+)*)"
    r"(?![\w.])",
    re.IGNORECASE,
)
_NUMBERS: Final = {
    "almalinux": 1, "alpine": 2, "debian": 1, "mageia": 1, "openeuler": 2,
    "opensuse": 2, "photon": 1, "rocky": 1, "ubuntu": 2,
}  # fmt: skip


@lru_cache(maxsize=1 << 10)
def release_of(text: str) -> str | None:
    """`debian-12`, `alpine-3.18` from `Debian:12`, `Alpine:v3.18`, `alpine-3.18.4`.

    None: no release, or one of a distribution whose releases are not told apart here.
    Source: OSV schema, `affected[].package.ecosystem`; purl-spec, qualifier `distro`."""
    found = _RELEASE.match(text.strip())
    if found is None:
        return None
    name = found["name"].strip().casefold().replace(" ", "")
    numbers = _NUMBERS.get(name)
    if numbers is None:
        return None
    return f"{name}-{'.'.join(found['number'].split('.')[:numbers])}"
