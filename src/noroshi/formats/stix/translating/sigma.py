"""Sigma rules (specification 2.0): one for each log source that a pattern needs."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from noroshi.formats.stix.translating.asking import (
    ORDERED,
    Asked,
    Group,
    Test,
    Value,
    alternatives,
    refused,
    tests_of,
)
from noroshi.formats.stix.translating.fields import Field, field_of

WILD: Final = str.maketrans({one: f"\\{one}" for one in "\\*?"})
HIVE: Final = re.compile(r"^HK[A-Z_]+(?=\\)", re.IGNORECASE)  # logs abbreviate it
RUNS: Final = str.maketrans({**{one: f"\\{one}" for one in "\\*?"}, "%": "*", "_": "?"})
MODIFIERS: Final = {"<": "lt", "<=": "lte", ">": "gt", ">=": "gte"}


def sigma(asked: Asked, *, title: str, pattern: str, notes: tuple[str, ...]) -> str:
    """The rules as YAML documents. Raises: MalformedError where an event of two log sources would be
    needed."""
    groups: dict[str, list[Asked]] = {}
    for one in alternatives(asked):
        groups.setdefault(_category(one), []).append(one)
    rules = (
        _rule(Group("OR", tuple(parts)) if len(parts) > 1 else parts[0], category, title, pattern)
        for category, parts in groups.items()
    )
    return "".join(f"# {note}\n" for note in notes) + "---\n".join(rules)


def _category(asked: Asked) -> str:
    found = dict.fromkeys(_known(test).category for test in tests_of(asked))
    if len(found) > 1:
        raise refused(f"AND of {' and '.join(found)}, which no one log source has")
    return next(iter(found))


def _known(test: Test) -> Field:
    field = field_of(test)
    if not field.category:
        raise refused(test.path)
    return field


def _rule(asked: Asked, category: str, title: str, pattern: str) -> str:
    selections: dict[str, Any] = {}
    condition = _condition(asked, selections)
    lines = [
        f"title: {_quoted(title[:256])}",
        f"id: {uuid5(NAMESPACE_URL, f'sigma {category} {pattern}')}",
        "status: experimental",
        f"description: {_quoted(f'STIX pattern: {pattern}')}",
        "logsource:",
        f"    category: {category}",
        "detection:",
        *(f"    {name}: {_quoted(one)}" for name, one in selections.items()),
        f"    condition: {condition}",
        "level: medium",
    ]
    return "\n".join([*lines, ""])


def _condition(asked: Asked, selections: dict[str, Any]) -> str:
    if isinstance(asked, Test):
        name = f"test_{len(selections) + 1}"
        selections[name] = list(_selection(asked, _known(asked)))
        return f"not {name}" if asked.is_negated else name
    joint = f" {asked.operator.lower()} "
    return f"({joint.join(_condition(part, selections) for part in asked.parts)})"


def _selection(test: Test, field: Field) -> Iterator[dict[str, Any]]:
    for name in field.sigma:
        plain = name.partition("|")[0]
        if test.operator == "EXISTS":
            yield {f"{plain}|exists": True}
        elif test.operator == "CIDR":
            yield {f"{plain}|cidr": list(test.values)}
        elif test.operator == "MATCHES":
            yield {f"{plain}|re": list(test.values)}
        elif test.operator in ORDERED:
            yield {f"{plain}|{MODIFIERS[test.operator]}": test.values[0]}
        else:
            yield {name: [_value(test, field, value) for value in test.values]}


def _value(test: Test, field: Field, value: Value) -> Value:
    if not isinstance(value, str):
        return value
    if field.is_key:
        value = HIVE.sub("", value)
    lead = field.written.partition("{}")[0].translate(WILD)
    return lead + value.translate(RUNS if test.operator == "LIKE" else WILD)


def _quoted(value: Any) -> str:
    """JSON, which is YAML as well."""
    return json.dumps(value, ensure_ascii=False)
