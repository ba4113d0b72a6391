"""A report on paper: PDF in Japanese, the same octets for what is the same."""

import json
from collections.abc import Container, Iterator
from datetime import datetime
from functools import cache
from importlib.resources import as_file, files
from itertools import count
from typing import Any, Final

import typst
from fontTools.ttLib import TTFont

from noroshi.reporting.forms.fields import CommonForm, Field, Section, common_form, value_at
from noroshi.reporting.forms.filed import LOOKS, MARKING, Filed
from noroshi.reporting.forms.texts import BREAK, JAPAN, era_day, era_instant, printable
from noroshi.reporting.incident import as_json
from noroshi.reporting.regimes import Recipient

TITLE: Final = "サイバー攻撃による被害の報告書"
SUBTITLE: Final = "共通様式（{kind}）"
ITEMS_SUBTITLE: Final = "令和8年共同命令第4号第4条第3項の七事項"
NOTHING: Final = "（記載なし）"
HANDLING: Final = "取扱注意"
BY_TELEPHONE: Final = "電話による代理報告"
UNCONFIRMED: Final = "（報告者未確認）"
ATTACHED: Final = "添付ファイル"
ATTACHED_HEADS: Final = ("名称", "大きさ", "SHA-256", "不正プログラムの疑い")
ERASED: Final = "（消去済み）"
# Above so many line ends in a whole report none begins a line, but is written as a sign.
LINES: Final = 5_000
# How wide the columns of a list are, by the type of what stands in them.
WIDTHS: Final = {"line": 3, "text": 5, "flag": 2, "instant": 4, "choice": 3}

# Whom a report on paper is addressed to.
ADDRESSEES: Final = {
    Recipient.MINISTRY: "所管大臣",
    Recipient.PRIME_MINISTER: "内閣総理大臣",
    Recipient.COMMUNICATIONS_MINISTER: "総務大臣",
}

Shape = dict[str, Any]


def print_common(filed: Filed) -> bytes:
    """The report on its common form: DDoS, ransomware or other."""
    kind = common_form().choices["kind"][filed.incident.kind.value].ja
    parts = _by_section(filed)
    title = f"{len(parts) + 1}　{ATTACHED}"
    return _print(filed, SUBTITLE.format(kind=kind), [*parts, *_attached(filed, title)])


def print_items(filed: Filed) -> bytes:
    """The report under the seven items of the Act's report."""
    return _print(filed, ITEMS_SUBTITLE, [*_by_item(filed), *_attached(filed, ATTACHED)])


def _by_section(filed: Filed) -> list[Shape]:
    plain = as_json(filed.incident)
    sections = common_form().sections_of(filed.incident.kind, plain)
    return [
        _part(one, f"{place}　{one.ja}", plain, _numbers(place))
        for place, one in enumerate(sections, start=1)
    ]


def _by_item(filed: Filed) -> list[Shape]:
    form, plain = common_form(), as_json(filed.incident)
    sections = list(form.sections_of(filed.incident.kind, plain))
    parts = []
    for item, label in form.items.items():
        numbers = _numbers(item)
        for one in sections:
            if one.item != item:
                continue
            title = f"（{item}）{label.ja}" + (f"　{one.ja}" if one.ja != label.ja else "")
            parts.append(_part(one, title, plain, numbers))
    return parts


def _attached(filed: Filed, title: str) -> Iterator[Shape]:
    """The files beside the report: what each is called, and how it is known again."""
    if not filed.attached:
        return
    entries = [
        (
            (ERASED if one.is_erased else one.name) + (UNCONFIRMED if one.is_unconfirmed else ""),
            f"{one.size:,} オクテット",
            one.digest,
            LOOKS[one.look].ja if one.look else "",
        )
        for one in filed.attached
    ]
    yield {
        "title": title,
        "heads": list(ATTACHED_HEADS),
        "widths": [4, 2, 5, 3],
        "entries": [[{"text": text} for text in entry] for entry in entries],
    }


def _numbers(first: int) -> Iterator[str]:
    """`3.1`, `3.2` and so on."""
    return (f"{first}.{second}" for second in count(1))


