import io
import json
from dataclasses import replace
from ipaddress import ip_network

import pytest

from noroshi.formats.organisation_sheets import OrganisationRow, read_organisations
from noroshi.formats.sheets import RowError
from noroshi.kernel.errors import MalformedError

HEADER = "code,name,name_ja,kind,sector,corporate_number,networks,domains"
ITEM = {
    "code": "P-EAST",
    "kind": "operator",
    "sector": "electricity",
    "name": "East Power (fictional)",
    "name_ja": "東電力（架空）",
    "networks": ["192.0.2.0/24", "2001:db8::/48"],
    "domains": ["p-east.example"],
    "corporate_number": "9999000000017",
}
EXPECTED = OrganisationRow(
    line=1,
    code="P-EAST",
    name="East Power (fictional)",
    name_ja="東電力（架空）",
    kind="operator",
    sector="electricity",
    corporate_number="9999000000017",
    networks=(ip_network("192.0.2.0/24"), ip_network("2001:db8::/48")),
    domains=("p-east.example",),
)


def read(text):
    octets = text if isinstance(text, bytes) else text.encode()
    return list(read_organisations(io.BytesIO(octets), source="file"))


def row(**cells):
    names = HEADER.split(",")
    complete = {"code": "A", "name": "x", "kind": "sme"} | cells
    return read(HEADER + "\n" + ",".join(f'"{complete.get(name, "")}"' for name in names))


def test_a_sheet_is_read():
    line = (
        "P-EAST,East Power (fictional),東電力（架空）,operator,electricity,9999000000017,"
        "192.0.2.0/24 2001:db8::/48,p-east.example"
    )
    (found,) = read(f"{HEADER}\n{line}\n")
    assert found == replace(EXPECTED, line=2)


@pytest.mark.parametrize("document", [[ITEM], {"items": [ITEM], "next": None}])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf", b" \n"])
def test_json_is_read_as_it_is_written(document, mark):
    assert read(mark + json.dumps(document).encode()) == [EXPECTED]


def test_members_that_are_absent_or_null_are_empty():
    (found,) = read(json.dumps([{"code": "A", "name": "x", "kind": "sme", "sector": None}]))
    assert (found.sector, found.networks, found.corporate_number) == ("", (), "")


@pytest.mark.parametrize("code", ["A", "A" * 32, "0-1", "Ｐ-EAST"])
def test_codes_are_read(code):
    assert row(code=code)[0].code.isascii()


@pytest.mark.parametrize("code", ["", "a", "-A", "A B", "A" * 33, "Ä"])
def test_other_codes_are_refused(code):
    assert row(code=code)[0].column == "code"


@pytest.mark.parametrize(
    ("network", "reason"),
    [
        ("192.0.2.5/24", "192.0.2.5/24 has host bits set; the network is 192.0.2.0/24"),
        ("2001:db8::1/32", "2001:db8::1/32 has host bits set; the network is 2001:db8::/32"),
        ("192.0.2.0/33", "'192.0.2.0/33' is no network such as 192.0.2.0/24"),
        ("192.0.2", "'192.0.2' is no network such as 192.0.2.0/24"),
        ("fe80::%eth0/64", "'fe80::%eth0/64' has a zone"),
        ("office", "'office' is no network such as 192.0.2.0/24"),
    ],
)
def test_other_networks_are_refused_in_words(network, reason):
    assert row(networks=f"198.51.100.0/24 {network}") == [RowError(2, "networks", reason)]


def test_networks_are_separated_by_any_white_space_and_counted_once():
    (found,) = row(networks="192.0.2.0/24\n192.0.2.0/24　198.51.100.7")
    assert list(map(str, found.networks)) == ["192.0.2.0/24", "198.51.100.7/32"]


def test_domains_are_as_the_dns_has_them():
    (found,) = row(domains="P-East.Example. 例え.example ｂücher.example xn--r8jz45g.example")
    assert found.domains == (
        "p-east.example",
        "xn--r8jz45g.example",
        "xn--bcher-kva.example",
    )


@pytest.mark.parametrize(
    "domain",
    [
        "example",
        "a..example",
        "*.example",
        "a_b.example",
        "192.0.2.1",
        "a/b.example",
        "x" * 64 + ".example",
        "a." * 200 + "example",
        "xn--a.example",
        "-a.example",
        "\u200d.example",
    ],
)
def test_other_domains_are_refused(domain):
    (error,) = row(domains=domain)
    assert error.column == "domains"


@pytest.mark.parametrize("number", ["999900000001", "99990000000170", "9.999E+12", "x"])
def test_other_corporate_numbers_are_refused(number):
    assert row(corporate_number=number)[0].reason == f"expected 13 digits, found {number!r}"


def test_each_member_that_is_wrong_is_named_by_a_pointer():
    wrong = {"code": "a", "name": 3, "kind": "", "networks": "192.0.2.0/24", "domains": [1]}
    errors = read(json.dumps({"items": [ITEM, wrong, 7]}))[1:]
    assert {error.place: error.reason for error in errors} == {
        "/items/1/name": "expected a text",
        "/items/1/kind": "is empty",
        "/items/1/networks": "expected a list of texts",
        "/items/1/domains": "expected a list of texts",
        "/items/2": "expected an object",
    }
    (error,) = read(json.dumps([ITEM | {"code": "a"}]))
    assert (error.line, error.place) == (1, "/0/code")


@pytest.mark.parametrize(
    "text",
    [
        b"{}",
        b'{"items": {}}',
        b"[",
        b'[{"code": NaN}]',
        b"[" * 100_000,
        b'["\xff"]',
        b'["\\ud800"]',
        "[]".encode("utf-16"),
        b" " * 9_000_000 + b"[]",
        b"[" + b" " * 9_000_000,
    ],
)
def test_what_is_neither_is_refused(text):
    with pytest.raises(MalformedError) as caught:
        read(text)
    assert caught.value.at.source == "file"
