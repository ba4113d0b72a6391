"""What every page's frame needs. Nothing here asks the database."""

from typing import Any

from django.http import HttpRequest

from noroshi.entrypoints.web.navigation import entries_for
from noroshi.entrypoints.web.permissions import may
from noroshi.kernel.clock import now
from noroshi.kernel.markings import Tlp
from noroshi.parties.rules import Power

SECRETS = ("mfa_", "account_")


def frame(request: HttpRequest) -> dict[str, Any]:
    """hat, hats: whose; entries: on the left; may_register: systems; number: to quote; tlp: the page's, unless the view
    says otherwise."""
    hat = getattr(request, "hat", None)
    match = request.resolver_match
    name = (match.url_name if match else "") or ""
    return {
        "hat": hat,
        "hats": getattr(request, "hats", ()),
        "entries": entries_for(hat.actor, name) if hat else (),
        "may_register": may(hat.actor, Power.KEEP_ASSETS) if hat else False,
        "number": getattr(request, "number", ""),
        "clock": now(),
        "tlp": Tlp.RED if name.startswith(SECRETS) else Tlp.AMBER,
    }
