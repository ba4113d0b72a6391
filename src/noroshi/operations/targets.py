"""Where the house may send something by itself: webhooks, and what it exchanges. Pure.

An address that is not of the public Internet is refused, whatever its spelling, unless the
administrator named its network. Source: IANA, special-purpose address registries; RFC 6890."""

import re
from collections.abc import Collection
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

from noroshi.kernel.errors import MalformedError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

LONGEST: Final = 500
HOST: Final = re.compile(r"[A-Za-z0-9.\-_:]+")
SPECIAL: Final = tuple(
    map(
        ip_network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
            *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24"),
            *("192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24"),
            *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3"),
            *("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"),
        ),
    )
)
# What is outside of this is not assigned to the public Internet: NAT64, IPv4-mapped, unique local,
# link-local, multicast and all the rest.
PUBLIC_6: Final = ip_network("2000::/3")


def is_public(address: Address) -> bool:
    """Is it an address of the public Internet?"""
    if address.version == 6 and address not in PUBLIC_6:
        return False
    return not any(address in network for network in SPECIAL)


def is_allowed(address: Address, named: Collection[Network]) -> bool:
    """May anything be sent there? named: the networks that the administrator allows beside."""
    mapped = getattr(address, "ipv4_mapped", None)
    known = mapped or address
    return is_public(address) or any(known in network for network in named)


def check_target(url: str, *, named: Collection[Network]) -> None:
    """Raises: MalformedError unless it is an address that can be posted to. Plain HTTP is for
    installations whose administrator named networks; then again only into these."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise MalformedError("url: this is no address") from error
    if len(url) > LONGEST or not url.isascii() or re.search(r"[\s\x00-\x1f\x7f\\]", url):
        raise MalformedError("url: this is no address")
    if parts.scheme != "https" and not (parts.scheme == "http" and named):
        raise MalformedError("url: it begins with https://")
    if not parts.hostname or not HOST.fullmatch(parts.hostname) or port == 0:
        raise MalformedError("url: it names no host")
    if parts.username is not None or parts.fragment:
        raise MalformedError("url: without a name, a password or a fragment")
    literal = _literal(parts.hostname)
    if literal is not None and not is_allowed(literal, named):
        raise MalformedError("url: this address is not on the public Internet")


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
