"""Suricata's rules: what stands on the wire of what a pattern looks for, each value by itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit
from zlib import crc32

from noroshi.formats.names.observables import ObservableKind
from noroshi.formats.stix.translating.acting import ADDRESSES, equals
from noroshi.formats.stix.translating.asking import Asked, Group, Test, alternatives, refused
from noroshi.formats.stix.translating.fields import place_of

FIRST: Final = 3_000_000_000  # of numbers that no published set of rules has
MOST: Final = 1_000_000_000
LOUD: Final = frozenset('";:|\\$')
HEADER: Final = {
    "network-traffic:src_ref.value": "from",
    "network-traffic:src_port": "from port",
    "network-traffic:dst_ref.value": "to",
    "network-traffic:dst_port": "to port",
}
MOST_PORT: Final = 65_535


def suricata(asked: Asked, *, title: str, left: Mapping[str, str]) -> list[str]:
    """A line a rule; of a value that is left why. Raises: MalformedError for what is not seen on a wire,
    or is joined."""
    lines: list[str] = []
    for one in alternatives(asked):
        for rule in _rules(one):
            reasons = [f"# {value}: {left[value]}" for value in rule.values if value in left]
            lines += reasons or [_line(rule, title)]
    return list(dict.fromkeys(lines))


@dataclass(frozen=True, slots=True)
class _Rule:
    """values: that it looks for; header, options: of the rule."""

    values: tuple[str, ...]
    header: str
    options: str = ""


def _rules(one: Asked) -> Iterator[_Rule]:
    if isinstance(one, Group):
        yield from _connection(one)
        return
    place = place_of(one)
    if place in HEADER:
        for value in one.values:
            single = Test(one.path, one.operator, (value,), one.is_negated)
            yield from _connection(Group("AND", (single,)))
        return
    for found in equals(one):
        if found.kind in ADDRESSES:
            yield _Rule((found.value,), f"ip any any <> {_address(found.value)} any")
        elif found.kind is ObservableKind.DOMAIN:
            yield from _name(found.value)
        elif found.kind is ObservableKind.URL:
            yield _url(found.value)
        else:
            raise refused(one.path)


def _name(value: str) -> Iterator[_Rule]:
    sized = f'content:"{_content(value)}"; bsize:{len(value)};'
    for protocol, place in (("dns", "dns.query"), ("tls", "tls.sni"), ("http", "http.host")):
        no_case = "" if protocol == "http" else " nocase;"  # hosts are in lower case there
        yield _Rule((value,), f"{protocol} any any -> any any", f"{place}; {sized}{no_case}")


def _connection(group: Group) -> Iterator[_Rule]:
    """Ends of a connection that must hold together."""
    ends = dict.fromkeys(HEADER.values(), "any")
    values: list[str] = []
    for part in group.parts:
        name = HEADER.get(place_of(part)) if isinstance(part, Test) else None
        if not isinstance(part, Test) or name is None or ends[name] != "any":
            raise refused(f"{group.operator} of other things than the ends of a connection")
        if len(part.values) != 1:
            raise refused(f"{part.path} in a set, joined by AND")
        if "port" in name:
            ends[name] = _port(part)
        else:
            (one,) = equals(part)
            ends[name] = _address(one.value)
            values.append(one.value)
    there = f"{ends['from']} {ends['from port']} -> {ends['to']} {ends['to port']}"
    has_port = ends["from port"] != "any" or ends["to port"] != "any"
    for protocol in ("tcp", "udp") if has_port else ("ip",):
        yield _Rule(tuple(values), f"{protocol} {there}")


def _url(value: str) -> _Rule:
    """Of https it is seen where TLS is opened."""
    parts = urlsplit(value)
    host = parts.hostname or ""
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    named = f'http.host; content:"{_content(host)}"; bsize:{len(host)};'
    there = f'http.uri; content:"{_content(path)}"; bsize:{len(path)};'
    return _Rule((value,), "http any any -> any any", f"{named} {there}")


def _address(value: str) -> str:
    return f"[{value}]" if ":" in value else value


def _port(test: Test) -> str:
    (value,) = test.values
    if test.is_negated or test.operator != "=" or not isinstance(value, int):
        raise refused(f"{'NOT ' if test.is_negated else ''}{test.operator} of {test.path}")
    if isinstance(value, bool) or not 0 <= value <= MOST_PORT:
        raise refused(f"{test.path}: {value} is none")
    return str(value)


def _content(text: str) -> str:
    """What is no letter of a rule's own as octets."""
    return "".join(
        sign if " " < sign < "\x7f" and sign not in LOUD
        else "".join(f"|{octet:02X}|" for octet in sign.encode())
        for sign in text
    )  # fmt: skip


def _line(rule: _Rule, title: str) -> str:
    said = "".join(sign if sign.isalnum() or sign in " .-_" else " " for sign in title)[:100]
    number = FIRST + crc32(f"{rule.header} {rule.options}".encode()) % MOST
    middle = f" {rule.options}" if rule.options else ""
    return f'alert {rule.header} (msg:"{" ".join(said.split())}";{middle} sid:{number}; rev:1;)'
