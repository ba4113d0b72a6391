"""Words of CSAF providers that are listed."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from noroshi.entrypoints.web.intelligence_words import exchange_word

PROVIDERS: Final[Mapping[str, Mapping[str, Promise]]] = {
    "provider_role": {
        "csaf_publisher": _("CSAF publisher"),
        "csaf_provider": _("CSAF provider"),
        "csaf_trusted_provider": _("CSAF trusted provider"),
    },
    "provider_failure": {
        "no metadata": _("Its metadata cannot be read as CSAF 2.0 has it"),
        "no list": _("One of its lists of documents cannot be read"),
        "not canonical": _("Its metadata names another address as its own"),
        "another issuer": _("Its metadata names another issuer than at first"),
        "shrunk": _(
            "It offers less than nine tenths of what it did; look with --may-shrink if that is so"
        ),
    },
}

# What the ledger's entries are called.
PROVIDER_FACTS: Final[Mapping[str, Promise]] = {
    "suppliers.ProviderKept": _("Provider of advisories changed"),
    "suppliers.AdvisoriesMirrored": _("Advisories copied from a provider"),
}


def provider_word(reason: str) -> str:
    """Why a look failed: a code, or a status."""
    own = PROVIDERS["provider_failure"].get(reason)
    return str(own) if own else exchange_word(reason)
