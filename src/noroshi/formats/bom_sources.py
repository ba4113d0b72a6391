"""The source package that a distribution built a component from, as tools tell it beside the package URL.

Whatever is no name and version of one is passed over: it is beside the standards, and no fault."""

import re
from collections.abc import Mapping
from typing import Final

OF_DISTRIBUTIONS: Final = ("pkg:apk/", "pkg:deb/", "pkg:rpm/")
NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9+._-]{0,255}")
VERSION: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9+.:^~_-]{0,255}")
EPOCH: Final = re.compile(r"[1-9][0-9]{0,9}")
# Properties of CycloneDX: of Trivy, then of Syft; each its own parts.
TRIVY: Final = "aquasecurity:trivy:Src"
SYFT: Final = "syft:metadata:"
SYFT_NAMES: Final = ("source", "originPackage")
# `sourceInfo` of SPDX as Trivy writes it; that of Syft names the place where it was read.
BUILT: Final = re.compile(r"built package from: (\S{1,256}) (\S{1,256})")


def source_in_properties(component: object) -> str | None:
    """`openssl@3.0.2-0ubuntu1.10`, or the name alone, from a component's properties as JSON has
    them; None where they tell none or what it is no distribution built."""
    if not isinstance(component, Mapping) or not _is_of_distribution(component.get("purl")):
        return None
    properties = component.get("properties")
    told: dict[str, str] = {}
    for one in properties if isinstance(properties, list) else ():
        name, value = (one.get("name"), one.get("value")) if isinstance(one, Mapping) else ("", "")
        if isinstance(name, str) and isinstance(value, str) and name.startswith((TRIVY, SYFT)):
            told.setdefault(name, value.strip())
    return _by_trivy(told) or _by_syft(told) if told else None


def source_in_text(purl: object, text: object) -> str | None:
    """The same from what SPDX calls the source information."""
    if not isinstance(text, str) or not _is_of_distribution(purl):
        return None
    found = BUILT.fullmatch(text.strip()) if len(text) < 1024 else None
    return _source(found[1], found[2]) if found else None


def _is_of_distribution(purl: object) -> bool:
    return isinstance(purl, str) and purl.strip().startswith(OF_DISTRIBUTIONS)


def _by_trivy(told: Mapping[str, str]) -> str | None:
    version, release, epoch = (
        told.get(f"{TRIVY}{part}", "") for part in ("Version", "Release", "Epoch")
    )
    version = f"{version}-{release}" if version and release else version
    return _source(
        told.get(f"{TRIVY}Name", ""),
        f"{epoch}:{version}" if version and EPOCH.fullmatch(epoch) else version,
    )


def _by_syft(told: Mapping[str, str]) -> str | None:
    name = next((told[f"{SYFT}{one}"] for one in SYFT_NAMES if f"{SYFT}{one}" in told), "")
    file = told.get(f"{SYFT}sourceRpm", "")
    if not name and file.endswith(".src.rpm"):
        return file if NAME.fullmatch(file.replace("~", "").replace("^", "")) else None
    return _source(name, told.get(f"{SYFT}sourceVersion", ""))


def _source(name: str, version: str) -> str | None:
    if not NAME.fullmatch(name):
        return None
    return f"{name}@{version}" if VERSION.fullmatch(version) else name
