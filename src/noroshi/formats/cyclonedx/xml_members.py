"""Elements as the members that JSON would have. prefix: the namespace in braces."""

from collections.abc import Callable, Mapping
from typing import Final
from xml.etree.ElementTree import Element

TEXTS: Final = frozenset({"group", "name", "version", "publisher", "scope", "cpe", "purl"})
SERVICE_TEXTS: Final = frozenset({"group", "name", "version"})
BOOLEANS: Final = frozenset({"authenticated", "x-trust-boundary"})
BOOLEAN: Final = {"true": True, "1": True, "false": False, "0": False}
PARTIES: Final = frozenset({"supplier", "manufacturer"})
EXPRESSIONS: Final = frozenset({"expression", "expression-detailed"})


def members_of(component: Element, prefix: str) -> dict[str, object]:
    """Of a `component`. Nested components are not among the members."""
    raw: dict[str, object] = {
        name: value for name in ("type", "bom-ref") if (value := component.get(name)) is not None
    }
    for child in component:
        name = child.tag.removeprefix(prefix)
        if name in TEXTS:
            raw[name] = (child.text or "").strip()
        elif name in PARTIES:
            raw[name] = _party(child, prefix)
        elif name in LISTS:
            raw[name] = [LISTS[name](item, prefix) for item in child]
        elif name == "swid":
            raw[name] = {"tagId": child.get("tagId")}
    return raw


def metadata_members(metadata: Element, prefix: str) -> dict[str, object]:
    """Of `metadata`."""
    component = metadata.find(f"{prefix}component")
    manufacturer = metadata.find(f"{prefix}manufacturer")
    tools = [
        part
        for path in ("tool", f"components/{prefix}component", f"services/{prefix}service")
        for part in metadata.findall(f"{prefix}tools/{prefix}{path}")
    ]
    raw: dict[str, object] = {
        "timestamp": metadata.findtext(f"{prefix}timestamp"),
        "component": None if component is None else members_of(component, prefix),
        "authors": [
            _texts(part, prefix) for part in metadata.findall(f"{prefix}authors/{prefix}author")
        ],
        "manufacturer": None if manufacturer is None else _party(manufacturer, prefix),
        "tools": [_texts(tool, prefix) for tool in tools],
        "lifecycles": [_texts(part, prefix) for part in metadata.findall(f"{prefix}lifecycles/*")],
    }
    return {name: value for name, value in raw.items() if value is not None}


def dependency_members(dependency: Element, inner: list[Element], prefix: str) -> dict[str, object]:
    """Of a `dependency`, with what of it is complete."""
    return {
        "ref": dependency.get("ref"),
        "dependsOn": [part.get("ref") for part in inner if part.tag == f"{prefix}dependency"],
        "provides": [part.get("ref") for part in inner if part.tag == f"{prefix}provides"],
    }


def composition_members(composition: Element, prefix: str) -> dict[str, object]:
    """Of a `composition`: how complete, and the references in each of its lists."""
    raw: dict[str, object] = {"aggregate": composition.findtext(f"{prefix}aggregate")}
    for name in ("assemblies", "dependencies"):
        raw[name] = [part.get("ref") for part in composition.findall(f"{prefix}{name}/*")]
    return raw


def service_members(service: Element, prefix: str) -> dict[str, object]:
    """Of a `service` and those in it."""
    raws: dict[Element, dict[str, object]] = {
        part: _service(part, prefix) for part in service.iter(f"{prefix}service")
    }
    for part, raw in raws.items():
        raw["services"] = [
            raws[inner] for inner in part.findall(f"{prefix}services/{prefix}service")
        ]
    return raws[service]


def _service(element: Element, prefix: str) -> dict[str, object]:
    """Its own members. Data flows are told by their classification alone up to 1.4."""
    raw: dict[str, object] = {"bom-ref": element.get("bom-ref")}
    for child in element:
        name = child.tag.removeprefix(prefix)
        text = (child.text or "").strip()
        if name in SERVICE_TEXTS:
            raw[name] = text
        elif name in BOOLEANS:
            raw[name] = BOOLEAN.get(text, text)
        elif name == "provider":
            raw[name] = {"name": child.findtext(f"{prefix}name")}
        elif name == "endpoints":
            raw[name] = [(part.text or "").strip() for part in child]
        elif name == "data":
            raw[name] = [
                {"flow": part.get("flow", "unknown"), "classification": (part.text or "").strip()}
                for part in child.iter(f"{prefix}classification")
            ]
    return raw


def _texts(element: Element, prefix: str) -> dict[str, object]:
    """Its name, version, phase and address: what people, tools and stages are known by."""
    names = ("name", "version", "phase", "email")
    return {name: element.findtext(f"{prefix}{name}") for name in names}


def _party(element: Element, prefix: str) -> dict[str, object]:
    return {
        "name": element.findtext(f"{prefix}name"),
        "url": [part.text for part in element.findall(f"{prefix}url")],
        "contact": [
            {"email": part.text} for part in element.findall(f"{prefix}contact/{prefix}email")
        ],
    }


def _external_reference(item: Element, prefix: str) -> dict[str, object]:
    return {
        "type": item.get("type"),
        "url": (item.findtext(f"{prefix}url") or "").strip(),
        "hashes": [_hash(part, prefix) for part in item.findall(f"{prefix}hashes/{prefix}hash")],
    }


def _property(item: Element, _prefix: str) -> dict[str, object]:
    return {"name": item.get("name"), "value": item.text}


def _hash(item: Element, _prefix: str) -> dict[str, object]:
    return {"alg": item.get("alg"), "content": (item.text or "").strip()}


def _licence_choice(item: Element, prefix: str) -> dict[str, object]:
    name = item.tag.removeprefix(prefix)
    if name == "license":
        return {
            "license": {
                "id": item.findtext(f"{prefix}id"),
                "name": item.findtext(f"{prefix}name"),
                "acknowledgement": item.get("acknowledgement"),
            }
        }
    told = item.text if name == "expression" else item.get("expression")
    if name in EXPRESSIONS:
        return {"expression": told, "acknowledgement": item.get("acknowledgement")}
    return {}


LISTS: Final[Mapping[str, Callable[[Element, str], dict[str, object]]]] = {
    "authors": _texts,
    "externalReferences": _external_reference,
    "hashes": _hash,
    "licenses": _licence_choice,
    "properties": _property,
}
