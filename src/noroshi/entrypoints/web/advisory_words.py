"""Words of advisories."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

ADVISORIES: Final[Mapping[str, Mapping[str, Promise]]] = {
    "advisory": {
        "draft": _("Draft"),
        "interim": _("Interim"),
        "final": _("Published"),
    },
    "profile": {
        "csaf_security_advisory": _("Security advisory"),
        "csaf_vex": _("VEX: whether a product is affected"),
    },
    "label": {
        "WHITE": _("TLP:CLEAR, everybody"),
        "GREEN": _("TLP:GREEN, every organisation here"),
        "AMBER": _("TLP:AMBER, whom you name and who oversees you"),
        "RED": _("TLP:RED, whom you name"),
    },
    "document_language": {"ja": _("Japanese"), "en": _("English")},
    "remedy": {
        "vendor_fix": _("Update"),
        "mitigation": _("Mitigation"),
        "workaround": _("Workaround"),
        "none_available": _("None yet"),
        "no_fix_planned": _("None will come"),
    },
}

# Details of errors, and reasons of tests, that a page may show; the rooms speak English.
DETAILS: Final = (
    gettext_noop("there is no such advisory"),
    gettext_noop("this is published already"),
    gettext_noop("named for TLP:AMBER and TLP:RED alone"),
    gettext_noop("another advisory has a file of this name: name it otherwise"),
    gettext_noop("only a supplier or the national office publishes advisories"),
    gettext_noop("is missing"),
    gettext_noop("neither a flag nor an impact says why"),
    gettext_noop("no remediation says what to do"),
    gettext_noop("either cve or ids is needed"),
)
