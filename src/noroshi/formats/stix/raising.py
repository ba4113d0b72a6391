"""STIX 2.0 (OASIS Committee Specification, 19 July 2017) raised to 2.1: what was named otherwise, what
is asked for in addition, and observables that stood inside of observed data."""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import uuid5

from noroshi.formats.stix.checking import TLP_1, TLP_CREATED
from noroshi.formats.stix.identifiers import NAMESPACE, observable_id

Object = dict[str, Any]

# What 2.0 kept among the labels.
LABELS: Final[Mapping[str, str]] = {
    "identity": "roles",
    "indicator": "indicator_types",
    "malware": "malware_types",
    "report": "report_types",
    "threat-actor": "threat_actor_types",
    "tool": "tool_types",
}
# What 2.1 requires and 2.0 did not say.
IMPLIED: Final[Mapping[str, Object]] = {
    "indicator": {"pattern_type": "stix", "pattern_version": "2.0"},
    "malware": {"is_family": False},
}
_TIMES: Final = {"created": "ctime", "modified": "mtime", "accessed": "atime"}
RENAMED: Final[Mapping[str, Mapping[str, str]]] = {
    "directory": _TIMES,
    "file": _TIMES,
    "process": {"created": "created_time", "binary_ref": "image_ref"},
    "user-account": {"password_last_changed": "credential_last_changed"},
    "windows-registry-key": {"modified": "modified_time"},
}
DEEPEST: Final = 8  # references in a row, each through values within values


def is_old(one: Mapping[str, Any]) -> bool:
    """Whether it is of 2.0: of what was created, what does not say its version (section 3.2)."""
    return (
        "created" in one
        and one.get("spec_version", "2.0") == "2.0"
        and isinstance(one.get("type"), str)
    )


def raised(one: Object) -> Iterator[Object]:
    """The object, which `canonical` can write, in 2.1, and the observables that stood in it. What is wrong in it stays wrong, for
    the check to find. Raises: MalformedError."""
    kind = one["type"]
    new = {**one, "spec_version": "2.1"}
    if kind == "marking-definition" and one.get("id") in TLP_1.values():
        label = next(label for label, name in TLP_1.items() if name == one["id"])
        new |= {"name": f"TLP:{label.upper()}", "created": TLP_CREATED}
    if kind in LABELS and "labels" in one:
        new.setdefault(LABELS[kind], new.pop("labels"))
    for name, value in IMPLIED.get(kind, {}).items():
        new.setdefault(name, value)
    if kind != "observed-data" or not isinstance(one.get("objects"), dict):
        yield new
        return
    observables = _Observables(str(one.get("id")), new.pop("objects"))
    new["object_refs"] = list(dict.fromkeys(map(observables.name, observables.held)))
    yield new
    marked = (
        {"object_marking_refs": one["object_marking_refs"]} if "object_marking_refs" in one else {}
    )
    told = {found["id"]: found for found in map(observables.raised, observables.held)}
    for found in told.values():
        yield {**marked, **found}


class _Observables:
    """The observables of observed data, by the keys under which they refer to each other."""

    def __init__(self, holder: str, held: Object) -> None:
        self.held = held
        self._holder = holder
        self._names: dict[str, str] = {}
        self._open: set[str] = set()  # those on the way to whose content we are
        self._cited: set[str] = set()  # and of them those that something there leads back to

    def raised(self, key: str) -> Object:
        """One with its identifier, its references leading to identifiers."""
        name = self.name(key)
        return {**self._content(key), "id": name, "spec_version": "2.1"}

    def name(self, key: str) -> str:
        """Its identifier: by its content, or by where it stood, where nothing contributes or its
        content leads back to it."""
        if key not in self._names:
            kind = self._kind(key)
            self._names[key] = f"{kind}--{uuid5(NAMESPACE, f'{self._holder} {key}')}"
            self._open.add(key)
            found = observable_id(self._content(key))
            self._open.discard(key)
            if found and key not in self._cited:
                self._names[key] = found
        return self._names[key]

    def _kind(self, key: str) -> str:
        """Its type; empty, which no type is, where it has none."""
        one = self.held[key]
        kind = one.get("type") if isinstance(one, dict) else ""
        return kind if isinstance(kind, str) else ""

    def _content(self, key: str) -> Object:
        kind = self._kind(key)
        if not kind:
            return {"type": ""}
        renamed = RENAMED.get(kind, {})
        return {
            renamed.get(name, name): self._led(renamed.get(name, name), value)
            for name, value in self.held[key].items()
        }

    def _led(self, name: str, value: Any) -> Any:
        if isinstance(value, dict):
            return {inner: self._led(inner, part) for inner, part in value.items()}
        if isinstance(value, list):
            inner = name.removesuffix("s") if name.endswith("_refs") else ""
            return [self._led(inner, part) for part in value]
        if name.endswith("_ref") and isinstance(value, str):
            return self._end(value)
        return value

    def _end(self, key: str) -> str:
        """Where a reference leads; what leads nowhere stays, for the check to find."""
        if key in self._open:
            self._cited.add(key)
        if key in self._names or key not in self.held:
            return self._names.get(key, key)
        if len(self._open) > DEEPEST:
            self._names[key] = f"{self._kind(key)}--{uuid5(NAMESPACE, f'{self._holder} {key}')}"
            return self._names[key]
        return self.name(key)
