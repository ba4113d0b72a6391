"""The words of the pages for specified computers and for services of bills of materials."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REGISTRY: Final[Mapping[str, Mapping[str, Promise]]] = {
    "computer": {
        "registered": _("Registered"),
        "pending": _("To be notified"),
        "removed": _("Removed"),
    },
    "computer_change": {
        "registered": _("Registered"),
        "changed": _("Changed"),
        "removed": _("Removed"),
    },
    "flow": {
        "inbound": _("inbound"),
        "outbound": _("outbound"),
        "bi-directional": _("both ways"),
        "unknown": _("direction not told"),
    },
}
