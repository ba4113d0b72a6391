"""Forms of what is said about a report."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from noroshi.entrypoints.web.report_forms import NextReportForm
from noroshi.entrypoints.web.words import kind_word
from noroshi.reporting.threads import LONGEST_TEXT, Words


class AnswerQuestionForm(forms.Form):
    text = forms.CharField(
        label=_("Answer"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4})
    )


class SayForm(forms.Form):
    """A question or a note. others: kinds of organisations that read the report beside the reporter
    and whoever writes."""

    text = forms.CharField(
        label=_("Text"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4})
    )
    readers = forms.MultipleChoiceField(
        label=_("Who else reads it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Among those who read the report. The answer is read by whoever reads the question."
        ),
    )

    def __init__(self, data: Any = None, *, others: Sequence[str], **more: Any) -> None:
        super().__init__(data, initial={"readers": list(others)}, **more)
        known = [(kind, kind_word(kind)) for kind in others]
        self.fields["readers"].choices = known  # type: ignore[attr-defined]
        if not others:
            del self.fields["readers"]

    @staticmethod
    def words(given: Any) -> Words:
        """What was written, and for whom."""
        return Words(given["text"], given.get("readers", []))


class OrderForm(SayForm):
    due_on = forms.DateField(
        label=_("Correction due by the end of"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The day and the text stand in the order; the article beside it."),
    )
    field_order = ("text", "due_on", "readers")


class NextVersionForm(NextReportForm):
    """orders: identifiers of the orders that wait for a correction, with what each says."""

    order = forms.TypedChoiceField(
        label=_("Which order it meets"),
        required=False,
        coerce=UUID,
        empty_value=None,
        help_text=_("A correction that names the ministry's order closes it."),
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, orders: Sequence[Any] = (), **more: Any
    ) -> None:
        super().__init__(data, files, **more)
        known = [("", _("None")), *((str(one.id), one.text[:100]) for one in orders)]
        self.fields["order"].choices = known  # type: ignore[attr-defined]
        if not orders:
            del self.fields["order"]
