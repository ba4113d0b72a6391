"""What may be blocked or alerted on by itself: values that are what they claim to be."""

import ipaddress
import re
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

from noroshi.formats.names.observables import Observable, ObservableKind, extract
from noroshi.formats.stix.translating.asking import Test, refused
from noroshi.formats.stix.translating.fields import place_of

PARTING: Final = re.compile(r"[\s\"'<>`|,;]")
ADDRESSES: Final = frozenset({ObservableKind.IPV4, ObservableKind.IPV6})
KINDS: Final[Mapping[str, frozenset[ObservableKind]]] = {
    "ipv4-addr:value": ADDRESSES,
    "ipv6-addr:value": ADDRESSES,
    "network-traffic:dst_ref.value": ADDRESSES,
    "network-traffic:src_ref.value": ADDRESSES,
    "domain-name:value": frozenset({ObservableKind.DOMAIN}),
    "url:value": frozenset({ObservableKind.URL}),
    "email-addr:value": frozenset({ObservableKind.EMAIL}),
    "file:hashes.md5": frozenset({ObservableKind.MD5}),
    "file:hashes.sha-1": frozenset({ObservableKind.SHA1}),
    "file:hashes.sha-256": frozenset({ObservableKind.SHA256}),
    "file:hashes.sha-512": frozenset({ObservableKind.SHA512}),
}
# Blocks of addresses that hold more than these bits leave open are nobody's alone.
SHORTEST: Final = {4: 16, 6: 32}


def equals(test: Test) -> Iterator[Observable]:
    """The values of a test for equality, each in its one spelling. Raises: MalformedError for another
    test, another kind, and for values that are not of it."""
    if test.is_negated or test.operator not in ("=", "CIDR"):
        raise refused(f"{'NOT ' if test.is_negated else ''}{test.operator} of {test.path}")
    kinds = KINDS.get(place_of(test))
    if kinds is None:
        raise refused(test.path)
    for value in map(str, test.values):
        found = [one for one in extract(value) if one.kind in kinds]
        if len(found) != 1 or not _is_whole(found[0], value):
            raise refused(f"{test.path}: {value[:100]!r} is none")
        yield _narrow(test, found[0])


def _is_whole(one: Observable, value: str) -> bool:
    """Is that all that the value says?"""
    if PARTING.search(value):
        return False
    ends = [urlsplit(text)[2:] for text in (one.value, value)]
    return one.kind is not ObservableKind.URL or ends[0] == ends[1]


def _narrow(test: Test, one: Observable) -> Observable:
    if one.kind in ADDRESSES:
        network = ipaddress.ip_network(one.value)
        if network.prefixlen < SHORTEST[network.version]:
            raise refused(f"{test.path}: {one.value} is wider than /{SHORTEST[network.version]}")
    return one
