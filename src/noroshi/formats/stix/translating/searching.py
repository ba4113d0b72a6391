"""Searches: Splunk's (SPL) and Kibana's (KQL)."""

from collections.abc import Callable
from typing import Final

from noroshi.formats.stix.translating.asking import ORDERED, Asked, Test, Value, refused
from noroshi.formats.stix.translating.fields import field_of

WILD: Final = str.maketrans({one: f"\\{one}" for one in '\\():<>"*{}'})
Written = Callable[[str, Test, Value], str]


def splunk(asked: Asked) -> str:
    """A search of Splunk, without the index that it is of."""
    return _joined(asked, ("AND", "OR", "NOT"), lambda test: field_of(test).splunk, _in_splunk)


def kql(asked: Asked) -> str:
    """A query in Kibana's language, of Elastic's Common Schema."""
    return _joined(asked, ("and", "or", "not"), lambda test: field_of(test).kql, _in_kql)


def _joined(
    asked: Asked,
    words: tuple[str, str, str],
    fields: Callable[[Test], tuple[str, ...]],
    written: Written,
) -> str:
    both, either, no = words
    if not isinstance(asked, Test):
        joint = f" {both if asked.operator == 'AND' else either} "
        return f"({joint.join(_joined(part, words, fields, written) for part in asked.parts)})"
    names = fields(asked)
    if not names:
        raise refused(asked.path)
    values: tuple[Value, ...] = asked.values if asked.operator != "EXISTS" else ("*",)
    tests = [written(name, asked, value) for name in names for value in values]
    text = tests[0] if len(tests) == 1 else f"({f' {either} '.join(tests)})"
    return f"{no} {text}" if asked.is_negated else text


def _in_splunk(name: str, test: Test, value: Value) -> str:
    if test.operator == "MATCHES":
        raise refused(f"MATCHES of {test.path}")
    if test.operator == "EXISTS":
        return f"{name}=*"
    if test.operator in ORDERED:
        return f"{name}{test.operator}{_number(test, value)}"
    text = _said(value)
    if test.operator == "LIKE":
        text = _runs(test, text)
    elif "*" in text:
        raise refused(f"an asterisk in the value of {test.path}")
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'{name}="{quoted}"'


def _in_kql(name: str, test: Test, value: Value) -> str:
    if test.operator == "MATCHES":
        raise refused(f"MATCHES of {test.path}")
    if test.operator == "EXISTS":
        return f"{name} : *"
    if test.operator in ORDERED:
        return f"{name} {test.operator} {_number(test, value)}"
    text = _said(value)
    if test.operator == "LIKE":
        parts = text.split("%")
        if any(sign.isspace() for sign in text) or "_" in text or not text.strip("%"):
            raise refused(f"LIKE of {test.path} with a blank or `_`")
        return f"{name} : {'*'.join(part.translate(WILD) for part in parts)}"
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'{name} : "{quoted}"'


def _runs(test: Test, text: str) -> str:
    if "_" in text or "*" in text:
        raise refused(f"LIKE of {test.path} with `_` or an asterisk")
    return text.replace("%", "*")


def _number(test: Test, value: Value) -> str:
    if isinstance(value, str):
        raise refused(f"{test.operator} of {test.path} with a text")
    return _said(value)


def _said(value: Value) -> str:
    """A value as a text."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)
