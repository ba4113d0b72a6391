"""Forms of the exchange with suppliers."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from noroshi.entrypoints.web.words import choices, name_of
from noroshi.suppliers.disclosing import LONGEST_TITLE, Weakness
from noroshi.suppliers.rules import LONGEST_NAME, LONGEST_TEXT, LONGEST_VERSION

BETWEEN: Final = re.compile(r"\s*[,;、，\n]\s*")


def _words(label: Any, *, hint: Any = "", rows: int = 2, is_required: bool = False) -> Any:
    return forms.CharField(
        label=label,
        required=is_required,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=hint,
    )


def _day(label: Any, *, hint: Any, is_required: bool = False) -> Any:
    return forms.DateField(
        label=label,
        required=is_required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=hint,
    )


def _versions(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, BETWEEN.split(text.strip()))))


class ProductForm(forms.Form):
    vendor = forms.CharField(
        label=_("Vendor"),
        max_length=LONGEST_NAME,
        help_text=_("As vulnerability records and inventories write it, for example Fortinet"),
    )
    product = forms.CharField(
        label=_("Product"), max_length=LONGEST_NAME, help_text=_("For example FortiOS")
    )


class SendForm(forms.Form):
    product = forms.TypedChoiceField(label=_("Product and supplier"), coerce=UUID)
    kind = forms.ChoiceField(label=_("Kind"), choices=choices("sent"))
    text = _words(
        _("What to tell or to ask"),
        hint=_("It never names who runs the product: such a text is refused."),
        rows=6,
        is_required=True,
    )
    due_on = _day(
        _("Answer due by the end of"),
        hint=_("Without it 30 days for a notice and 14 for a request."),
    )

    def __init__(
        self, data: Any, *, products: Iterable[Any], concerned: Collection[Any], **more: Any
    ) -> None:
        super().__init__(data, **more)
        first = {one.id for one in concerned}
        ordered = sorted(products, key=lambda one: one.id not in first)
        self.fields["product"].choices = [  # type: ignore[attr-defined]
            (one.id, f"{one.vendor} {one.product} · {name_of(one.organisation)}") for one in ordered
        ]


class FixForm(forms.Form):
    fixed_in = forms.CharField(
        label=_("Fixed in version"), max_length=LONGEST_VERSION, help_text=_("For example 7.2.5")
    )
    text = _words(_("Remark"))


class DateForm(forms.Form):
    expected_on = _day(
        _("More by"),
        hint=_("The day by which there will be a fix or more to say."),
        is_required=True,
    )
    advice = _words(
        _("What operators should do until then"),
        hint=_("Whoever is exposed reads it beside their warning."),
    )
    text = _words(_("Remark"))


class EndForm(forms.Form):
    advice = _words(
        _("What operators should do"),
        hint=_("Whoever is exposed reads it beside their warning."),
        rows=4,
        is_required=True,
    )
    text = _words(_("Remark"))


class ExtendForm(forms.Form):
    due_on = _day(
        _("Answer due by the end of"),
        hint=_("A day later than the one that was set."),
        is_required=True,
    )


class VexForm(forms.Form):
    status = forms.ChoiceField(label=_("Status"), choices=choices("vex"))
    justification = forms.ChoiceField(
        label=_("Why it is not affected"),
        choices=(("", _("Choose a reason")), *choices("reason")),
        required=False,
        help_text=_("The reasons are those of VEX (CISA, 2023)."),
    )
    versions = forms.CharField(
        label=_("Versions"),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=_(
            "Versions or ranges with commas between, for example 7.2.3, < 7.0.14;"
            " none means all of them"
        ),
    )
    text = _words(
        _("In words"), hint=_("It stands in the document, which everybody here may read.")
    )

    def clean_versions(self) -> tuple[str, ...]:
        """Each version or range, once."""
        return _versions(self.cleaned_data["versions"])


ANSWERS: Final[Mapping[str, type[forms.Form]]] = {
    "fix": FixForm,
    "vex": VexForm,
    "date": DateForm,
    "end": EndForm,
}


class WeaknessForm(forms.Form):
    """What is reported, and said anew while it is coordinated."""

    title = forms.CharField(
        label=_("Title"),
        max_length=LONGEST_TITLE,
        help_text=_("For example: sign-in page lets in without a password"),
    )
    description = _words(
        _("Description"),
        hint=_("What it is, how it shows, what it takes. Name nobody who runs the product."),
        rows=8,
        is_required=True,
    )
    vendor = forms.CharField(label=_("Vendor"), max_length=LONGEST_NAME)
    product = forms.CharField(label=_("Product"), max_length=LONGEST_NAME)
    versions = forms.CharField(
        label=_("Versions"),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=_(
            "Versions or ranges with commas between, for example 7.2.3, < 7.0.14;"
            " none means all of them"
        ),
    )
    cvss_vector = forms.CharField(
        label=_("CVSS vector"),
        required=False,
        max_length=300,
        help_text=_("For example CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"),
    )

    def clean_versions(self) -> tuple[str, ...]:
        """Each version or range, once."""
        return _versions(self.cleaned_data["versions"])


class DescribeForm(WeaknessForm):
    """The same anew; of which product it is the office has said."""

    vendor = None  # type: ignore[assignment]
    product = None  # type: ignore[assignment]

    @staticmethod
    def of(weakness: Weakness) -> "DescribeForm":
        """The form as it stands now."""
        given = {name: getattr(weakness, name) for name in ("title", "description", "cvss_vector")}
        return DescribeForm(initial={**given, "versions": ", ".join(weakness.versions)})


class AcceptForm(forms.Form):
    product = forms.TypedChoiceField(label=_("Product and supplier"), coerce=UUID)

    def __init__(self, data: Any = None, *, products: Iterable[Any]) -> None:
        super().__init__(data)
        self.fields["product"].choices = [  # type: ignore[attr-defined]
            (one.id, f"{one.vendor} {one.product} · {name_of(one.organisation)}")
            for one in products
        ]


class EmbargoForm(forms.Form):
    until = _day(
        _("Publish on"),
        hint=_("Until then it is under embargo; the other side has to agree to the day."),
        is_required=True,
    )


class ReasonForm(forms.Form):
    reason = _words(
        _("Reason"), hint=_("It is recorded, and the parties read it."), is_required=True
    )


class CveForm(forms.Form):
    cve = forms.CharField(
        label=_("CVE identifier"), max_length=24, help_text=_("For example CVE-2024-21762")
    )
