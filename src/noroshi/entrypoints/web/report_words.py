"""The words of the reporting window for its codes."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from noroshi.reporting.sentences import GROUNDS, RECIPIENTS, STAGES, STATES, TURNS

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
    "by_telephone": {
        "waiting": _("By telephone, not confirmed"),
        "confirmed": _("By telephone, confirmed"),
    },
    "look": {
        "program": _("Looks like a program"),
        "macros": _("Looks like a document with macros"),
        "script": _("Looks like a script"),
        "shortcut": _("Looks like a shortcut"),
        "image": _("Looks like a disk image"),
        "archive": _("Archive with something that runs"),
        "closed": _("Archive that cannot be looked into"),
    },
    "report_line": {
        "question": _("Question"),
        "answer": _("Answer"),
        "note": _("Note"),
        "order": _("Order to correct"),
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
    "turn": {turn.value: said for turn, said in TURNS.items()},
    "trait": {ground.value: said for ground, said in GROUNDS.items()},
    "demand": {
        "encryption": _("files encrypted"),
        "leak_threat": _("threat to publish"),
        "payment": _("payment demanded"),
    },
    "stage": STAGES,
    "recipient": {recipient.value: said for recipient, said in RECIPIENTS.items()},
}

REPORT_FACTS: Final[Mapping[str, Any]] = {
    "reporting.RegimeConfirmed": _("Regime confirmed"),
    "reporting.RegimeWithdrawn": _("Confirmation of a regime withdrawn"),
    "reporting.ReportAccepted": _("Report accepted"),
    "reporting.ReportTaken": _("Report taken by telephone and filed"),
    "reporting.ReportConfirmed": _("Report taken by telephone confirmed"),
    "reporting.DeadlinesReminded": _("Reminded of deadlines"),
    "reporting.RegistrationOwed": _("Registration of computers worked out anew"),
    "reporting.ObligationsRecomputed": _("Deadlines worked out anew"),
    "reporting.ReportWithdrawn": _("Report withdrawn"),
    "reporting.ConsentGiven": _("Consent to reading a report given"),
    "reporting.ConsentWithdrawn": _("Consent to reading a report withdrawn"),
    "reporting.SharedReportOpened": _("Report shared by consent opened"),
    "reporting.FilesAttached": _("Files attached to a report"),
    "reporting.FileHandedOut": _("File beside a report handed out"),
    "reporting.FileErased": _("File beside a report erased"),
    "reporting.QuestionAsked": _("Question about a report asked"),
    "reporting.QuestionAnswered": _("Question about a report answered"),
    "reporting.NoteWritten": _("Note beside a report written"),
    "reporting.CorrectionOrdered": _("Correction of a report ordered"),
    "reporting.DraftBegun": _("Draft of a report begun"),
    "reporting.DraftDiscarded": _("Draft of a report discarded"),
    "reporting.CalendarKept": _("Address of a calendar kept"),
}

# Details of errors that a page may show.
REPORT_DETAILS: Final = (
    gettext_noop("only the national office takes reports by telephone"),
    gettext_noop("the office takes reports of operators alone"),
    gettext_noop("an instant that has come"),
    gettext_noop("whoever telephones has noticed it before"),
    gettext_noop("a time zone that there is"),
    gettext_noop("say what happened"),
    gettext_noop("a DDoS report says how strong the flood was, as far as it is known"),
    gettext_noop("a ransomware report says what was demanded, as far as it is known"),
    gettext_noop("each stands once"),
    gettext_noop("the law asks for other stages"),
    gettext_noop(
        "nothing of this incident is filed here under this law; say in filed_elsewhere what you"
        " have filed"
    ),
    gettext_noop("of a report, in at most 2000 characters"),
    gettext_noop("the law sends nothing of this to the office: the operator files it itself"),
    gettext_noop("the newest version of this report is your own: there is nothing to confirm"),
    gettext_noop("this is confirmed already"),
    gettext_noop("confirm or correct first what was filed for you"),
    gettext_noop("there is no such consent of yours"),
    gettext_noop("this consent is withdrawn"),
    gettext_noop("the law sends this report there: no consent is needed"),
    gettext_noop("there is no such report that was shared"),
    gettext_noop("there is no such file"),
    gettext_noop("there is no such file of yours"),
    gettext_noop("this file is erased"),
    gettext_noop("between 1 octet and 64 MiB"),
    gettext_noop("a report has at most 50 files, together of 256 MiB"),
    gettext_noop("Common forms of 2025-10-01"),
    gettext_noop("who reads a report asks; its reporter answers"),
    gettext_noop("there is no such question"),
    gettext_noop("there is no such line"),
    gettext_noop("there is no such order"),
    gettext_noop("an order is met by a correction that names it"),
    gettext_noop("this order is met already"),
    gettext_noop("what was wrong before"),
    gettext_noop("this law knows no order to correct"),
    gettext_noop("only the competent ministry orders a correction"),
    gettext_noop("a correction of this report is ordered: file it first"),
)

# What refusals of drafts say.
REFUSALS: Final = (
    gettext_noop("say either kind or report"),
    gettext_noop("a list for several choices, else a text"),
    gettext_noop("this draft is of no report"),
    gettext_noop("this is needed"),
    gettext_noop("is no whole number"),
    gettext_noop("is no date and time such as 2026-11-02 09:30"),
    gettext_noop("a day of our time"),
    gettext_noop("at most 300 characters"),
    gettext_noop("at most 20000 characters"),
    gettext_noop("at most 300 characters a line"),
    gettext_noop("this page cannot be read"),
    gettext_noop("there is no such draft"),
    gettext_noop("there is no such draft of yours"),
    gettext_noop("this draft is filed already"),
    gettext_noop("this draft is discarded already"),
    gettext_noop("this is settled already"),
    gettext_noop("50 drafts are open: file or discard one"),
    gettext_noop("settle first what several of you have written"),
    gettext_noop("the report has a newer version than this draft began from"),
    gettext_noop("all of it together is too long for a report; attach what is long"),
)
