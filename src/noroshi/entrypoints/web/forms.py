"""Forms: they check shape only; who may do what, and when, is the actions' business."""

import re
from collections.abc import Callable, Mapping
from ipaddress import ip_network
from typing import Any, Final, TypeVar, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from noroshi.entrypoints.details import detail_word
from noroshi.entrypoints.web.words import choices
from noroshi.kernel.errors import ConflictError, MalformedError, NoroshiError
from noroshi.parties.actions.keep_community import FORMED
from noroshi.vulnerabilities.aliases import KINDS

Done = TypeVar("Done")
Form = TypeVar("Form", bound=forms.Form)
MOST_CHOSEN: Final = 200
MENDABLE: Final = (MalformedError, ConflictError)


def attempt(form: forms.Form, act: Callable[[Mapping[str, Any]], Done]) -> Done | None:
    """Do what the form asks, if its shape is right; what can be mended is said beside the form.

    act: gets the cleaned values. None: not done, the form says why."""
    if not form.is_valid():
        return None
    try:
        return act(form.cleaned_data)
    except MENDABLE as error:
        form.add_error(*place_of(form, error))
        return None


def carry_out(
    form: Form,
    act: Callable[[Mapping[str, Any]], Done],
    *,
    again: Callable[[Form], HttpResponse],
    then: Callable[[Done], HttpResponse],
) -> HttpResponse:
    """Do what the form asks, and go on: `then` with what was done, or `again` with the form, which
    says what is to be mended."""
    done = attempt(form, act)
    return again(form) if form.errors else then(cast("Done", done))


def told(request: HttpRequest, text: str, place: str, *where: Any) -> HttpResponse:
    """On to a place, where the text is shown once."""
    messages.success(request, text)
    return redirect(place, *where)


def place_of(form: forms.Form, error: NoroshiError) -> tuple[str | None, str]:
    """Where an error belongs, and how it is said. Details that begin with a field's name belong beside it."""
    name, colon, rest = error.detail.partition(": ")
    if colon and name in form.fields:
        return name, detail_word(rest)
    where = getattr(error, "at", None)
    return None, f"{where}: {detail_word(error.detail)}" if where else detail_word(error.detail)


