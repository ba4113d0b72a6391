"""Forms of the reporting window."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from noroshi.reporting.incident import LIMITS
from noroshi.reporting.rules import LONGEST_REASON

LONGEST: Final = LIMITS.octets


class ReportForm(forms.Form):
    """An incident as JSON: a file, or typed. What was typed or read stays in the form."""

    file = forms.FileField(
        label=_("File of the incident"),
        required=False,
        help_text=_("JSON in the form of a template, filled in and sent back"),
    )
    text = forms.CharField(
        label=_("Or the incident as text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_("The same JSON; after a refusal what you sent stands here to be mended"),
    )

    def __init__(self, data: Any = None, files: Any = None, **more: Any) -> None:
        if data is not None and files and "file" in files:
            data = data.copy()
            data["text"] = files["file"].read(LONGEST + 1).decode("utf-8-sig", "replace")
        super().__init__(data, None, **more)

    def clean(self) -> dict[str, Any]:
        """`incident`: the octets."""
        text = self.cleaned_data.get("text", "")
        if not text.strip():
            raise forms.ValidationError(_("Choose a file, or write the incident below it."))
        return {**self.cleaned_data, "incident": text.encode()}


class NextReportForm(ReportForm):
    correction = forms.CharField(
        label=_("What was wrong before"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("If this corrects what was filed. Empty: it only adds to it."),
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Why you withdraw it"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever received the report reads this."),
    )
