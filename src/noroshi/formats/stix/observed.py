"""Observables as STIX's objects and patterns (STIX 2.1, sections 6 and 9)."""

from typing import Any, Final

from noroshi.formats.names.observables import Observable, ObservableKind
from noroshi.formats.stix.identifiers import observable_id

HASHES: Final = {
    ObservableKind.MD5: "MD5",
    ObservableKind.SHA1: "SHA-1",
    ObservableKind.SHA256: "SHA-256",
    ObservableKind.SHA512: "SHA-512",
}
# What STIX 2.1 has no object for.
UNSAID: Final = frozenset({ObservableKind.JA3, ObservableKind.JA4, ObservableKind.WALLET})


def observable_object(one: Observable) -> dict[str, Any]:
    """A cyber-observable object, its identifier by section 2.9; of none of UNSAID."""
    if one.kind in HASHES:
        return _known("file", {"hashes": {HASHES[one.kind]: one.value}})
    if one.kind is ObservableKind.FILE_NAME:
        return _known("file", {"name": one.value})
    if one.kind is ObservableKind.ASN:
        return _known("autonomous-system", {"number": int(one.value.removeprefix("AS"))})
    return _known(one.kind.value, {"value": one.value})


def pattern_of(one: Observable) -> str:
    """The pattern that asks for an observable; a block of addresses is asked for with all in it."""
    quoted = one.value.replace("\\", "\\\\").replace("'", "\\'")
    if one.kind in HASHES:
        return f"[file:hashes.'{HASHES[one.kind]}' = '{quoted}']"
    if one.kind is ObservableKind.FILE_NAME:
        return f"[file:name = '{quoted}']"
    if one.kind is ObservableKind.ASN:
        return f"[autonomous-system:number = {one.value.removeprefix('AS')}]"
    is_block = one.kind in (ObservableKind.IPV4, ObservableKind.IPV6) and "/" in one.value
    return f"[{one.kind.value}:value {'ISSUBSET' if is_block else '='} '{quoted}']"


def _known(type_: str, properties: dict[str, Any]) -> dict[str, Any]:
    one = {"type": type_, "spec_version": "2.1", **properties}
    return {**one, "id": observable_id(one)}