def _part(section: Section, title: str, plain: Shape, numbers: Iterator[str]) -> Shape:
    """A table of the form: one row a field, or one an entry of a list."""
    if not section.many:
        rows = [
            {"number": next(numbers), "label": one.ja, **_cell(one, value_at(plain, one.path))}
            for one in section.fields
        ]
        return {"title": title, "rows": rows}
    entries = value_at(plain, section.many) or ()
    return {
        "title": title,
        "heads": [one.ja for one in section.fields],
        "widths": [WIDTHS[one.type] for one in section.fields],
        "entries": [
            [_cell(one, value_at(entry, one.path)) for one in section.fields] for entry in entries
        ],
    }


def _cell(field: Field, value: Any) -> Shape:
    """What stands in a field: a text, or boxes of which some are ticked."""
    form = common_form()
    if field.type == "choices":
        return {"boxes": list(_boxes(form, field, value or ()))}
    if field.type == "flag":
        return {"boxes": [{"on": bool(value), "label": "該当"}]}
    return {"text": _text(form, field, value)}


def _boxes(form: CommonForm, field: Field, ticked: Container[str]) -> Iterator[Shape]:
    for value, label in form.words(field).items():
        yield {"on": value in ticked, "label": label.ja}


def _text(form: CommonForm, field: Field, value: Any) -> str:
    if value is None:
        return ""
    if field.type == "instant":
        return era_instant(datetime.fromisoformat(value))
    if field.type == "count":
        return f"{value:,} {field.unit_ja}"
    if field.type == "choice":
        known = form.words(field).get(value)
        return known.ja if known else str(value)
    return str(value)


def _print(filed: Filed, subtitle: str, parts: list[Shape]) -> bytes:
    at = filed.accepted_at.astimezone(JAPAN)
    name = filed.name_ja or filed.name
    document = {
        "title": TITLE,
        "subtitle": subtitle,
        "author": name,
        "day": f"受付日　{era_day(at.date())}",
        "addressees": _addressees(filed),
        "reporter": [["報告者", name], ["組織コード", filed.organisation], *_taken(filed)],
        "head": {"left": filed.incident.title, "right": f"{MARKING.label}　{HANDLING}"},
        "foot": {
            "receipt": f"受付番号　{filed.receipt}　（第{filed.number}版）　{era_instant(at)}受付",
            "digest": f"内容のダイジェスト（SHA-256）　{filed.digest}",
        },
        "number": "番号",
        "nothing": NOTHING,
        "parts": parts,
    }
    written = _all_printable(document)
    if json.dumps(written).count(r"\n") > LINES:
        written = _all_printable(document, line_end=f"¶{BREAK}")
    return _compiled(json.dumps(written, ensure_ascii=False), at)


def _taken(filed: Filed) -> list[list[str]]:
    """That it was taken down by telephone, by whom, and when the reporter called."""
    told = filed.incident.on_behalf
    if told is None:
        return []
    state = UNCONFIRMED if filed.is_unconfirmed else ""
    return [[BY_TELEPHONE, f"{told.office}　{era_instant(told.called_at)}入電{state}"]]


def _addressees(filed: Filed) -> str:
    """`所管大臣、内閣総理大臣　宛`; empty for a version that files nothing."""
    named = "、".join(ADDRESSEES.get(one, one.value) for one in filed.recipients)
    return f"{named}　宛" if named else ""


def _all_printable(value: Any, line_end: str = "\n") -> Any:
    if isinstance(value, str):
        return printable(value, _known()).replace("\n", line_end)
    if isinstance(value, dict):
        return {name: _all_printable(item, line_end) for name, item in value.items()}
    return [_all_printable(item, line_end) for item in value] if isinstance(value, list) else value


@cache
def _known() -> frozenset[int]:
    """The code points that the font has."""
    with as_file(_folder()) as folder, TTFont(folder / "NotoSansJP-Regular.otf") as font:
        return frozenset(font.getBestCmap())


def _folder() -> Any:
    return files("pylopdf_fonts_jp")


def _compiled(text: str, at: datetime) -> bytes:
    template = files("noroshi.reporting.forms").joinpath("printed.typ").read_bytes()
    with as_file(_folder()) as folder:
        return typst.compile(
            template,
            font_paths=typst.Fonts(
                include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]
            ),
            sys_inputs={"data": text},
            timestamp=int(at.timestamp()),
        )
