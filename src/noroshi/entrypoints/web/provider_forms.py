"""The form by which the national office lists a CSAF provider."""

from django import forms
from django.utils.translation import gettext_lazy as _

from noroshi.intelligence.exchanging import SHORTEST, SLOWEST
from noroshi.operations.targets import LONGEST
from noroshi.suppliers.mirrors.rules import LONGEST_PROVIDER


class ProviderForm(forms.Form):
    name = forms.CharField(
        label=_("Folder of the copies"),
        max_length=LONGEST_PROVIDER,
        help_text=_("Small letters, digits and hyphens. For example: gates"),
    )
    url = forms.CharField(
        label=_("Address of its metadata"),
        max_length=LONGEST,
        help_text=_("For example: https://gates.example/.well-known/csaf/provider-metadata.json"),
    )
    mirror = forms.BooleanField(
        label=_("Copy its documents, where it allows that"), required=False, initial=True
    )
    every = forms.IntegerField(
        label=_("Minutes between two looks"), min_value=SHORTEST, max_value=SLOWEST, initial=60
    )
