"""Words for the roles of systems, as far as they are of the usual ones. An operator writes a role as it
likes; what is none of these stays as it is."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ROLES: Final[Mapping[str, Promise]] = {
    "authorisation": _("authorisation"),
    "backup": _("backup"),
    "baggage handling": _("baggage handling"),
    "billing": _("billing"),
    "branch office": _("branch office"),
    "collaboration": _("collaboration"),
    "control centre": _("control centre"),
    "core banking": _("core banking"),
    "customer portal": _("customer portal"),
    "development": _("development"),
    "dispatch": _("dispatch"),
    "emergency desk": _("emergency desk"),
    "file transfer": _("file transfer"),
    "flight information": _("flight information"),
    "mail": _("mail"),
    "maintenance": _("maintenance"),
    "merchant portal": _("merchant portal"),
    "metering": _("metering"),
    "monitoring": _("monitoring"),
    "network": _("network"),
    "network management": _("network management"),
    "office": _("office"),
    "operations": _("operations"),
    "parcel tracking": _("parcel tracking"),
    "playout": _("playout"),
    "process control": _("process control"),
    "public site": _("public site"),
    "remote access": _("remote access"),
    "reservation": _("reservation"),
    "shipping": _("shipping"),
    "terminal operation": _("terminal operation"),
    "test": _("test"),
    "ticketing": _("ticketing"),
    "trading": _("trading"),
    "virtualisation": _("virtualisation"),
    "vpn": _("VPN"),
    "wheeling service": _("wheeling service"),
}


def role_word(role: str) -> str:
    """The role in the reader's language."""
    return str(ROLES.get(role.strip().lower(), role))
