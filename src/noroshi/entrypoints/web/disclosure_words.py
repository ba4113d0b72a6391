"""The words of the pages for weaknesses under embargo."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DISCLOSURES: Final[Mapping[str, Mapping[str, Promise]]] = {
    "disclosure": {
        "pending": _("Reported"),
        "open": _("Under coordination"),
        "published": _("Published"),
        "closed": _("Closed unpublished"),
    },
    "disclosure_act": {
        "open": _("Accepted, and opened with the supplier"),
        "described": _("Described anew"),
        "proposed": _("Day of publication proposed"),
        "agreed": _("Day of publication agreed"),
        "published": _("Published"),
        "closed": _("Closed unpublished"),
        "named": _("CVE identifier named"),
    },
    "party": {
        "nco": _("National office"),
        "supplier": _("Supplier"),
        "reporter": _("Reporter"),
    },
}
