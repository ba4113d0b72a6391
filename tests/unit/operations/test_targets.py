"""Where a webhook may go, however the way there is spelled."""

from ipaddress import ip_address, ip_network

import pytest

from noroshi.kernel.errors import MalformedError
from noroshi.operations.targets import check_target, is_allowed, is_public
from noroshi.warnings.posting import Message, PostingError, post

INSIDE = [
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.0.9",
    "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1",
    "192.168.1.1", "198.18.0.1", "198.51.100.7", "203.0.113.1", "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8",
    "64:ff9b::a00:1", "64:ff9b::808:808", "64:ff9b:1::a00:1", "100::1", "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:10::1", "2001:20::1", "2001:db8::1",
    "2002:a00:1::1", "2002:808:808::1", "3fff::1", "5f00::1", "fc00::1", "fd12:3456::1",
    "fe80::1", "fec0::1", "ff02::1",
]  # fmt: skip
OUTSIDE = ["8.8.8.8", "100.63.255.255", "172.32.0.1", "192.169.0.1", "2606:4700::1111", "2a00::1"]


@pytest.mark.parametrize("text", INSIDE)
def test_what_is_not_public_is_refused_unless_its_network_is_named(text):
    address = ip_address(text)
    assert not is_public(address)
    assert not is_allowed(address, ())
    assert not is_allowed(address, [ip_network("198.19.255.0/24")])
    assert is_allowed(address, [ip_network(f"{getattr(address, 'ipv4_mapped', None) or address}")])


@pytest.mark.parametrize("text", OUTSIDE)
def test_what_is_public_is_not(text):
    assert is_allowed(ip_address(text), ())


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example/", "ftp://hooks.example/", "https://", "https:///path", "hooks.example",
        "https://user:secret@hooks.example/", "https://hooks.example/#here", "https://127.0.0.1/",
        "https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://10.0.0.1:8443/", "https://a b.example/",
        "https://hooks.example\\@10.0.0.1/", "https://hooks.example:0/", "https://hooks.example:x/",
        "https://フック.example/", "https://hooks.example/\r\nX: y", "https://" + "a" * 500, "",
    ],
)  # fmt: skip
def test_what_is_no_address_to_post_to_is_refused(url):
    with pytest.raises(MalformedError, match=r"^url: "):
        check_target(url, named=())


def test_plain_http_is_for_named_networks():
    check_target("http://10.0.0.1/hook", named=[ip_network("10.0.0.0/24")])
    check_target("https://hooks.example:8443/hook?a=b", named=())


@pytest.mark.parametrize(
    "url",
    [
        "https://localhost/", "https://2130706433/", "https://0x7f.1/", "https://0177.0.0.1/",
        "https://127.1/", "https://localhost.:443/",
    ],
)  # fmt: skip
def test_a_name_that_leads_inside_is_refused_when_it_is_resolved(url):
    from noroshi.kernel.clock import now

    with pytest.raises(PostingError, match=r"refused|no host"):
        post(Message("1", url, "{}", b"x" * 32), named=(), at=now())
