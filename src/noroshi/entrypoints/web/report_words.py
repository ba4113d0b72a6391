"""The words of the reporting window for its codes."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from noroshi.reporting.sentences import GROUNDS, RECIPIENTS, STAGES, STATES

REPORTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "report_kind": {
        "ddos": _("DDoS attack"),
        "ransomware": _("Ransomware"),
        "other": _("Other attack"),
    },
    "report_act": {
        "report": _("Report"),
        "supplement": _("Supplement"),
        "correction": _("Correction"),
        "withdrawal": _("Withdrawal"),
    },
    "regime": {
        "jp-act": _("Act No. 42 of 2025"),
        "jp-appi": _("Act on the Protection of Personal Information"),
        "jp-telecom": _("Telecommunications accident rule"),
        "nis2": "NIS2",
        "circia": "CIRCIA",
        "cra": "CRA",
        "dora": "DORA",
    },
    "owed_state": {
        "open": _("Not filed yet"),
        **{state.value: said for state, said in STATES.items()},
    },
    "trait": {ground.value: said for ground, said in GROUNDS.items()},
    "demand": {
        "encryption": _("files encrypted"),
        "leak_threat": _("threat to publish"),
        "payment": _("payment demanded"),
    },
    "stage": STAGES,
    "recipient": {recipient.value: said for recipient, said in RECIPIENTS.items()},
}
