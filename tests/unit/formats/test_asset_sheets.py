import io
from datetime import date
from ipaddress import ip_address

import pytest

from noroshi.formats.asset_sheets import ASSET_TEMPLATE, COLUMNS, ComponentRow, read_assets
from noroshi.formats.sheets import RowError
from noroshi.kernel.errors import MalformedError

HEADER = ",".join(column.name for column in COLUMNS)


def read(text, encoding="utf-8"):
    return list(read_assets(io.BytesIO(text.encode(encoding)), source="assets.csv"))


def row(**cells):
    complete = {"system": "portal", "name": "web server"} | cells
    return read(f"{','.join(complete)}\n" + ",".join(f'"{cell}"' for cell in complete.values()))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_the_template_is_a_sheet_that_is_read(encoding):
    first, second = read(ASSET_TEMPLATE, encoding)
    assert ASSET_TEMPLATE.startswith(HEADER)
    assert first == ComponentRow(
        line=2,
        system="Remote access (example)",
        role="remote access",
        name="VPN gateway, head office",
        vendor="Example Works",
        product="Example Gate",
        version="7.2.3",
        cpe="cpe:2.3:o:example_works:example_gate:7.2.3:*:*:*:*:*:*:*",
        purl="",
        addresses=(ip_address("192.0.2.10"), ip_address("2001:db8::10")),
        introduced_on=date(2024, 4, 1),
    )
    assert second.system == "需要家ポータル（例）"


def test_only_the_system_and_the_name_are_needed():
    (found,) = row()
    assert (found.vendor, found.addresses, found.introduced_on) == ("", (), None)


@pytest.mark.parametrize("text", ["2026-04-01", "2026/4/1", "２０２６-04-01"])
def test_dates_are_read_as_spreadsheets_write_them(text):
    assert row(introduced_on=text)[0].introduced_on == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("introduced_on", "2026-13-01"),
        ("introduced_on", "2026-04/01"),
        ("introduced_on", "45748"),
        ("introduced_on", "0000-01-01"),
        ("addresses", "192.0.2.256"),
        ("addresses", "192.0.2.0/24"),
        ("addresses", "fe80::1%eth0"),
        ("addresses", "gateway"),
        ("cpe", "fortinet:fortios"),
        ("purl", "maven/x"),
        ("name", ""),
        ("version", "=1+1"),
        ("system", "x" * 201),
    ],
)
def test_a_cell_that_is_wrong_is_named(column, cell):
    (error,) = row(**{column: cell})
    assert isinstance(error, RowError)
    assert error.place == f"line 2, column {column}"


def test_a_column_that_is_unknown_is_named():
    with pytest.raises(MalformedError, match="unknown column 'serial'"):
        read("system,name,serial\n")
