"""Why a computer is a candidate for registration, in one sentence."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WHY: Mapping[str, Promise] = {
    "service": _("Of the essential service itself: %(over)s"),
    "line": _("Linked to %(via)s over %(over)s"),
    "records": _("What it produces is loaded into %(via)s: %(over)s"),
}


def why(kind: str, over: str, via: str) -> str:
    """kind: of the connection; over: what it runs over; via: the system that it leads to."""
    return str(WHY[kind] % {"over": over or "—", "via": via})
