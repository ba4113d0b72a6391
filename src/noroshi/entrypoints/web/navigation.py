"""What stands on the left: five to eight entries, by what the organisation is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from noroshi.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Entry:
    """route: a page's name; family: names of the pages under it, told by how they begin."""

    route: str
    family: str | tuple[str, ...]
    label: Promise
    is_here: bool = False


HOME = Entry("home", "home", _("Home"))
WARNINGS = Entry("warnings", ("warning", "board"), _("Warnings"))
REPORTS = Entry("reports", "report", _("Reports"))
ASSETS = Entry("assets", ("asset", "inventor", "system", "specified"), _("Assets"))
VULNERABILITIES = Entry(
    "vulnerabilities",
    (
        "vulnerabilit",
        "vex",
        "what_if",
        "name",
        "supplier",
        "coordination",
        "disclosure",
        "advisor",
        "provider",
    ),
    _("Vulnerabilities"),
)
INTELLIGENCE = Entry("intelligence", ("intelligence", "technique", "partner"), _("Intelligence"))
DESK = Entry("desk", ("desk", "home"), _("Supplier's desk"))
THREADS = Entry("supplier_threads", ("supplier", "disclosure"), _("Notices and requests"))
ORGANISATIONS = Entry("organisations", ("organisation", "communit", "claim"), _("Organisations"))
OWN = Entry("own", ("own", "communit"), _("My organisation"))
LEDGER = Entry("ledger", "ledger", _("Ledger"))

OPERATOR = (HOME, WARNINGS, REPORTS, ASSETS, VULNERABILITIES, INTELLIGENCE, OWN, LEDGER)
BY_KIND: Mapping[str, tuple[Entry, ...]] = {
    "nco": (HOME, WARNINGS, REPORTS, VULNERABILITIES, INTELLIGENCE, ORGANISATIONS, OWN, LEDGER),
    "ministry": (
        HOME,
        WARNINGS,
        REPORTS,
        VULNERABILITIES,
        INTELLIGENCE,
        ORGANISATIONS,
        OWN,
        LEDGER,
    ),
    "supplier": (DESK, THREADS, WARNINGS, ASSETS, VULNERABILITIES, INTELLIGENCE, OWN, LEDGER),
    "police": (HOME, REPORTS, VULNERABILITIES, INTELLIGENCE, OWN, LEDGER),
    "commission": (HOME, LEDGER, ORGANISATIONS, VULNERABILITIES, INTELLIGENCE, OWN),
}


def entries_for(actor: Actor, here: str) -> tuple[Entry, ...]:
    """The entries of an actor, the present one marked: the first that the page belongs to."""
    entries = BY_KIND.get(actor.organisation_kind, OPERATOR)
    present = next((entry for entry in entries if here.startswith(entry.family)), None)
    return tuple(replace(entry, is_here=entry is present) for entry in entries)
