"""The part of a page that has the files beside a report or a draft."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from noroshi.entrypoints.web.permissions import may
from noroshi.kernel.actors import Actor
from noroshi.parties.rules import Power
from noroshi.reporting.rules import LONGEST_REASON


class FilesInput(forms.FileInput):
    """A field of several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, of which each is one that there is."""

    widget = FilesInput(attrs={"multiple": True})

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The files as a list."""
        clean = super().clean
        return [clean(one, initial) for one in data] if data else clean(None, initial)


class AttachForm(forms.Form):
    file = FilesField(
        label=_("Files"),
        help_text=_("Each at most 64 MiB. They are stored encrypted."),
    )


class EraseForm(forms.Form):
    reason = forms.CharField(
        label=_("Why you erase it"),
        max_length=LONGEST_REASON,
        help_text=_("Its digest stays in the log; its octets and its name go."),
    )


def files_beside(
    files: Iterable[Any],
    by: Actor,
    *,
    attach_to: tuple[Any, ...] | None = None,
    is_own: bool = True,
) -> dict[str, Any]:
    """What the part is made of. attach_to: where more files are sent, None where none may be; is_own:
    they are the requester's, and may be erased."""
    return {
        "files": list(files),
        "may_attach": attach_to is not None,
        "may_erase": attach_to is not None and is_own,
        "may_open_live": may(by, Power.OPEN_LIVE),
        "attach_to": reverse(attach_to[0], args=attach_to[1:]) if attach_to else "",
        "attach_form": AttachForm(),
    }
