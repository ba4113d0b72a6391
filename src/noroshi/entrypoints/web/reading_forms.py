"""Forms in which a document is handed over to be read, and what is chosen of it."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from noroshi.entrypoints.web.words import choices
from noroshi.intelligence.intake import EVERY, MOST, Reading
from noroshi.intelligence.rules import LONGEST_NAME, LONGEST_SOURCE, UNMARKED
from noroshi.kernel.markings import Tlp

LONGEST_TEXT: Final = 1_000_000
LONGEST_READING: Final = 2 << 20
PASTED: Final = "text"


class ReadForm(forms.Form):
    """Either a file or a text."""

    text = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_("For example hxxp://evil[.]example; de-fanged spellings are read, too."),
    )
    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("Text, CSV, HTML, PDF, OpenIOC or a mail (.eml), at most 32 MiB"),
    )
    kind = forms.ChoiceField(
        label=_("What it is"),
        required=False,
        choices=(("", _("Find out")), *choices("document")),
    )

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        given = self.cleaned_data
        if bool(given.get("text", "").strip()) == bool(given.get("file")):
            raise forms.ValidationError(_("Paste a text, or choose a file."))
        return given


class StoreForm(forms.Form):
    """What is chosen of a reading. rest: also those that the page does not show."""

    reading = forms.CharField(max_length=LONGEST_READING, widget=forms.HiddenInput)
    column = forms.IntegerField(required=False, min_value=EVERY, max_value=MOST)
    chosen = forms.TypedMultipleChoiceField(coerce=int, required=False)
    rest = forms.BooleanField(required=False)
    title = forms.CharField(label=_("Title of the report"), max_length=LONGEST_NAME)
    source = forms.CharField(
        label=_("Source"),
        max_length=LONGEST_SOURCE,
        help_text=_("From whom you have it, in your own words. Nobody else sees it as a source."),
    )
    tlp = forms.ChoiceField(
        label=_("TLP"),
        choices=[(one.value, one.label) for one in Tlp],
        initial=UNMARKED.value,
        help_text=_("How far all of it may go"),
    )
    confidence = forms.IntegerField(
        label=_("Confidence"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=_("From 0 to 100; empty where nobody can say"),
    )

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        ticked = data.getlist("chosen")[:MOST] if data is not None else []
        self.fields["chosen"].choices = [(one, one) for one in ticked]  # type: ignore[attr-defined]


def column_choices(reading: Reading) -> list[tuple[str, Any]]:
    """The columns of a sheet, each with how many values it has, and all of them."""
    named = [(str(at), f"{one.name} ({one.found})") for at, one in enumerate(reading.columns)]
    return [*named, (str(EVERY), _("All columns"))] if named else []
