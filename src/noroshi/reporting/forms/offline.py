"""The common form as one HTML file that works without a network: it checks, and saves the JSON that is
accepted as it stands. It loads nothing and sends nothing; its policy allows its own script alone."""

import hashlib
from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from html import escape
from importlib.resources import files
from typing import Final

from noroshi.reporting.forms.fields import Field, Label, Section, common_form
from noroshi.reporting.forms.steps import lists, singles, wizard
from noroshi.reporting.incident import Kind

# Stands in place of the digest while it is computed: that of the file with this in every place of it.
BLANK: Final = "0" * 64
FIRST: Final = {"stage": ("first",), "regimes": ("jp-act",)}
NEEDED: Final = Label("必要", "needed")
TEXTS: Final = {
    "missing": Label("記入が必要です", "this is needed"),
    "count": Label("整数を書いてください", "a whole number"),
    "mend": Label("赤い欄を直してください", "Please mend the fields in red"),
    "saved": Label(
        "保存しました。このファイルを提出してください",
        "Saved. File it on the page or by the command",
    ),
    "kept": Label("途中のまま保存しました", "Saved, unfinished"),
    "unreadable": Label("この様式のファイルではありません", "This is no file of this form"),
}
INTRODUCTION: Final = Label(
    "通信せずに記入できます。時刻は日本時間です。保存したファイルを画面から送るか、noroshi reports submit で提出します。",
    "Works without a network. Times are of Japan. Send the file that it saves on the page, or file it"
    " with noroshi reports submit.",
)
MORE: Final = Label("もう1件", "One more")
SAVE: Final = Label("確認して保存", "Check and save")
KEEP: Final = Label("途中のまま保存", "Save unfinished")
OPEN: Final = Label("保存したファイルを開く", "Open a saved file")


@cache
def write_offline(kind: Kind) -> bytes:
    """The form for one kind, with the digest of its version in it; the same octets each time."""
    page = _page(kind)
    return page.replace(BLANK, digest_of(page)).encode()


def digest_of(page: str) -> str:
    """SHA-256 in hexadecimal of a form whose own digest is blank."""
    return hashlib.sha256(page.encode()).hexdigest()


def _page(kind: Kind) -> str:
    style, script = _file("offline.css"), _file("offline.js")
    policy = (
        f"default-src 'none'; script-src '{_source(script)}'; style-src '{_source(style)}';"
        " base-uri 'none'; form-action 'none'"
    )
    name = common_form().choices["kind"][kind.value]
    title = _both(Label(f"共通様式（{name.ja}）", f"Common form ({name.en})"))
    parts = [part for one in common_form().sections_of(kind) for part in _section(one)]
    own = next((one.key for one in common_form().sections if one.only is kind), "")
    told = "".join(f' data-{key}="{escape(_both(text))}"' for key, text in TEXTS.items())
    return "".join(
        [
            '<!doctype html>\n<html lang="ja">\n<head>\n<meta charset="utf-8">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            f'<meta name="noroshi-form" content="sha256:{BLANK}">\n',
            f"<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n",
            f"<h1>{title}</h1>\n<p>{_lines(INTRODUCTION)}</p>\n",
            f'<p><label for="open">{_both(OPEN)}</label>',
            '<input id="open" type="file" accept=".json,application/json" data-open></p>\n',
            f'<form novalidate data-kind="{kind.value}" data-part="{own}"{told}>\n',
            *parts,
            f'<p><button class="primary">{_both(SAVE)}</button> ',
            f'<button type="button" data-keep>{_both(KEEP)}</button></p>\n',
            '<p role="status"></p>\n</form>\n</main>\n',
            f"<footer><p>TLP:AMBER+STRICT · SHA-256 {BLANK}</p></footer>\n",
            f"<script>{script}</script>\n</body>\n</html>\n",
        ]
    )


def _file(name: str) -> str:
    return "\n" + files("noroshi.reporting.forms").joinpath(name).read_text(encoding="utf-8")


def _source(text: str) -> str:
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _both(label: Label) -> str:
    return f"{label.ja} / {label.en}"


def _lines(label: Label, beside: str = "") -> str:
    return f'{escape(label.ja)}{beside}<small lang="en">{escape(label.en)}</small>'


def _section(section: Section) -> Iterator[str]:
    yield f"<h2>{_lines(section.label)}</h2>\n"
    if section.many in lists():
        is_needed = " data-needed" if section.many == "contacts" else ""
        yield f'<div data-many="{section.many}"{is_needed}><template><fieldset data-entry>'
        yield f"<legend>{_both(section.label)}</legend>"
        for field in section.fields:
            yield _field(field, field.path, f"{section.many}.{field.path}")
        yield f'</fieldset></template><button type="button" data-add>{_both(MORE)}</button></div>\n'
        return
    for field in section.fields:
        path = section.many or field.path
        if path != "kind":
            yield _field(field, path, path)


def _field(field: Field, path: str, place: str) -> str:
    """place: of the field on the form, by which its hint is known."""
    is_lines = place in singles() and bool(singles()[place][0].many)
    kind = "lines" if is_lines else field.type
    needed = field.filled and not is_lines
    words = _lines(field.label, f' <span class="needed">{_both(NEEDED)}</span>' if needed else "")
    hint = wizard().hints.get(place)
    said = f'<span class="hint" id="{place}-hint">{_lines(hint)}</span>' if hint else ""
    flag = " data-needed" if needed else ""
    described = f' aria-describedby="{place}-hint"' if hint else ""
    if kind == "choices":
        boxes = "".join(_box(field, place, value) for value in common_form().words(field))
        inner = f"<fieldset{described}><legend>{words}</legend>{said}{boxes}</fieldset>"
    else:
        inner = f'<label for="{place}">{words}</label>{said}{_input(field, kind, place, described)}'
    error = '<p class="error" role="alert" hidden></p>'
    return f'<div class="field" data-path="{path}" data-type="{kind}"{flag}>{inner}{error}</div>\n'


def _box(field: Field, place: str, value: str) -> str:
    checked = " checked" if value in FIRST.get(place, ()) else ""
    word = escape(_both(common_form().words(field)[value]))
    return f'<label><input type="checkbox" value="{value}"{checked}> {word}</label>'


def _input(field: Field, kind: str, place: str, described: str) -> str:
    common = f'id="{place}"{described}'
    match kind:
        case "text" | "lines":
            return f'<textarea {common} rows="4" maxlength="20000"></textarea>'
        case "choice":
            words = common_form().words(field).items()
            chosen = FIRST.get(place, ())
            options = "".join(
                f'<option value="{value}"{" selected" if value in chosen else ""}>'
                f"{escape(_both(label))}</option>"
                for value, label in words
            )
            empty = "" if chosen else '<option value="">—</option>'
            return f"<select {common}>{empty}{options}</select>"
        case "instant":
            return f'<input type="datetime-local" {common}>'
        case "flag":
            return f'<input type="checkbox" {common}>'
        case "count":
            return f'<input inputmode="numeric" autocomplete="off" {common}>'
        case _:
            return f'<input maxlength="300" autocomplete="off" {common}>'
