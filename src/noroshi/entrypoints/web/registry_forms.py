"""Forms of specified computers; they check shape only."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

MOST: int = 5000


class DayForm(forms.Form):
    on = forms.DateField(label=_("On"), help_text=_("For example 2026-11-22"))


class RegisterForm(DayForm):
    chosen = forms.TypedMultipleChoiceField(coerce=UUID)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        ticked = data.getlist("chosen")[:MOST] if data else []
        self.fields["chosen"].choices = [(one, one) for one in ticked]  # type: ignore[attr-defined]
