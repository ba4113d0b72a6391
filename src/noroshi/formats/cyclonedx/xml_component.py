"""A `component` element as the members that JSON would have."""

from typing import Final
from xml.etree.ElementTree import Element

TEXTS: Final = frozenset({"group", "name", "version", "publisher", "scope", "cpe", "purl"})
PARTIES: Final = frozenset({"supplier", "manufacturer"})


def members_of(component: Element, prefix: str) -> dict[str, object]:
    """prefix: the namespace in braces. Nested components are not among the members."""
    raw: dict[str, object] = {
        name: value for name in ("type", "bom-ref") if (value := component.get(name)) is not None
    }
    for child in component:
        name = child.tag.removeprefix(prefix)
        if name in TEXTS:
            raw[name] = (child.text or "").strip()
        elif name in PARTIES:
            raw[name] = {"name": child.findtext(f"{prefix}name")}
        elif name == "hashes":
            raw[name] = [_hash(item) for item in child]
        elif name == "licenses":
            raw[name] = [_licence_choice(item, prefix) for item in child]
    return raw


def _hash(item: Element) -> dict[str, object]:
    return {"alg": item.get("alg"), "content": (item.text or "").strip()}


def _licence_choice(item: Element, prefix: str) -> dict[str, object]:
    name = item.tag.removeprefix(prefix)
    if name == "license":
        return {
            "license": {
                "id": item.findtext(f"{prefix}id"),
                "name": item.findtext(f"{prefix}name"),
            }
        }
    if name == "expression":
        return {"expression": item.text}
    if name == "expression-detailed":
        return {"expression": item.get("expression")}
    return {}
