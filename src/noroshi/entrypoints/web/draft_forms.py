"""The pages on which a report is stated: each field as it is typed, with its plain and its legal word."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from noroshi.entrypoints.details import detail_word
from noroshi.entrypoints.web.words import is_japanese
from noroshi.kernel.errors import MalformedError
from noroshi.reporting.drafting import field_of, is_needed, path_of
from noroshi.reporting.fields import FIELDS
from noroshi.reporting.forms.fields import Field, Label, Language, common_form
from noroshi.reporting.forms.steps import lists, singles, wizard
from noroshi.reporting.incident import Kind
from noroshi.reporting.merging import Fields, Typed, Value, mark, plain
from noroshi.reporting.rules import LONGEST_REASON

MOST_NAMES: Final = 1000
ROWS: Final = {"what": 6, "ransom.note": 6, "technical.indicators": 6, "response": 6}


class KindForm(forms.Form):
    kind = forms.ChoiceField(choices=[(kind.value, kind.value) for kind in Kind])


class CorrectionForm(forms.Form):
    correction = forms.CharField(
        label=_("What was wrong before"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("If this corrects what was filed. Empty: it only adds to it."),
    )


class StepForm(forms.Form):
    """The fields of a page, filled as they were typed; what is wrong stands beside each."""

    def __init__(
        self, names: Iterable[str], fields: Mapping[str, Value], problems: Mapping[str, str]
    ) -> None:
        wanted = list(names)
        super().__init__(initial=dict(fields))
        self.cleaned_data: dict[str, Any] = {}
        for name in wanted:
            self.fields[name] = _field(name)
        self.marks = {name: mark(fields.get(name, "")) for name in wanted}
        self._errors = ErrorDict(
            {
                name: self.error_class([detail_word(problem)])
                for name, problem in problems.items()
                if name in self.fields
            }
        )

    @property
    def was(self) -> str:
        """What each field showed, to be sent back."""
        return json.dumps(self.marks)


@dataclass(frozen=True, slots=True)
class Asked:
    """A field on a page. legal: what the law calls it; is_needed: now, or it may follow; rivals: what
    else somebody wrote into it."""

    bound: Any
    name: str
    legal: str
    is_needed: bool
    rivals: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a list on a page. is_new: an empty one, to be filled."""

    many: str
    key: str
    number: int
    asked: tuple[Asked, ...]
    is_new: bool


def language() -> Language:
    """The reader's."""
    return "ja" if is_japanese() else "en"


def said(label: Label | None) -> str:
    """A word of the common form in the reader's language."""
    return label.in_(language()) if label else ""


def asked(form: StepForm, stage: str, rivals: Mapping[str, list[Value]]) -> Iterator[Asked]:
    """The fields of a page with what stands beside each."""
    for name in form.fields:
        one = field_of(name)
        path = path_of(name)
        yield Asked(
            bound=form[name],
            name=name,
            legal=said(one.label) if one else "",
            is_needed=is_needed(path, stage),
            rivals=tuple(rivals.get(name, ())),
        )


def entries(of: Iterable[Asked], many: str, new: str) -> list[Entry]:
    """The entries of a list. new: the key of the empty one."""
    found: dict[str, list[Asked]] = {}
    for one in of:
        if one.name.startswith(f"{many}."):
            found.setdefault(one.name.split(".")[1], []).append(one)
    if len(found) > 1 and new in found:
        found[new] = [replace(one, is_needed=False) for one in found[new]]
    return [
        Entry(many, key, number, tuple(fields), key == new)
        for number, (key, fields) in enumerate(found.items(), start=1)
    ]


def new_names(many: str, key: str) -> list[str]:
    """The fields of an entry that is to be filled."""
    return [f"{many}.{key}.{one.path}" for one in lists()[many].fields]


def read_typed(sent: Any) -> Typed:
    """What a page was sent with. Raises: MalformedError for what no page of ours sends."""
    try:
        was = json.loads(sent.get("was", "{}"))
    except ValueError as error:
        raise MalformedError("this page cannot be read") from error
    if not isinstance(was, dict) or len(was) > MOST_NAMES:
        raise MalformedError("this page cannot be read")
    marks = {str(name): str(value) for name, value in was.items()}
    return Typed({name: plain_of(sent, name) for name in marks}, marks)


def plain_of(sent: Any, name: str) -> Value:
    """What was typed into a field of a page."""
    one = field_of(name)
    if one is not None and one.type == "choices":
        return [plain(value) for value in sent.getlist(name)]
    return plain(sent.get(name, ""))


def over(fields: Mapping[str, Value], typed: Typed) -> Fields:
    """What was typed over what stands."""
    return {**fields, **typed.fields}


def typed(value: Value, name: str) -> str:
    """What was typed into a field, to be read: choices in words."""
    one = field_of(name)
    if one is None or one.type not in ("choice", "choices"):
        return str(value)
    known = common_form().words(one)
    many = value if isinstance(value, list) else [value]
    return gettext("; ").join(said(known[code]) for code in many if code in known) or "—"


def _field(name: str) -> forms.Field:
    one = field_of(name)
    assert one is not None
    path = path_of(name)
    common: dict[str, Any] = {
        "label": FIELDS[path],
        "required": False,
        "help_text": said(wizard().hints.get(path)),
    }
    is_lines = path in singles() and bool(singles()[path][0].many)
    if one.type in ("choice", "choices"):
        return _choice(one, common)
    return forms.CharField(widget=_widget(one, path, is_lines=is_lines), **common)


def _choice(one: Field, common: dict[str, Any]) -> forms.Field:
    words = [(value, said(label)) for value, label in common_form().words(one).items()]
    if one.type == "choices":
        return forms.MultipleChoiceField(
            choices=words, widget=forms.CheckboxSelectMultiple, **common
        )
    return forms.ChoiceField(choices=[("", "—"), *words], **common)


def _widget(one: Field, path: str, *, is_lines: bool) -> forms.Widget:
    if is_lines or one.type == "text":
        return forms.Textarea(attrs={"rows": ROWS.get(path, 3)})
    match one.type:
        case "instant":
            return forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        case "count":
            return forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        case "flag":
            return forms.CheckboxInput(check_test=lambda value: value == "on")
        case _:
            return forms.TextInput(attrs={"autocomplete": "off"})
