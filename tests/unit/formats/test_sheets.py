import csv
import io
from decimal import Decimal

import pytest

from noroshi.formats.sheets import Column, Row, RowError, SheetLimits, read_rows, write_rows
from noroshi.kernel.errors import MalformedError

COLUMNS = (Column("code", filled=True, longest=8), Column("name", filled=True), Column("note"))


def read(text, encoding="utf-8", **limits):
    octets = text if isinstance(text, bytes) else text.encode(encoding)
    stream = io.BytesIO(octets)
    return list(read_rows(stream, source="sheet", columns=COLUMNS, limits=SheetLimits(**limits)))


def cells(text, encoding="utf-8"):
    return [tuple(row.cells.values()) for row in read(text, encoding)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_what_spreadsheets_write_is_read(encoding, delimiter, newline):
    lines = ["Code,NAME,note", 'A,"東京, 電力 ""一""",', "", "B,表計算①,x"]
    text = newline.join(line.replace(",", delimiter) for line in lines)
    expected = [("A", f'東京{delimiter} 電力 "一"', ""), ("B", "表計算①", "x")]
    assert cells(text, encoding) == expected


def test_utf_16_of_either_order_is_read():
    text = "\ufeffcode,name\nA,例\n"
    assert cells(text, "utf-16-le") == cells(text, "utf-16-be") == [("A", "例", "")]


def test_columns_may_stand_in_any_order_and_be_absent():
    assert cells("name,code\nx,A") == [("A", "x", "")]


def test_rows_say_on_which_line_they_begin():
    rows = read('\ncode,name,note\nA,"x\ny",\n\nB,z\n')
    assert [row.line for row in rows] == [3, 6]


@pytest.mark.parametrize(
    ("text", "reason", "place"),
    [
        ("", "the column code is missing", "line 1"),
        ("code,colour\n", "unknown column 'colour'", "line 1"),
        ("code,note\n", "the column name is missing", "line 1"),
        ("code,name,Code\n", "the column code stands twice", "line 1"),
        ('code,"name\n', "unknown column", "line 1"),
        ('code,name\nA,x\nB,"y\nC,z\n', "a quoted cell does not end", "line 3"),
        ("code,name\nA,x\0\n", "a NUL character", "line 2"),
        (b"code,name\nA,\xff\xff\n", "neither UTF-8 nor Shift_JIS", "line 2"),
        (b"code,name\nA,\x81\x01\n", "neither UTF-8 nor Shift_JIS", "line 2"),
        (b"\xef\xbb\xbfcode,name\nA,\xe4\xbe\xe4\xbe\x8b\n", "not UTF-8", "line 2"),
        ("code,name\nA,日本\n".encode("utf-16")[:-3], "not UTF-16", "line 2"),
        ("code,name\n".encode("utf-16-le"), "a NUL character", "line 1"),
    ],
)
def test_what_is_no_sheet_is_refused_with_the_line(text, reason, place):
    with pytest.raises(MalformedError, match=reason) as caught:
        read(text)
    assert (caught.value.at.source, caught.value.at.place) == ("sheet", place)


def test_damaged_utf_8_is_not_taken_for_shift_jis():
    octets = "code,name\nA,東京電力\nB,関西電力\n".encode()
    with pytest.raises(MalformedError, match="not UTF-8"):
        read(octets.replace("西".encode(), b"\x83"))


def test_octets_that_are_wrong_behind_the_first_mib_are_refused():
    rows = b"".join(b"A%d,%s\n" % (number, b"x" * 1000) for number in range(1100))
    with pytest.raises(MalformedError, match="not UTF-8"):
        read(b"code,name\n" + rows + "B,例\n".encode("cp932"))


def test_each_cell_that_is_wrong_is_named():
    wrong, right = read("code,name\nA12345678,\nB,x\n")[:2], read("code,name\nA,\nB,x\n")[1:]
    assert wrong == [
        RowError(2, "code", "longer than 8 characters"),
        RowError(2, "name", "is empty"),
    ]
    assert right == [Row(3, {"code": "B", "name": "x", "note": ""})]
    assert wrong[0].place == "line 2, column code"


def test_a_row_that_is_wrong_is_left_out_alone():
    row, error, other, last = read('code,name\nA,x\n"B"b,y\nC,z,,9\nD,w\n')
    assert (row.cells["code"], last.cells["code"]) == ("A", "D")
    assert error.place == "line 3"
    assert other == RowError(4, "", "4 cells under 2 columns")


@pytest.mark.parametrize("cell", ["a\x1b[2J", "\x7f", "\x85x\x9b"])
def test_control_characters_are_refused(cell):
    assert read(f"code,name\nA,{cell}\n") == [RowError(2, "name", "has control characters")]


FORMULAS = ["=1+1", "+1", "@SUM(A1)", "-2+3+cmd|' /C calc'!A0", "-A1", " =1", "\t=1", "\r1", "\n1"]
FORMULAS += ["＝1", "＋1", "＠x", "－A1", "-(1)"]


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_formula_is_refused(cell):
    (error,) = read(f'code,name\nA,"{cell}"\n')
    assert error.column == "name"
    assert "as a formula does" in error.reason


@pytest.mark.parametrize("cell", ["-", "-1", "-1.2.3-rc_1", "1=1", "a+b", "a@example", "'quoted'"])
def test_what_only_resembles_a_formula_is_read(cell):
    assert cells(f"code,name\nA,{cell}\n") == [("A", cell, "")]


def test_an_apostrophe_says_that_it_is_text():
    assert cells("code,name,note\nA,'=1+1,''@x\n") == [("A", "=1+1", "'@x")]


@pytest.mark.parametrize("cell", [*FORMULAS, "'=1", "-", "-1", "x;=1", 'a"b', " a", "a\nb"])
def test_what_is_written_is_no_formula_whatever_the_delimiter(cell):
    (line,) = list(write_rows([], [[cell]]))[1:]
    is_dangerous = cell[0] in "\t\r\n" or cell.strip()[0] in "=+-@＝＋＠－'"
    for delimiter in ",;\t":
        ((found,),) = csv.reader(io.StringIO(line, newline=""), delimiter=delimiter)
        assert found == (f"'{cell}" if is_dangerous else cell)


def test_numbers_and_nothing_are_written_as_they_are():
    rows = write_rows(["a", "b", "c", "d"], [[-1, Decimal("-0.5"), None, "x,y"]])
    assert list(rows) == ["a,b,c,d\r\n", '-1,-0.5,,"x,y"\r\n']


def test_limits_are_kept():
    text = "code,name\n" + "A,x\n" * 5
    assert len(read(text, rows=5)) == 5
    with pytest.raises(MalformedError, match="more than 4 rows"):
        read(text, rows=4)
    with pytest.raises(MalformedError, match="a row of more than 20 characters"):
        read(text + 'B,"\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n"', row=20)


def test_a_stream_stays_open():
    stream = io.BytesIO(b"code,name\nA,x\n")
    list(read_rows(stream, source="sheet", columns=COLUMNS))
    assert not stream.closed
