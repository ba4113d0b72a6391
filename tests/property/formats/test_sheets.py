"""Sheets that are made up, and damaged ones."""

import io

from hypothesis import example, given, settings
from hypothesis import strategies as st

from noroshi.formats.asset_sheets import ASSET_TEMPLATE, ComponentRow, read_assets
from noroshi.formats.organisation_sheets import OrganisationRow, read_organisations
from noroshi.formats.sheets import Column, Row, RowError, SheetLimits, read_rows, write_rows
from noroshi.kernel.errors import MalformedError

NAMES = ("a", "b", "c")
COLUMNS = tuple(Column(name) for name in NAMES)
SIGNS = st.sampled_from("=+-@'\"＝＋＠－,;\n\r 1x例")
CELLS = st.text(SIGNS | st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12)


def read(octets, limits=None):
    return list(read_rows(io.BytesIO(octets), source="sheet", columns=COLUMNS, limits=limits))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS)), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_what_is_written_reads_as_it_was(rows, encoding):
    octets = "".join(write_rows(NAMES, rows)).encode(encoding)
    found = [tuple(row.cells.values()) for row in read(octets)]
    expected = [tuple(cell.strip() for cell in row) for row in rows]
    assert list(filter(any, found)) == list(filter(any, expected))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text("例表計算ーあ、㈱髙①abc, 1", min_size=1), min_size=1, max_size=5))
def test_shift_jis_reads_as_it_was(names):
    octets = "".join(write_rows(NAMES, [[name] for name in names])).encode("cp932")
    expected = [name.strip() for name in names if name.strip()]
    assert [row.cells["a"] for row in read(octets)] == expected


ORGANISATIONS = (
    "code,name,name_ja,kind,sector,corporate_number,networks,domains\r\n"
    'P-EAST,"East, Power (fictional)",東電力（架空）,operator,electricity,9999000000017,'
    "192.0.2.0/24 2001:db8::/48,p-east.example 例え.example\r\n"
)
JSON = (
    '{"items": [{"code": "A", "name": "例", "kind": "sme", "sector": null, "networks": '
    '["192.0.2.0/24"], "domains": ["a.example"], "corporate_number": "9999000000017"}]}'
)
SAMPLES = [
    text.encode(encoding)
    for text in (ORGANISATIONS, ASSET_TEMPLATE, JSON)
    for encoding in ("utf-8", "cp932", "utf-16")
]
PIECES = st.binary(max_size=6) | st.sampled_from(
    [
        b'"',
        b",",
        b";",
        b"\t",
        b"\r",
        b"\n",
        b"\0",
        b"=",
        b"'",
        b"\xff",
        b"/",
        b".",
        b"%",
        b"[",
        b"{",
    ]
)


@st.composite
def damaged(draw):
    octets = draw(st.sampled_from(SAMPLES))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(octets)))
        end = min(len(octets), start + draw(st.integers(0, 12)))
        octets = octets[:start] + draw(PIECES) + octets[end:]
    return octets


def only_gives_rows_or_is_refused(reader, kind, octets):
    try:
        rows = list(reader(io.BytesIO(octets), source="sheet"))
    except MalformedError as error:
        rows = [] if error.at.source == "sheet" else [error]
    assert all(isinstance(row, kind | RowError) for row in rows)
    for row in rows:
        repr(row).encode()
        assert not isinstance(row, RowError) or (row.place and row.reason)


@settings(max_examples=250, deadline=None)
@given(damaged() | st.binary(max_size=200))
def test_any_octets_give_rows_or_are_refused(octets):
    only_gives_rows_or_is_refused(read_organisations, OrganisationRow, octets)
    only_gives_rows_or_is_refused(read_assets, ComponentRow, octets)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.integers(1, 40), st.integers(0, 5))
@example(b'""\x01', 6, 0)
def test_limits_hold_whatever_the_octets(octets, longest, rows):
    try:
        found = read(b"a,b,c\n" + octets, SheetLimits(rows=rows, row=longest))
    except MalformedError:
        found = []
    assert len({row.line for row in found}) <= rows
    assert all(
        sum(map(len, row.cells.values())) <= longest for row in found if isinstance(row, Row)
    )
