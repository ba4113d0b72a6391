"""The words of the pages for names of products that were judged."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: Final[Mapping[str, Mapping[str, Promise]]] = {
    "alias": {
        "proposed": _("Proposed"),
        "confirmed": _("Confirmed"),
        "rejected": _("Rejected"),
        "withdrawn": _("Withdrawn"),
    },
    "alias_kind": {
        "spelling": _("Other spelling"),
        "translation": _("Other language"),
        "marketing": _("Device, for what runs on it"),
        "renamed": _("Renamed"),
        "acquired": _("Bought by another maker"),
        "package": _("Package"),
        "candidate": _("Alike"),
    },
    "alias_origin": {
        "shipped": _("Came with Noroshi"),
        "office": _("National office"),
        "candidate": _("Found by likeness"),
    },
}
