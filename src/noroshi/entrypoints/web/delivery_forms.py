"""Forms of how an organisation is told; they check shape only."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from noroshi.entrypoints.web.words import choices
from noroshi.warnings.rules import Urgency
from noroshi.warnings.timing import FOREMOST, LANGUAGES, Digest, Quiet, Wish

# What is immediate is told at once in any case.
OTHERS = tuple(one.name.lower() for one in Urgency if one is not FOREMOST)
NAMES = {"ja": "日本語", "en": "English"}


class OwnWishForm(forms.Form):
    at_once = forms.MultipleChoiceField(
        label=_("Told at once, beside what is immediate"),
        choices=choices("urgency", *OTHERS),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    digest = forms.ChoiceField(label=_("The rest"), choices=choices("digest"))
    language = forms.ChoiceField(
        label=_("Language of the mails"), choices=[(code, NAMES[code]) for code in LANGUAGES]
    )


class WishForm(OwnWishForm):
    zone = forms.CharField(
        label=_("Time zone"), max_length=40, help_text=_("For example Asia/Tokyo")
    )
    quiet_from = forms.TimeField(
        label=_("Quiet hours from"),
        required=False,
        help_text=_("For example 22:00. What is immediate is mailed all the same."),
    )
    quiet_until = forms.TimeField(
        label=_("Quiet hours until"), required=False, help_text=_("For example 07:00")
    )


class EndpointForm(forms.Form):
    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        help_text=_("For example https://hooks.power.example/noroshi"),
    )
    least = forms.ChoiceField(
        label=_("Send what is at least"),
        choices=choices("urgency", *(one.name.lower() for one in Urgency)),
        initial="defer",
    )


def wish_of(given: Mapping[str, Any]) -> Wish:
    """What a form asks for."""
    chosen = frozenset(urgency_of(name) for name in given["at_once"])
    return Wish(chosen | {FOREMOST}, Digest(given["digest"]), given["language"])


def quiet_of(given: Mapping[str, Any]) -> Quiet:
    """The quiet hours that a form asks for."""
    return Quiet(given["zone"], given["quiet_from"], given["quiet_until"])


def urgency_of(name: str) -> Urgency:
    """An urgency by its word."""
    return Urgency[name.upper()]


def shown(wish: Wish, quiet: Quiet | None = None) -> dict[str, Any]:
    """What a form begins with."""
    initial: dict[str, Any] = {
        "at_once": [one.name.lower() for one in sorted(wish.at_once)],
        "digest": wish.digest.value,
        "language": wish.language,
    }
    if quiet:
        clocks = {"quiet_from": quiet.begins, "quiet_until": quiet.ends}
        initial |= {name: f"{at:%H:%M}" for name, at in clocks.items() if at}
        initial["zone"] = quiet.zone
    return initial
