"""Spreadsheets that go out, are filled and come back."""

import io
import re
import zipfile
from dataclasses import replace

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noroshi.formats.workbooks import read_workbook
from noroshi.kernel.errors import MalformedError
from noroshi.reporting.forms.fields import common_form
from noroshi.reporting.forms.filled import read_form
from noroshi.reporting.forms.sheets import write_filed, write_sheets
from noroshi.reporting.forms.templates import TEMPLATES
from noroshi.reporting.incident import Incident, Kind, example, read_incident, schema
from tests.unit.reporting.forms.samples import BY_TELEPHONE, filed, with_files

SHEET = "xl/worksheets/sheet1.xml"


def changed(octets, cell, text, sheet=SHEET):
    """The workbook with another text in a cell that had one or was empty."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(octets)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            content = old.read(part).decode()
            if part == sheet:
                value = f'<c r="{cell}" t="inlineStr"><is><t>{text}</t></is></c>'
                content, count = re.subn(
                    rf'<c r="{cell}"[^>]*?(/>|>.*?</c>)', value, content, count=1
                )
                assert count == 1
            new.writestr(part, content)
    return out.getvalue()


def row_of(octets, key):
    (found,) = (
        c for c, v in read_workbook(octets, "b")["form"].items() if v == key and c[0] == "A"
    )
    return found[1:]


def test_every_member_of_an_incident_has_its_field():
    known = {"on_behalf.office", "on_behalf.called_at"}  # written by the house alone
    for section in common_form().sections:
        for field in section.fields:
            known.add(".".join(filter(None, (section.many, field.path))))
    shape = schema()

    def leaves(part, path):
        part = shape["$defs"].get(part.get("$ref", "").rpartition("/")[2], part)
        for option in part.get("anyOf", ()):
            yield from leaves(option, path)
        if "properties" in part:
            for name, inner in part["properties"].items():
                yield from leaves(inner, f"{path}.{name}".strip("."))
        elif "$ref" in part.get("items", {}):
            yield from leaves(part["items"], path)
        elif part.get("type") != "null" and not part.get("anyOf", [{}])[0].get("$ref"):
            yield path

    assert set(leaves(shape, "")) == known


@pytest.mark.parametrize("kind", Kind)
def test_a_workbook_comes_back_as_what_was_filed_with_the_same_octets(kind):
    report = filed(kind.value)
    octets = write_filed(report)
    assert read_form(octets, "b.xlsx") == report.incident
    assert octets == write_filed(report)
    assert read_form(TEMPLATES["xlsx"](kind), "b.xlsx") == read_incident(example(kind), "e")


# NUL is in no incident: it is read as U+FFFD, and so are the two that no XML can carry.
LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufffe\uffff")
TEXTS = st.text(LETTERS, min_size=1, max_size=30)


@settings(max_examples=8, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=4), TEXTS, st.integers(0, 10**10))
def test_any_text_comes_back_as_it_was(lines, text, number):
    incident = filed(
        "ransomware",
        title="=cmd|' /C calc'!A0",
        what="x" + text,
        technical={"indicators": lines, "entry_route": "@SUM(1)_x0041_"},
        people={"affected": number, "data": lines[0]},
    ).incident
    assert read_form(write_sheets(incident), "b.xlsx") == incident


def test_what_was_taken_by_telephone_says_so_and_comes_back_without():
    octets = write_filed(filed(on_behalf=BY_TELEPHONE))
    (told,) = (v for v in read_workbook(octets, "b")["form"].values() if "電話による代理報告" in v)
    assert "NCO 2026-11-02 09:30 JST" in told
    assert "代理報告" not in str(read_workbook(write_filed(filed()), "b"))
    assert "未確認" not in told
    waiting = replace(with_files(filed(on_behalf=BY_TELEPHONE)), is_unconfirmed=True)
    book = read_workbook(write_filed(waiting), "b")
    assert "報告者未確認" in str(book["form"])
    assert [book["attachments"].get(f"{column}4", "") for column in "ABCD"] == [
        "写真\ufffd.jpg", "5", "ef" * 32, "プログラムのように見えます / Looks like a program",
    ]  # fmt: skip
    assert book["attachments"]["A5"].startswith("消去済み")
    for one in (octets, write_filed(waiting)):
        assert read_form(one, "b") == filed().incident


def test_nothing_that_is_written_is_a_formula():
    octets = write_sheets(filed(title='=HYPERLINK("http://x")', response="+1", what="-1").incident)
    with zipfile.ZipFile(io.BytesIO(octets)) as book:
        assert all(b"<f>" not in book.read(part) for part in book.namelist())
        assert b"sheetProtection" in book.read(SHEET)
        assert book.read(SHEET).count(b"<dataValidation ") > 5


def test_cells_are_filled_as_people_fill_them():
    octets = TEMPLATES["xlsx"](Kind.RANSOMWARE)
    for key, text in (
        ("when.ended", "2026-11-03 09:30"),
        ("impact.users", "1,200"),
        ("traits=exploited", "〇"),
        ("stage", "full"),
    ):
        octets = changed(octets, f"D{row_of(octets, key)}", text)
    incident = read_form(octets, "b.xlsx")
    assert incident.when.ended.isoformat() == "2026-11-03T09:30:00+09:00"
    assert incident.impact.users == 1200
    assert "exploited" in incident.traits
    assert incident.stage == "full"


@pytest.mark.parametrize(
    ("key", "text", "reason"),
    [
        ("when.aware", "", "required field"),
        ("when.aware", "yesterday", "is no date and time"),
        ("impact.users", "many", "is no whole number"),
        ("title", "x" * 301, "length <= 300"),
        ("title", "", "required field"),
        ("kind", "flood", "Invalid enum value"),
    ],
)
def test_a_wrong_cell_is_refused_by_its_place(key, text, reason):
    octets = TEMPLATES["xlsx"](Kind.RANSOMWARE)
    row = row_of(octets, key)
    with pytest.raises(MalformedError) as raised:
        read_form(changed(octets, f"D{row}", text), "b.xlsx")
    assert reason in str(raised.value)
    assert f"sheet form, cell D{row}" in str(raised.value)


def test_a_wrong_entry_of_a_list_is_refused_by_its_place():
    octets = TEMPLATES["xlsx"](Kind.OTHER)
    with pytest.raises(MalformedError, match=r"sheet contacts, cell A4 \(contacts\[0\].name\)"):
        read_form(changed(octets, "A4", "", sheet="xl/worksheets/sheet2.xml"), "b.xlsx")


def test_json_is_read_as_ever():
    octets = msgspec.json.encode(filed().incident)
    assert read_form(octets, "i.json") == msgspec.json.decode(octets, type=Incident)
