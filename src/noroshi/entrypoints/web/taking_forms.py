"""The pages on which the national office takes down what an operator tells by telephone."""

from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from noroshi.entrypoints.web.consent_table import group_words
from noroshi.entrypoints.web.options import operator_options
from noroshi.entrypoints.web.words import choices, name_of
from noroshi.reporting import consents
from noroshi.reporting.sharing import sharing

# What is asked on the telephone, by the fields of the common form; the rest the operator states itself.
ASKED: Final = (
    "title",
    "when.aware",
    "when.occurred",
    "what",
    "traits",
    "systems.0000.name",
    "impact.service",
    "people.affected",
    "technical.indicators",
    "response",
    "contacts.0000.name",
    "contacts.0000.email",
    "contacts.0000.telephone",
)
BY_LAW: Final = "nco"  # who takes it receives it


class CallForm(forms.Form):
    """Who telephones, and what it lets whom read besides."""

    organisation = forms.ChoiceField(label=_("Operator that telephones"))
    called_at = forms.DateTimeField(
        label=_("When it telephoned"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        help_text=_("Japan time"),
    )
    kind = forms.ChoiceField(label=_("What is it?"), choices=choices("report_kind"))
    recipient = forms.ChoiceField(
        label=_("Whom it lets read parts of it besides"),
        required=False,
        help_text=_("Ask, and say that nothing goes there before they have confirmed it here."),
    )
    groups = forms.MultipleChoiceField(
        label=_("What it may read"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"called_at": timezone.now()})
        fields: Any = self.fields
        fields["organisation"].choices = [("", "—"), *operator_options()]
        others = [one for one in consents.consultants() if one.kind != BY_LAW]
        fields["recipient"].choices = [("", _("Nobody")), *((o.code, name_of(o)) for o in others)]
        fields["groups"].choices = [(one.key, group_words()[one.key]) for one in sharing().groups]

    def clean(self) -> dict[str, Any]:
        """`consents`: groups by recipient."""
        given = self.cleaned_data
        to, groups = given.get("recipient"), given.get("groups")
        if bool(to) != bool(groups):
            raise forms.ValidationError(_("Choose whom it lets read, and what."))
        return {**given, "consents": {to: groups} if to else {}}


class AgainForm(CallForm):
    """It telephones again, about a report. number: of its newest version when the page was made."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, data: Any = None, *, number: int) -> None:
        super().__init__(data)
        self.initial["number"] = number
        del self.fields["organisation"], self.fields["kind"]
