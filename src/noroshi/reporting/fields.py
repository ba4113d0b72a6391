"""What the fields of an incident are called, in plain words."""

import re
from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NUMBERED: Final = re.compile(r"\[(\d+)\]")

FIELDS: Final[Mapping[str, Promise]] = {
    "kind": _("Kind of attack"),
    "title": _("Title of the report"),
    "stage": _("Stage of the report"),
    "regimes": _("Laws under which it is filed"),
    "when": _("Times"),
    "when.aware": _("When you noticed it"),
    "when.occurred": _("When it began"),
    "when.believed": _("When you came to believe it"),
    "when.classified": _("When it was classified as major"),
    "when.ransom_paid": _("When a ransom was paid"),
    "when.fix_available": _("When a fix became available"),
    "when.ended": _("When it was over"),
    "what": _("What happened"),
    "contacts": _("Who answers questions"),
    "contacts.name": _("Name of whoever answers questions"),
    "contacts.email": _("E-mail address of whoever answers questions"),
    "contacts.telephone": _("Telephone of whoever answers questions"),
    "traits": _("What applies"),
    "systems": _("Affected systems"),
    "systems.name": _("Affected system"),
    "systems.is_specified": _("It is a specified critical computer"),
    "systems.description": _("Description of the system"),
    "impact": _("Impact"),
    "impact.service": _("What the service can no longer do"),
    "impact.users": _("How many users it fails"),
    "people": _("People's data"),
    "people.affected": _("How many people's data may have leaked"),
    "people.data": _("Which data"),
    "flood": _("The flood of a DDoS attack"),
    "flood.megabits_per_second": _("Volume in megabits per second"),
    "flood.packets_per_second": _("Volume in packets per second"),
    "flood.minutes": _("Duration in minutes"),
    "flood.vector": _("How the flood is made"),
    "flood.mitigation": _("What was done against the flood"),
    "ransom": _("The demand of ransomware"),
    "ransom.note": _("Text of the ransom note"),
    "ransom.extension": _("File name extension of what is encrypted"),
    "ransom.demands": _("What is done or threatened"),
    "technical": _("Technical matters"),
    "technical.entry_route": _("How they came in"),
    "technical.vulnerabilities": _("Weaknesses that were used"),
    "technical.indicators": _("Addresses, names and hashes seen"),
    "response": _("What you have done"),
    "reporter": _("About your organisation"),
    "reporter.employees": _("How many people you employ"),
    "reporter.places": _("Where you also work"),
    "reporter.bound_by": _("Laws that bind you by your own account"),
    "filed_elsewhere": _("What you have filed elsewhere"),
    "filed_elsewhere.regime": _("Law of what was filed elsewhere"),
    "filed_elsewhere.duty": _("Duty of what was filed elsewhere"),
    "filed_elsewhere.stage": _("Stage of what was filed elsewhere"),
    "filed_elsewhere.at": _("When it was filed elsewhere"),
    "filed_elsewhere.reference": _("Reference of what was filed elsewhere"),
    "on_behalf": _("Filed for the operator by telephone"),
    "on_behalf.office": _("Who took it down by telephone"),
    "on_behalf.called_at": _("When the operator telephoned"),
}


def bare_place(place: str) -> str:
    """The field without its number in a list."""
    return NUMBERED.sub("", place)


def field_order(place: str) -> tuple[int, str]:
    """Where it stands among the fields; what is none comes last."""
    names = list(FIELDS)
    bare = bare_place(place)
    return (names.index(bare) if bare in FIELDS else len(names)), place


def field_word(place: str) -> str:
    """The field's name in plain words with its number in a list, `when.aware`, `systems[1].name`;
    the place itself where there is none."""
    bare = bare_place(place)
    if bare not in FIELDS:
        return place
    numbers = "".join(f" {int(number) + 1}" for number in NUMBERED.findall(place))
    return f"{FIELDS[bare]}{numbers}"
