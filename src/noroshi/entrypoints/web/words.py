"""The words of the pages for the codes of the rooms, in the reader's language."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from noroshi.entrypoints.web.advisory_words import ADVISORIES
from noroshi.entrypoints.web.bill_words import BILLS
from noroshi.entrypoints.web.disclosure_words import DISCLOSURES
from noroshi.entrypoints.web.intelligence_words import INTELLIGENCE, INTELLIGENCE_FACTS
from noroshi.entrypoints.web.name_words import NAMES
from noroshi.entrypoints.web.provider_words import PROVIDER_FACTS, PROVIDERS
from noroshi.entrypoints.web.registry_words import REGISTRY
from noroshi.entrypoints.web.report_words import REPORT_DETAILS, REPORT_FACTS, REPORTS
from noroshi.parties.sectors import KINDS, SECTORS

WORDS: Final[Mapping[str, Mapping[str, Promise]]] = {
    "role": {
        "administrator": _("Administrator"),
        "analyst": _("Analyst"),
        "reader": _("Reader"),
        "client": _("Machine client"),
        "console": _("Console"),
    },
    "community": {
        "sector": _("Sector"),
        "council": _("Council"),
        "partner": _("Partners"),
    },
    "state": {
        "open": _("Open"),
        "acknowledged": _("Acknowledged"),
        "not_affected": _("Not affected"),
        "fixed": _("Fixed"),
        "closed": _("Closed"),
        "owed": _("Waiting for an answer"),
    },
    "urgency": {
        "immediate": _("Immediate"),
        "out_of_cycle": _("Out of cycle"),
        "scheduled": _("Scheduled"),
        "defer": _("Defer"),
    },
    "digest": {
        "daily": _("Every morning"),
        "weekly": _("Every Monday morning"),
        "none": _("Not at all"),
    },
    "channel": {
        "mail": _("E-mail"),
        "webhook": _("Webhook"),
    },
    "delivery": {
        "waiting": _("Waiting to be sent"),
        "sent": _("Sent"),
        "dead": _("Dead letter"),
        "dropped": _("Nothing left to tell"),
    },
    "failure": {
        "timeout": _("It took too long"),
        "tls": _("The certificate or the encryption is not right"),
        "unreachable": _("It cannot be reached"),
        "no host": _("There is no such host"),
        "refused": _("Its address is not one that we send to"),
        "paused": _("The endpoint is paused"),
        "secret": _("The secret cannot be opened: make the endpoint anew"),
        "mail refused": _("The mail server knows no such address"),
        "mail server": _("The mail server does not take mail"),
        "cut short": _("We were interrupted at each attempt"),
    },
    "reason": {
        "component_not_present": _("The component is not there"),
        "vulnerable_code_not_present": _("The vulnerable code is not there"),
        "vulnerable_code_not_in_execute_path": _("The vulnerable code is never run"),
        "vulnerable_code_cannot_be_controlled_by_adversary": _(
            "An attacker cannot reach the vulnerable code"
        ),
        "inline_mitigations_already_exist": _("Protected by another measure"),
    },
    "note": {
        "comment": _("Comment"),
        "answer": _("Answer"),
        "assignment": _("Assignment"),
        "change": _("Change"),
    },
    "change": {
        "raised": _("Raised"),
        "closed": _("Closed: no asset is affected any more"),
        "reopened": _("Opened again"),
        "more urgent": _("More urgent than before"),
        "less urgent": _("Less urgent than before"),
        "updated": _("The facts behind it changed"),
    },
    "sent": {
        "notice": _("Vulnerability notice"),
        "request": _("Request for measures"),
    },
    "thread": {
        "sent": _("Sent"),
        "seen": _("Seen"),
        "answered": _("Answered"),
        "done": _("Done"),
        "withdrawn": _("Withdrawn"),
        "owed": _("Waiting for an answer"),
        "extended": _("More time given, until"),
        "reminded": _("Reminded of the answer that is due"),
    },
    **DISCLOSURES,
    **INTELLIGENCE,
    **REPORTS,
    "line": {
        "message": _("Message"),
        "comment": _("Comment"),
        "answer": _("Answer"),
        "change": _("Change"),
    },
    "severity": {
        "critical": _("Critical"),
        "high": _("High"),
        "medium": _("Medium"),
        "low": _("Low"),
        "none": _("None"),
    },
    "scope": {
        "assets": _("Register and read systems"),
        "warnings": _("Read and answer warnings"),
        "reports": _("File and read reports"),
        "intelligence": _("Intelligence; judge names and sources"),
        "taxii": _("Exchange intelligence by TAXII"),
        "misp": _("Exchange intelligence as MISP does"),
    },
    "certainty": {
        "purl": _("By package URL"),
        "cpe": _("By CPE name"),
        "name": _("By vendor and product name"),
        "alias": _("By another known name"),
        "confirmed": _("By a name that the national office confirmed"),
    },
    "status": {
        "affected": _("Affected"),
        "unaffected": _("Not affected"),
        "unknown": _("Unknown"),
    },
    "record": {
        "published": _("Published"),
        "rejected": _("Rejected"),
        "withdrawn": _("Withdrawn"),
    },
    "vex": {
        "affected": _("Affected"),
        "not_affected": _("Not affected"),
        "fixed": _("Fixed"),
        "under_investigation": _("Under investigation"),
    },
    **ADVISORIES,
    **BILLS,
    **NAMES,
    **PROVIDERS,
    **REGISTRY,
    "fact": {
        "parties.OrganisationsImported": _("Organisations registered"),
        "parties.NetworkClaimed": _("Network or domain named"),
        "parties.NetworkVerified": _("Network or domain verified"),
        "parties.PersonInvited": _("Person invited"),
        "parties.ClientCreated": _("Machine client made"),
        "parties.RoleEnded": _("Role ended"),
        "parties.CommunityKept": _("Community kept"),
        "parties.RecordOpened": _("Record opened"),
        "release.ReleaseDecided": _("Release decided"),
        "assets.InventoryImported": _("Systems registered"),
        "assets.ConnectionsImported": _("Links of systems taken in"),
        "assets.ComputersRegistered": _("Specified computers registered"),
        "assets.ComputersFollowed": _("Specified computers changed or gone"),
        "assets.RegistrationNotified": _("Registration notified"),
        "vulnerabilities.FeedImported": _("Vulnerability feed imported"),
        "vulnerabilities.ExposuresFound": _("Exposures found"),
        "vulnerabilities.NamesJudged": _("Names of a product judged"),
        "vulnerabilities.VexAuthorJudged": _("Author of VEX judged"),
        "warnings.WarningsRaised": _("Warnings brought up to date"),
        "warnings.WarningAnswered": _("Warning answered"),
        "warnings.WarningAssigned": _("Warning assigned"),
        "warnings.WarningsAssigned": _("Warnings assigned"),
        "warnings.WarningCommented": _("Comment written"),
        "warnings.DeliveryWished": _("Way of being told chosen"),
        "warnings.EndpointKept": _("Webhook endpoint kept"),
        "warnings.DeliveriesSettled": _("Messages sent or given up"),
        "warnings.DeliveriesRetried": _("Messages to be sent again"),
        "suppliers.ProductClaimed": _("Product named"),
        "suppliers.ProductVerified": _("Product verified"),
        "suppliers.SealedKept": _("Something under embargo kept"),
        "suppliers.WeaknessPublished": _("Weakness published"),
        "suppliers.VersionsCounted": _("Counted roughly who runs what"),
        "suppliers.AdvisoryDrafted": _("Advisory drafted"),
        "suppliers.AdvisoryPublished": _("Advisory published"),
        "suppliers.ThreadSent": _("Notice or request sent to a supplier"),
        "suppliers.ThreadSeen": _("Notice or request seen"),
        "suppliers.ThreadAnswered": _("Notice or request answered"),
        "suppliers.ThreadCommented": _("Comment on a notice or request"),
        "suppliers.ProductWithdrawn": _("Claim of a product withdrawn"),
        "suppliers.ThreadExtended": _("More time to answer given"),
        "suppliers.SuppliersReminded": _("Supplier reminded"),
        "suppliers.ThreadClosed": _("Notice or request closed"),
        **REPORT_FACTS,
        **INTELLIGENCE_FACTS,
        **PROVIDER_FACTS,
    },
    "information": {
        "organisation": _("Register"),
        "asset": _("Assets"),
        "exposure": _("Exposures"),
        "warning": _("Warnings"),
        "report": _("Incident reports"),
        "ledger": _("Ledger"),
        "supplier": _("Notices and requests to suppliers"),
        "intelligence": _("Intelligence"),
    },
}

# Details of errors that a page may show; the rooms speak English.
DETAILS: Final = (
    gettext_noop("there is no such warning"),
    gettext_noop("there is no such warning of your organisation"),
    gettext_noop("there is no such person at your organisation"),
    gettext_noop("there is no such asset"),
    gettext_noop("there is no such claim"),
    gettext_noop("a day that has come"),
    gettext_noop("there is no such bill of materials"),
    gettext_noop("there is no such edition"),
    gettext_noop("there is no such sector"),
    gettext_noop("this is no version"),
    gettext_noop("too many assets have this name: name the product more closely"),
    gettext_noop("no such author is trusted"),
    gettext_noop("only the national office judges sources"),
    gettext_noop("a bill of materials is exported as cyclonedx or spdx"),
    gettext_noop("too much differs to be shown: compare the files themselves"),
    gettext_noop("too long for a list: the document itself has all of it"),
    gettext_noop("there is no such notice or request"),
    gettext_noop("there is no such product of a supplier"),
    gettext_noop("is on your list already"),
    gettext_noop("vendor and product each have a name"),
    gettext_noop("one like it is open already"),
    gettext_noop("names who may run the product"),
    gettext_noop("a day that is still to come"),
    gettext_noop("cannot be read"),
    gettext_noop("for not_affected alone, and then one"),
    gettext_noop("this is closed"),
    gettext_noop("there is no such weakness"),
    gettext_noop("no answer to this is owed"),
    gettext_noop("a day later than the one that was set"),
    gettext_noop("what whoever runs it should do"),
    gettext_noop("this product is another supplier's: withdraw that first"),
    gettext_noop("this is withdrawn already"),
    gettext_noop("this is not under coordination"),
    gettext_noop("this is no CVSS vector"),
    gettext_noop("an identifier such as CVE-2024-21762"),
    gettext_noop("the other side agrees to a day"),
    gettext_noop("is the one that the office has accepted"),
    gettext_noop("only the national office and the supplier coordinate"),
    gettext_noop("only the national office sends notices and requests to suppliers"),
    gettext_noop("only a supplier names products"),
    gettext_noop("only the supplier answers"),
    gettext_noop("there is no such ledger entry"),
    gettext_noop("the ledger has no checkpoint yet"),
    gettext_noop("the entry is not merged yet"),
    gettext_noop("this cursor is not one of ours"),
    gettext_noop("only the national office registers organisations"),
    gettext_noop("only the national office judges names"),
    gettext_noop("there is no such pair of names"),
    gettext_noop("these names have been judged meanwhile"),
    gettext_noop("these names are of one product already"),
    gettext_noop("both names are the same already"),
    gettext_noop("a maker is another maker, a product another product"),
    gettext_noop("models are another product, not the other way round"),
    gettext_noop("between 1 and 1000 characters"),
    gettext_noop("only the national office verifies networks and domains"),
    gettext_noop("only the national office coordinates"),
    gettext_noop("this person has this role already"),
    gettext_noop("a community has this code already"),
    gettext_noop("no organisation has this code"),
    gettext_noop("there is no such saved view"),
    gettext_noop("there is no such list"),
    gettext_noop("you have as many saved views as fit; delete one first"),
    gettext_noop("capital letters, digits and hyphens, not beginning SECTOR-"),
    gettext_noop("the community of a sector follows from the register"),
    gettext_noop("an e-mail address has a name, an @ and a domain"),
    gettext_noop("the database does not answer"),
    gettext_noop("the address has a NUL character"),
    gettext_noop("there is no such role at your organisation"),
    gettext_noop("nobody ends the role they act in; ask another administrator"),
    gettext_noop("you have no such role"),
    gettext_noop("not known here"),
    gettext_noop("you have no calendar"),
    *REPORT_DETAILS,
    gettext_noop("there is no such endpoint of your organisation"),
    gettext_noop("there are as many endpoints as fit; remove one first"),
    gettext_noop("this is no address"),
    gettext_noop("it begins with https://"),
    gettext_noop("it names no host"),
    gettext_noop("without a name, a password or a fragment"),
    gettext_noop("this address is not on the public Internet"),
    gettext_noop("the name of a time zone, for example Asia/Tokyo"),
    gettext_noop("quiet hours have a beginning and an end"),
)


def word(family: str, code: str) -> str:
    """The word for a code, or the code itself where there is none."""
    return str(WORDS[family].get(code, code))


def failure_word(reason: str) -> str:
    """Why a message did not arrive; `status` and a number are what its receiver answered."""
    status = reason.removeprefix("status ")
    if status != reason:
        return gettext("It answered %(status)s") % {"status": status}
    return word("failure", reason)


def choices(family: str, *codes: str) -> tuple[tuple[str, Promise], ...]:
    """Codes of a family with their words, for a form; all of them if none is named."""
    table = WORDS[family]
    return tuple((code, table[code]) for code in codes or table)


CITATIONS: Final = (
    gettext_noop("Act No. 42 of 2025, Arts. 4 and 10"),
    gettext_noop("Act No. 42 of 2025, Art. 37; Basic Act on Cybersecurity, Art. 26"),
    gettext_noop("Act No. 42 of 2025, Art. 5"),
    gettext_noop("Act No. 42 of 2025, Art. 42"),
    gettext_noop("Act No. 42 of 2025, Art. 45"),
    gettext_noop("Act No. 42 of 2025, Art. 63"),
)


def cited(article: str) -> str:
    """A citation of the law, one of CITATIONS; the tag that says how well it is known stays."""
    text, opened, tag = article.partition(" [")
    return gettext(text) + opened + tag


def kind_word(kind: str) -> str:
    """What an organisation is."""
    english, japanese = KINDS[kind]
    return japanese if is_japanese() else english


def sector_word(sector: str) -> str:
    """A designated sector; empty for none."""
    if not sector:
        return ""
    return SECTORS[sector].name_ja if is_japanese() else SECTORS[sector].name


def name_of(named: Any) -> str:
    """The name of an organisation or hat in the reader's language."""
    return either(named.name_ja, named.name)


def title_of(vulnerability: Any) -> str:
    """A vulnerability's title, or the beginning of its description where it has none."""
    own = told_title_of(vulnerability)
    return either(vulnerability.title_ja or vulnerability.titled_ja, own)


def told_title_of(record: Any) -> str:
    """The title that one source gives, or the beginning of its description where it gives none."""
    title = either(record.title_ja, record.title)
    return title or either(record.description_ja, record.description)[:120]


def either(japanese: str, english: str) -> str:
    """The text in the reader's language, or in the one that there is."""
    return (japanese or english) if is_japanese() else (english or japanese)


def is_japanese() -> bool:
    """Does the reader read Japanese?"""
    return (get_language() or "").startswith("ja")
