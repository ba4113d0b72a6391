"""Workbooks from strangers: what is no plain table of texts is refused, with its place."""

import io
import zipfile

import pytest

from noroshi.formats.workbooks import WorkbookLimits, read_workbook
from noroshi.kernel.errors import MalformedError

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def workbook(cells='<c r="A1" t="inlineStr"><is><t>x</t></is></c>', relations="", **parts):
    """A workbook of one sheet; parts: more of them, or others in place of these."""
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{cells}</row></sheetData></worksheet>'
    whole = {
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>'
        '<sheet name="form" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1"'
        f' Target="worksheets/sheet1.xml"/>{relations}</Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><r><t>あ</t></r><r><t>い</t></r>'
        "<rPh><t>よみ</t></rPh></si><si><t>a_x000D_b_x005F_x0041_</t></si></sst>",
        **parts,
    }
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in whole.items():
            archive.writestr(name, text)
    return octets.getvalue()


def test_texts_are_read_whatever_way_they_are_kept():
    cells = (
        '<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1"><v>12</v></c>'
        '<c r="D1" t="inlineStr"><is><t>x</t></is></c><c r="E1" t="str"><v>y</v></c><c r="F1"/>'
    )
    found = read_workbook(workbook(cells), "book")
    assert found == {"form": {"A1": "あい", "B1": "a\rb_x0041_", "C1": "12", "D1": "x", "E1": "y"}}


BOMB = "<a>" + " " * 5_000_000 + "</a>"
ENTITIES = '<!DOCTYPE a [<!ENTITY e "ee">]><a>&e;</a>'


@pytest.mark.parametrize(
    ("octets", "reason"),
    [
        (workbook('<c r="B7"><f>1+1</f><v>2</v></c>'), "sheet form, cell B7: holds a formula"),
        (workbook('<c r="B7" t="e"><v>#REF!</v></c>'), "cell B7: holds an error"),
        (workbook('<c r="A1" t="s"><v>2</v></c>'), "cell A1: points to a text that is not there"),
        (workbook('<c r="A1" t="s"><v>-1</v></c>'), "cell A1: points to a text that is not there"),
        (workbook('<c t="s"><v>0</v></c>'), "a cell without a place"),
        (workbook(**{"xl/vbaProject.bin": "x"}), "vbaProject.bin: holds macros"),
        (workbook(**{"xl/externalLinks/l.xml": "x"}), "holds links to other workbooks"),
        (workbook(**{"xl/embeddings/o.bin": "x"}), "holds embedded objects"),
        (workbook(relations='<Relationship Id="x" TargetMode="External" Target="http://x"/>'),
         "holds links to elsewhere"),
        (workbook(**{"xl/sharedStrings.xml": ENTITIES}), "sharedStrings.xml: a document type"),
        (workbook(**{"xl/worksheets/sheet1.xml": "<a"}), "sheet1.xml: no XML"),
        (workbook(**{"xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>'
                     '<sheet name="f" r:id="no"/></sheets></workbook>'}), "is missing"),
        (workbook(**{f"xl/p{number}": "" for number in range(200)}), "more than 200 parts"),
        (workbook(**{"xl/sharedStrings.xml": BOMB * 7}), "unpacks to more than"),
        (workbook("".join(f'<c r="A{row}"/>' for row in range(1, 50_010))), "more than 50000 cells"),
        (workbook()[:-30], "no workbook"),
        (workbook().replace(b"\x08\x00", b"\x63\x00", 8), "packed in an uncommon way"),
        (workbook()[1:], "cannot be unpacked"),
        (b"PK\x03\x04" + bytes(5 << 20), "longer than"),
    ],
)  # fmt: skip
def test_what_is_no_table_of_texts_is_refused(octets, reason):
    with pytest.raises(MalformedError) as raised:
        read_workbook(octets, "book")
    assert reason in str(raised.value)


def test_a_part_that_lies_about_its_size_is_not_unpacked_beyond_it():
    octets = bytearray(workbook(**{"xl/sharedStrings.xml": BOMB}))
    place = octets.index(b"PK\x01\x02", octets.rindex(b"xl/worksheets/sheet1.xml"))
    octets[place + 24 : place + 28] = (100).to_bytes(4, "little")
    with pytest.raises(MalformedError):
        read_workbook(bytes(octets), "book", limits=WorkbookLimits(unpacked=1 << 20))
