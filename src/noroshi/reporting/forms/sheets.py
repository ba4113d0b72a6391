"""A report as a spreadsheet, to be read and to be filled: the form on one sheet, each list on one of
its own. What `filled` reads again stands in the columns and rows of keys."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from noroshi.reporting.forms.fields import CommonForm, Field, Label, Section, common_form, value_at
from noroshi.reporting.forms.filed import LOOKS, MARKING, Filed
from noroshi.reporting.forms.texts import JAPAN
from noroshi.reporting.incident import Incident, as_json

FORM: Final = "form"
CHOICES: Final = "choices"
ATTACHED: Final = "attachments"  # a list to be read: what comes back of it is disregarded
ATTACHED_HEADS: Final = (
    Label("名称", "Name"), Label("大きさ（オクテット）", "Size in octets"), Label("SHA-256", "SHA-256"),
    Label("不正プログラムの疑い", "What it looks like that runs"),
)  # fmt: skip
ERASED: Final = "消去済み erased"
UNCONFIRMED: Final = "（報告者未確認 not confirmed by the reporter）"
TICK: Final = "○"
KEYS_ROW: Final = 2
FIRST_ROW: Final = 3
ROWS: Final = 200
WIDTHS: Final = {"line": 28, "text": 60, "flag": 14, "instant": 30, "choice": 34}
# What no XML can carry.
NO_XML: Final = {0xFFFE: "\ufffd", 0xFFFF: "\ufffd"}


def write_sheets(incident: Incident, of: Filed | None = None) -> bytes:
    """The incident as a workbook. of: the report that it was filed as, named on top."""
    octets = BytesIO()
    with xlsxwriter.Workbook(octets, {"in_memory": True, "strings_to_formulas": False}) as book:
        writing = _Writing(book, incident)
        if of:
            book.set_properties({"created": of.accepted_at.replace(tzinfo=None)})
        writing.form_sheet(of)
        for section in common_form().sections_of(incident.kind, writing.plain):
            if section.many:
                writing.list_sheet(section)
        if of and of.attached:
            writing.attached_sheet(of)
        writing.choices_sheet()
    return octets.getvalue()


def _taken(of: Filed) -> str:
    """That it was taken down by telephone, by whom, and when the reporter called."""
    told = of.incident.on_behalf
    if told is None:
        return ""
    called = told.called_at.astimezone(JAPAN)
    state = UNCONFIRMED if of.is_unconfirmed else ""
    return f"　電話による代理報告 Filed on behalf, by telephone: {told.office} {called:%Y-%m-%d %H:%M} JST{state}"


def write_filed(filed: Filed) -> bytes:
    """A filed report as a workbook."""
    return write_sheets(filed.incident, filed)


def chosen(words: Mapping[str, Label], value: str) -> str:
    """How a choice stands in a cell: the value with both words."""
    known = words.get(value)
    return f"{value} {known.ja} / {known.en}" if known else value


class _Writing:
    """One workbook while it is written."""

    def __init__(self, book: xlsxwriter.Workbook, incident: Incident) -> None:
        self._book = book
        self._form: CommonForm = common_form()
        self.plain: dict[str, Any] = as_json(incident)
        self._kind = incident.kind
        top = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#808080"}
        self._label = book.add_format({**top, "bg_color": "#f2f2f2"})
        self._head = book.add_format({**top, "bg_color": "#d9d9d9", "bold": True})
        self._key = book.add_format({"font_color": "#808080", "font_size": 8, "valign": "top"})
        self._input = book.add_format({**top, "locked": False, "num_format": "@"})

    def form_sheet(self, of: Filed | None) -> None:
        """One row a field: key, words, value; of several choices, one row each to tick."""
        sheet = self._sheet(FORM, (26, 34, 34, 70))
        name = self._form.choices["kind"][self._kind.value]
        self._line(
            sheet, 0, ("", f"共通様式（{name.ja}）", f"Common form ({name.en})", MARKING.label)
        )
        told = f"受付番号 {of.receipt}　SHA-256 {of.digest}{_taken(of)}" if of else ""
        self._line(
            sheet, 1, ("", "着色のない欄に記入", "Fill in the cells that are not shaded", told)
        )
        row = KEYS_ROW
        for section in self._form.sections_of(self._kind, self.plain):
            if section.many:
                continue
            self._line(sheet, row, ("", section.ja, section.en, ""))
            row += 1
            for field in section.fields:
                row = self._field(sheet, row, field)

    def _field(self, sheet: Worksheet, row: int, field: Field) -> int:
        value = value_at(self.plain, field.path)
        if field.type != "choices":
            labels = [f"{one}（{unit}）" if unit else one
                      for one, unit in ((field.ja, field.unit_ja), (field.en, field.unit_en))]  # fmt: skip
            self._labels(sheet, row, field.path, labels)
            self._value(sheet, row, 3, field, value)
            return row + 1
        for choice, label in self._form.words(field).items():
            labels = [f"{field.ja}：{label.ja}", f"{field.en}: {label.en}"]
            self._labels(sheet, row, f"{field.path}={choice}", labels)
            sheet.write_string(row, 3, TICK if choice in (value or ()) else "", self._input)
            sheet.data_validation(row, 3, row, 3, {"validate": "list", "source": [TICK]})
            row += 1
        return row

    def list_sheet(self, section: Section) -> None:
        """One row an entry, below the words and the keys of its fields."""
        widths = tuple(WIDTHS[field.type] for field in section.fields)
        sheet = self._sheet(section.key, widths)
        entries = value_at(self.plain, section.many) or ()
        rows = max(ROWS, len(entries) + 50)
        for column, field in enumerate(section.fields):
            sheet.write_string(0, column, field.ja, self._head)
            sheet.write_string(1, column, field.en, self._head)
            sheet.write_string(KEYS_ROW, column, field.path or "value", self._key)
            last = FIRST_ROW + rows - 1
            self._validate(sheet, FIRST_ROW, last, column, field)
            for place in range(rows):
                entry = entries[place] if place < len(entries) else None
                self._value(sheet, FIRST_ROW + place, column, field, value_at(entry, field.path))
        sheet.freeze_panes(FIRST_ROW, 0)

    def attached_sheet(self, of: Filed) -> None:
        """The files beside the report, one row each, without their contents."""
        sheet = self._sheet(ATTACHED, (40, 16, 68, 40))
        for column, head in enumerate(ATTACHED_HEADS):
            sheet.write_string(0, column, head.ja, self._head)
            sheet.write_string(1, column, head.en, self._head)
        for row, one in enumerate(of.attached, start=2):
            known = LOOKS.get(one.look)
            look = f"{known.ja} / {known.en}" if known else ""
            name = ERASED if one.is_erased else one.name.translate(NO_XML)
            name += UNCONFIRMED if one.is_unconfirmed else ""
            for column, text in enumerate((name, str(one.size), one.digest, look)):
                sheet.write_string(row, column, text, self._label)
        sheet.freeze_panes(2, 0)

    def choices_sheet(self) -> None:
        """The words that cells may be chosen from."""
        sheet = self._book.add_worksheet(CHOICES)
        for column, words in enumerate(self._form.choices.values()):
            for row, value in enumerate(words):
                sheet.write_string(row, column, chosen(words, value))
        sheet.protect()
        sheet.hide()

    def _sheet(self, name: str, widths: tuple[int, ...]) -> Worksheet:
        sheet = self._book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.protect()
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L{MARKING.label}&R&P / &N")
        return sheet

    def _line(self, sheet: Worksheet, row: int, texts: tuple[str, ...]) -> None:
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, self._head)

    def _labels(self, sheet: Worksheet, row: int, key: str, labels: list[str]) -> None:
        sheet.write_string(row, 0, key, self._key)
        for column, label in enumerate(labels, start=1):
            sheet.write_string(row, column, label, self._label)

    def _value(self, sheet: Worksheet, row: int, column: int, field: Field, value: Any) -> None:
        text = "" if value is None else str(value)
        if field.type == "flag":
            text = TICK if value else ""
        elif field.type == "choice" and text:
            text = chosen(self._form.words(field), text)
        cell: Format = self._input
        sheet.write_string(
            row, column, text.translate(NO_XML), cell
        ) if text else sheet.write_blank(row, column, None, cell)
        if column == 3 and sheet.get_name() == FORM:
            self._validate(sheet, row, row, column, field)

    def _validate(self, sheet: Worksheet, first: int, last: int, column: int, field: Field) -> None:
        if field.type == "flag":
            rule: dict[str, Any] = {"validate": "list", "source": [TICK]}
        elif field.type == "choice":
            place = list(self._form.choices).index(field.choices)
            letter, count = chr(ord("A") + place), len(self._form.words(field))
            rule = {"validate": "list", "source": f"={CHOICES}!${letter}$1:${letter}${count}",
                    "error_type": "warning"}  # fmt: skip
        else:
            return
        sheet.data_validation(first, column, last, column, rule)
