"""The words of the pages for objects of STIX, by their types and members."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

INTELLIGENCE: Final[Mapping[str, Mapping[str, Promise]]] = {
    "stix": {
        "attack-pattern": _("Attack pattern"),
        "campaign": _("Campaign"),
        "course-of-action": _("Course of action"),
        "grouping": _("Grouping"),
        "identity": _("Identity"),
        "incident": _("Incident"),
        "indicator": _("Indicator"),
        "infrastructure": _("Infrastructure"),
        "intrusion-set": _("Intrusion set"),
        "location": _("Location"),
        "malware": _("Malware"),
        "malware-analysis": _("Malware analysis"),
        "note": _("Note"),
        "observed-data": _("Observed data"),
        "opinion": _("Opinion"),
        "report": _("Intelligence report"),
        "threat-actor": _("Threat actor"),
        "tool": _("Tool"),
        "vulnerability": _("Vulnerability"),
        "relationship": _("Relationship"),
        "sighting": _("Sighting"),
        "artifact": _("Artifact"),
        "autonomous-system": _("Autonomous system"),
        "directory": _("Directory"),
        "domain-name": _("Domain name"),
        "email-addr": _("E-mail address"),
        "email-message": _("E-mail message"),
        "file": _("File"),
        "ipv4-addr": _("IPv4 address"),
        "ipv6-addr": _("IPv6 address"),
        "mac-addr": _("MAC address"),
        "mutex": _("Mutex"),
        "network-traffic": _("Network traffic"),
        "process": _("Process"),
        "software": _("Software"),
        "url": _("URL"),
        "user-account": _("User account"),
        "windows-registry-key": _("Windows registry key"),
        "x509-certificate": _("Certificate"),
        "marking-definition": _("Marking"),
        "language-content": _("Translation"),
        "extension-definition": _("Extension"),
    },
    "exchange": {
        "new": _("Not met yet"),
        "level": _("In step"),
        "behind": _("Catching up"),
        "failing": _("Failing"),
        "paused": _("Paused"),
    },
    "exchange_way": {
        "pull": _("comes"),
        "push": _("goes"),
        "both": _("both ways"),
    },
    "exchange_kind": {
        "taxii": _("TAXII 2.1"),
        "misp-feed": _("MISP feed"),
    },
    "exchange_failure": {
        "timeout": _("It took too long"),
        "tls": _("The certificate or the encryption is not right"),
        "unreachable": _("It cannot be reached"),
        "no host": _("There is no such host"),
        "refused": _("Its address is not one that we send to"),
        "secret": _("The secret cannot be opened: remove the partner and add it anew"),
        "too long": _("Its answer is too long"),
        "malformed": _("Its answer is not TAXII 2.1"),
        "media type": _("Its answer is not of the media type of TAXII 2.1"),
        "no api root": _("Its address leads to no API root"),
        "other host": _("Its API root is on another host"),
        "no next": _("There is more, and it does not say how to go on"),
        "no manifest": _("There is no manifest of a MISP feed that can be read"),
        "shrunk": _(
            "It has lost more than a tenth of its events; poll it with --may-shrink if that is so"
        ),
        "pending": _("It has not said yet what became of what it was given"),
        "longer than the partner takes": _("Longer than the partner takes"),
        "declined": _("Declined without a reason"),
    },
    "related": {
        "uses": _("uses"),
        "indicates": _("indicates"),
        "targets": _("targets"),
        "attributed-to": _("is attributed to"),
        "based-on": _("is based on"),
        "communicates-with": _("communicates with"),
        "delivers": _("delivers"),
        "derived-from": _("is derived from"),
        "downloads": _("downloads"),
        "drops": _("drops"),
        "exploits": _("exploits"),
        "hosts": _("hosts"),
        "mitigates": _("mitigates"),
        "related-to": _("is related to"),
        "resolves-to": _("resolves to"),
        "subtechnique-of": _("is a sub-technique of"),
        "variant-of": _("is a variant of"),
        "duplicate-of": _("is a duplicate of"),
        "belongs-to": _("belongs to"),
        "controls": _("controls"),
        "located-at": _("is located at"),
    },
    "observable": {
        "ipv4-addr": _("IPv4 address"),
        "ipv6-addr": _("IPv6 address"),
        "domain-name": _("Domain name"),
        "url": _("URL"),
        "email-addr": _("E-mail address"),
        "md5": _("MD5"),
        "sha-1": _("SHA-1"),
        "sha-256": _("SHA-256"),
        "sha-512": _("SHA-512"),
        "file-name": _("Name of a file"),
        "autonomous-system": _("Autonomous system"),
        "ja3": _("JA3"),
        "ja4": _("JA4"),
        "wallet": _("Wallet"),
    },
    "becomes": {
        "indicator": _("Indicator"),
        "observable": _("Observable alone"),
        "nothing": _("Nothing"),
    },
    "becomes_why": {
        "common": _("Common infrastructure"),
        "within": _("An address inside networks"),
        "context": _("Too common to be looked for alone"),
        "part": _("Means something only together with others"),
        "unsaid": _("STIX has no object for it"),
    },
    "document": {
        "text": _("Free text"),
        "sheet": _("Sheet (CSV)"),
        "html": _("HTML page"),
        "mail": _("Mail"),
        "pdf": _("PDF"),
        "openioc": _("OpenIOC"),
    },
    "tool": {
        "sigma": _("Sigma rule"),
        "suricata": _("Suricata rule"),
        "splunk": _("Search of Splunk (SPL)"),
        "kql": _("Query of Kibana (KQL)"),
        "block": _("List to block"),
    },
    "facet": {
        "type": _("Type"),
        "tlp": _("TLP"),
        "label": _("Label"),
        "organisation": _("From whom"),
        "source": _("Own source"),
    },
}

# What is refused of documents and of what is chosen of them.
READING_DETAILS: Final = (
    gettext_noop("it is empty"),
    gettext_noop("it has no rows"),
    gettext_noop("there is no text in it"),
    gettext_noop("it has no header fields"),
    gettext_noop("it is encrypted with a password: store it without one"),
    gettext_noop("it cannot be read as PDF"),
    gettext_noop("it takes too much time to read"),
    gettext_noop("it is damaged, or takes too much memory or time to read"),
    gettext_noop("choose at least one value"),
    gettext_noop("this reading is stored with another choice: read the document anew"),
    gettext_noop("reading: it is older than an hour, read the document anew"),
    gettext_noop("reading: it is not as it was given to you"),
)

# Why a pattern is not translated; the part follows.
TRANSLATION_DETAILS: Final = (gettext_noop("it cannot be translated"),)

# What the ledger's entries are called.
INTELLIGENCE_FACTS: Final[Mapping[str, Promise]] = {
    "intelligence.ReferenceImported": _("Reference tables imported"),
    "intelligence.IntelligenceImported": _("Intelligence imported"),
    "intelligence.IntelligenceDeleted": _("Intelligence deleted"),
    "intelligence.IntelligenceGiven": _("Intelligence given to a partner"),
    "intelligence.PartnerKept": _("Partner of exchange changed"),
}


def exchange_word(reason: str) -> str:
    """Why an exchange failed or an object was not taken: a code, a status, or somebody's own words."""
    status = reason.removeprefix("status ")
    if status != reason:
        return gettext("It answered %(status)s") % {"status": status}
    return str(INTELLIGENCE["exchange_failure"].get(reason, reason))
