"""What types and categories MISP's attributes have, by the table that the MISP project keeps."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import orjson


@cache
def described() -> dict[str, Any]:
    """`describeTypes.json`: sane_defaults, types, categories, category_type_mappings.

    It comes with the converter's library, which is not loaded for it."""
    found = find_spec("pymisp")
    assert found
    assert found.origin
    path = Path(found.origin).parent / "data" / "describeTypes.json"
    table: dict[str, Any] = orjson.loads(path.read_bytes())["result"]
    return table


@cache
def categories_of(kind: str) -> frozenset[str]:
    """Those that an attribute of the type may have."""
    mapping = described()["category_type_mappings"]
    return frozenset(category for category, kinds in mapping.items() if kind in kinds)