class AnswerForm(forms.Form):
    state = forms.ChoiceField(
        choices=choices("state", "acknowledged", "fixed", "not_affected", "open")
    )
    reason = forms.ChoiceField(
        label=_("Why it does not affect you"),
        choices=(("", _("Choose a reason")), *choices("reason")),
        required=False,
        help_text=_("The reasons are those of VEX (CISA, 2023)."),
    )
    text = forms.CharField(
        label=_("Remark"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: replaced on 1 October, ticket 4711"),
    )


class AssignForm(forms.Form):
    to = forms.UUIDField(required=False)


class CommentForm(forms.Form):
    comment = forms.CharField(
        label=_("Comment"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ChosenForm(forms.Form):
    """Rows that were ticked in a list."""

    chosen = forms.TypedMultipleChoiceField(coerce=UUID)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        ticked = data.getlist("chosen")[:MOST_CHOSEN]
        self.fields["chosen"].choices = [(one, one) for one in ticked]  # type: ignore[attr-defined]


class AssignChosenForm(ChosenForm, AssignForm):
    """Rows that were ticked, and whose they are to be."""


class NetworkForm(forms.Form):
    network = forms.CharField(
        label=_("Network"),
        max_length=50,
        help_text=_("An IPv4 or IPv6 prefix, for example 192.0.2.0/24 or 2001:db8::/32"),
    )

    def clean_network(self) -> Any:
        """The network. Host bits set are a slip, not a network."""
        try:
            return ip_network(self.cleaned_data["network"].strip())
        except ValueError as error:
            raise forms.ValidationError(
                _("This is no network prefix; its host bits must be zero.")
            ) from error


class DomainForm(forms.Form):
    name = forms.RegexField(
        r"^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$",
        label=_("Domain"),
        help_text=_("Without a host name before it, for example power.example"),
        error_messages={
            "invalid": _("This is no domain name. Write internationalised names as xn--….")
        },
    )

    def __init__(self, data: Any = None) -> None:
        if data is not None:
            data = {**data.dict(), "name": data.get("name", "").strip().lower().rstrip(".")}
        super().__init__(data)


class InviteForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, help_text=_("For example hanako@power.example")
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=choices("role", "analyst", "reader", "administrator")
    )


class ChangeCommunityForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=choices("community", *FORMED))
    name_ja = forms.CharField(label=_("Name in Japanese"), max_length=300)
    name = forms.CharField(label=_("Name in English"), max_length=300)
    members = forms.CharField(
        label=_("Members"),
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_("Codes of organisations, one a line. Who is not named here is no member."),
    )

    def clean_members(self) -> tuple[str, ...]:
        """The codes, each once."""
        codes = re.split(r"[\s,、]+", self.cleaned_data["members"])
        return tuple(dict.fromkeys(filter(None, codes)))


class NewCommunityForm(ChangeCommunityForm):
    code = forms.CharField(
        label=_("Code"),
        max_length=32,
        help_text=_("Capital letters, digits and hyphens, for example COUNCIL"),
    )
    field_order = ("code",)


class ClientForm(forms.Form):
    scopes = forms.MultipleChoiceField(
        label=_("What the client may do"),
        choices=choices("scope"),
        widget=forms.CheckboxSelectMultiple,
    )


class TrustForm(forms.Form):
    author = forms.CharField(
        label=_("Author"), max_length=1000, help_text=_("As the documents name it")
    )
    rank = forms.IntegerField(
        label=_("Rank"),
        min_value=0,
        max_value=1000,
        initial=10,
        help_text=_("Of two authors who contradict each other the lower one counts"),
    )
    days = forms.IntegerField(
        label=_("Days for which a statement holds"),
        required=False,
        min_value=1,
        max_value=3650,
        help_text=_("Empty: until it is taken back"),
    )


class DistrustForm(forms.Form):
    author = forms.CharField(max_length=1000)


class WhatIfForm(forms.Form):
    vulnerability = forms.CharField(
        label=_("Vulnerability"),
        required=False,
        max_length=200,
        help_text=_("For example CVE-2024-21762; else name a product"),
    )
    product = forms.CharField(
        label=_("Product"), required=False, max_length=200, help_text=_("For example FortiOS")
    )
    low = forms.CharField(
        label=_("From version"), required=False, max_length=100, help_text=_("For example 7.2.0")
    )
    high = forms.CharField(
        label=_("Before version"), required=False, max_length=100, help_text=_("For example 7.2.5")
    )


class JudgementForm(forms.Form):
    """What is said of two names; state is the button."""

    state = forms.ChoiceField(choices=choices("alias", "confirmed", "rejected", "withdrawn"))
    ground = forms.CharField(
        label=_("Ground"),
        required=False,
        max_length=1000,
        help_text=_("Why. What is taken back needs one."),
    )


class AliasForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        help_text=_(
            "Maker | Product, a CPE name or a package URL. Maker | * is everything of the maker,"
            " Maker | Product * its models."
        ),
    )
    other = forms.CharField(
        label=_("Other name"), max_length=200, help_text=_("For example Fortinet | FortiOS")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=choices("alias_kind", *KINDS))
    ground = forms.CharField(
        label=_("Ground"),
        max_length=1000,
        help_text=_("Why the two are one product, for example: renamed on 1 October 2025"),
    )


class KeepViewForm(forms.Form):
    name = forms.CharField(label=_("Name of the view"), max_length=60)
    query = forms.CharField(required=False, max_length=2000)


class UploadForm(forms.Form):
    file = forms.FileField(label=_("File"))

    def __init__(self, *args: Any, hint: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = hint
