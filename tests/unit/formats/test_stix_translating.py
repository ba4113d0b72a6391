"""Patterns for other tools: what they can be told is, what they cannot is named, and nothing slips through."""

import json
import re

import pytest

from noroshi.formats.stix.translating import TARGETS, Subject, translate, values_of
from noroshi.kernel.errors import MalformedError

EITHER = "[ipv4-addr:value = '192.0.2.1' OR domain-name:value IN ('evil.example', 'cdn.example')]"
LEFT = {"cdn.example": "common infrastructure (Sites)"}


def said(pattern, target, **left):
    return translate(Subject(pattern, 'Evil; "thing"', left or LEFT), target).text


def test_values_joined_by_or_are_said_to_every_tool():
    assert said(EITHER, "block").splitlines() == [
        "192.0.2.1", "evil.example", "# cdn.example: common infrastructure (Sites)",
    ]  # fmt: skip
    rules = said(EITHER, "suricata").splitlines()
    assert re.sub(r"sid:\d+", "sid:N", rules[0]) == (
        'alert ip any any <> 192.0.2.1 any (msg:"Evil thing"; sid:N; rev:1;)'
    )
    assert [rule.partition(" any")[0] for rule in rules[1:-1]] == [
        "alert dns",
        "alert tls",
        "alert http",
    ]
    assert rules[-1] == "# cdn.example: common infrastructure (Sites)"
    assert len({re.search(r"sid:(\d+)", rule)[1] for rule in rules[:-1]}) == 4
    assert said(EITHER, "splunk").strip() == (
        '((src="192.0.2.1" OR dest="192.0.2.1") OR (query="evil.example" OR query="cdn.example"))'
    )
    assert said(EITHER, "kql").strip() == (
        '((source.ip : "192.0.2.1" or destination.ip : "192.0.2.1") or'
        ' (dns.question.name : "evil.example" or dns.question.name : "cdn.example"))'
    )
    first, second = said(EITHER, "sigma").split("---")
    assert first.startswith("# cdn.example")
    assert "category: firewall" in first
    assert 'test_1: [{"query": ["evil.example", "cdn.example"]}]' in second


def test_an_and_is_said_to_searches_and_as_the_ends_of_a_connection_to_sensors():
    both = "[network-traffic:dst_ref.value = '192.0.2.9' AND network-traffic:dst_port = 443]"
    assert said(both, "splunk").strip() == '(dest="192.0.2.9" AND dest_port="443")'
    assert "condition: (test_1 and test_2)" in said(both, "sigma")
    assert [rule.partition(" (")[0] for rule in said(both, "suricata").splitlines()] == [
        "alert tcp any any -> 192.0.2.9 443", "alert udp any any -> 192.0.2.9 443",
    ]  # fmt: skip
    none = "[domain-name:value != 'a.example' AND domain-name:value LIKE '%.example']"
    assert said(none, "kql").strip() == (
        '(not dns.question.name : "a.example" and dns.question.name : *.example)'
    )


@pytest.mark.parametrize(
    ("pattern", "targets", "part"),
    [
        ("[a:b = 1]", TARGETS, "a:b"),
        ("[url:value = 'http://a.example/'] FOLLOWEDBY [mutex:name = 'x']", TARGETS, "FOLLOWEDBY"),
        ("[ipv4-addr:value = '192.0.2.1'] WITHIN 5 SECONDS", TARGETS, "WITHIN"),
        ("[domain-name:value = 'a.example\nb.example']", TARGETS, "control character"),
        ("[domain-name:value IN ()]", TARGETS, "IN of domain-name:value"),
        ("[process:name MATCHES 'a.*']", ("kql", "splunk", "suricata", "block"), "MATCHES"),
        ("[process:name = 'x' AND domain-name:value = 'a.example']", ("sigma",), "process_creation and dns"),
        ("[file:hashes.MD5 = 'd41d8cd98f00b204e9800998ecf8427e']", ("suricata",), "file:hashes.md5"),
        ("[ipv4-addr:value = '0.0.0.0/0']", ("block", "suricata"), "wider than /16"),
        ("[domain-name:value = 'com']", ("block", "suricata"), "is none"),
        ("[domain-name:value = 'a.example b.example']", ("block", "suricata"), "is none"),
        ("[domain-name:value = 'see a.example']", ("block", "suricata"), "is none"),
        ("[url:value = 'http://a.example/\"; sid:1']", ("block", "suricata"), "is none"),
        ("[domain-name:value = 'cdn.example']", ("block", "suricata"), "no value is left"),
        ("[process:name LIKE 'a_b']", ("splunk", "kql"), "LIKE"),
        ("[process:name = 'a*b']", ("splunk",), "asterisk"),
    ],
)  # fmt: skip
def test_what_a_tool_cannot_be_told_is_named(pattern, targets, part):
    for target in targets:
        with pytest.raises(MalformedError, match=re.escape(part)):
            said(pattern, target)


def test_what_has_a_meaning_in_a_tool_stands_for_itself():
    line = "[process:command_line = 'a \"b\" \\\\ c?*']"
    wanted = 'a "b" \\ c?*'
    assert json.loads(re.search(r"test_1: (.*)", said(line, "sigma"))[1]) == [
        {"CommandLine": ['a "b" \\\\ c\\?\\*']}
    ]
    assert said(line, "kql").strip() == "process.command_line : " + json.dumps(wanted)
    url = "[url:value = 'http://evil.example/a:b?c=$e']"
    assert 'http.uri; content:"/a|3A|b?c=|24|e"; bsize:9;' in said(url, "suricata")


def test_the_values_that_a_pattern_looks_for():
    found = values_of("[ipv4-addr:value = '192.0.2.1' AND domain-name:value != 'a.example']")
    assert [one.value for one in found] == ["192.0.2.1"]
