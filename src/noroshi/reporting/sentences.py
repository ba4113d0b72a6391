"""What an obligation, a change or a gap says to people, in one sentence."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext, override
from django.utils.translation import gettext_lazy as _

from noroshi.reporting.changes import Because, Change, What
from noroshi.reporting.clocks import Amount, Unit
from noroshi.reporting.regimes import Anchor, Condition, Recipient
from noroshi.reporting.rules import Gap, Obligation, State, Turn

RECIPIENTS: Mapping[Recipient, Promise] = {
    Recipient.MINISTRY: _("the competent minister"),
    Recipient.PRIME_MINISTER: _("the Prime Minister"),
    Recipient.PRIVACY_COMMISSION: _("the Personal Information Protection Commission"),
    Recipient.PEOPLE: _("the people whose data it is"),
    Recipient.COMMUNICATIONS_MINISTER: _("the Minister for Internal Affairs and Communications"),
    Recipient.CISA: _("CISA"),
    Recipient.PLATFORM: _("the Single Reporting Platform"),
    Recipient.AUTHORITY: _("the competent authority (which one is not confirmed)"),
}

STAGES: Mapping[str, Promise] = {
    "first": _("First report"),
    "full": _("Full report"),
    "existing": _("Registration of what there was"),
    "new": _("Registration of what is new"),
    "persons": _("Notice"),
    "early": _("Early warning"),
    "notification": _("Notification"),
    "final": _("Final report"),
    "progress": _("Progress report"),
    "report": _("Report"),
    "supplement": _("Supplement"),
    "initial": _("Initial notification"),
    "intermediate": _("Intermediate report"),
    "correction": _("Ordered correction"),
}

GROUNDS: Mapping[Condition, Promise] = {
    Condition.INTRUSION: _("an intrusion is recognised"),
    Condition.PRECURSOR: _("a precursor event is recognised"),
    Condition.SENSITIVE_DATA: _("sensitive data may have leaked"),
    Condition.FINANCIAL_HARM: _("the leak may do financial harm"),
    Condition.IMPROPER_PURPOSE: _("the leak may have an improper purpose"),
    Condition.SERVICE_ACCIDENT: _("a service accident reaches the threshold"),
    Condition.SIGNIFICANT: _("the incident is significant"),
    Condition.EXPLOITED: _("a vulnerability is actively exploited"),
    Condition.SEVERE: _("the incident is severe"),
    Condition.MAJOR: _("the incident is classified as major"),
    Condition.BELIEVED: _("an incident is reasonably believed to have happened"),
    Condition.PAID: _("a ransom was paid"),
    Condition.EXISTING: _("the computer was there before the law"),
    Condition.NEW: _("the computer is new"),
    Condition.ORDERED: _("the ministry orders it"),
}

ANCHORS: Mapping[Anchor, Promise] = {
    Anchor.AWARENESS: _("awareness"),
    Anchor.BELIEF: _("reasonable belief"),
    Anchor.CLASSIFICATION: _("classification"),
    Anchor.PAYMENT: _("payment"),
    Anchor.FIX: _("the fix"),
    Anchor.END: _("the end of the incident"),
    Anchor.INTRODUCTION: _("introduction"),
    Anchor.ORDER: _("the order"),
    Anchor.PREVIOUS: _("the stage before"),
}

TURNS: Mapping[Turn, Promise] = {
    Turn.OPERATOR: _("The operator"),
    Turn.ANSWER: _("An answer"),
    Turn.RECIPIENT: _("The addressee"),
}

STATES: Mapping[State, Promise] = {
    State.FILED: _("Filed"),
    State.LATE: _("Late"),
    State.PRESSING: _("Pressing"),
    State.DUE: _("Due"),
    State.WAITING: _("Waiting"),
    State.UNSET: _("Not confirmed"),
}


def why(owed: Obligation, language: str | None = None) -> str:
    """What is owed, to whom, by when, since what, by which article and how well it is known.

    language: `en` or `ja`; without it, the active one."""
    with override(language or get_language()):
        return gettext("%(stage)s to %(recipient)s %(when)s, because %(grounds)s: %(article)s") % {
            "stage": STAGES[owed.step.stage],
            "recipient": RECIPIENTS[owed.recipient],
            "when": _when(owed),
            "grounds": gettext("; ").join(_ground(owed, ground) for ground in owed.grounds),
            "article": _article(owed),
        }


def said(change: Change, language: str | None = None) -> str:
    """What became of an obligation and which fact it was, in one sentence."""
    owed = change.obligation
    with override(language or get_language()):
        parts: Mapping[str, Callable[[], object]] = {
            "stage": lambda: STAGES[owed.step.stage],
            "recipient": lambda: RECIPIENTS[owed.recipient],
            "before": lambda: _date(change.before),
            "after": lambda: _date(change.after),
            "grounds": lambda: gettext("; ").join(_ground(owed, one) for one in owed.grounds),
            "because": lambda: _because(change),
        }
        text = str(_CHANGES[change.what])
        return text % {name: tell() for name, tell in parts.items() if f"%({name})s" in text}


def missing(gap: Gap, language: str | None = None) -> str:
    """Why it cannot be told whether a regime binds."""
    with override(language or get_language()):
        return gettext(
            "Whether %(regime)s binds cannot be told: %(unset)s is not confirmed. Declare the regime"
            " if you are bound: %(article)s"
        ) % {"regime": gap.regime, "unset": gap.unset, "article": gap.article}


_CHANGES: Mapping[What, Promise] = {
    What.ADDED: _("New: %(stage)s to %(recipient)s, %(after)s, because %(grounds)s"),
    What.ENDED: _("No longer owed: %(stage)s to %(recipient)s; no longer so: %(grounds)s"),
    What.EARLIER: _(
        "Earlier: %(stage)s to %(recipient)s, %(after)s instead of %(before)s: %(because)s"
    ),
    What.LATER: _(
        "Later: %(stage)s to %(recipient)s, %(after)s instead of %(before)s: %(because)s"
    ),
    What.FILED: _("Filed: %(stage)s to %(recipient)s"),
    What.OTHER: _("Changed: %(stage)s to %(recipient)s, %(after)s: %(because)s"),
}


def _because(change: Change) -> str:
    owed = change.obligation
    anchor = ANCHORS[owed.anchor]
    reasons = {
        Because.GROUNDS: gettext("other grounds"),
        Because.ANCHOR: gettext("%(anchor)s is now %(at)s")
        % {"anchor": anchor, "at": _instant(owed.anchored_at)},
        Because.PERIOD: gettext("another period holds"),
        Because.FILING: gettext("a filing"),
        Because.LAW: gettext("another version of the law holds"),
    }
    return reasons[change.because]


def _when(owed: Obligation) -> str:
    parts = {
        "due": _instant(owed.due_at),
        "warn": _instant(owed.warn_at),
        "anchor": ANCHORS[owed.anchor],
        "at": _instant(owed.anchored_at),
        "amount": _amount(owed.amount),
        "unset": owed.unset,
    }
    return _form(owed) % parts


def _form(owed: Obligation) -> str:
    if owed.anchor is Anchor.ORDER:
        return gettext("by %(due)s, the day that the order names")
    return _clocked(owed)


def _clocked(owed: Obligation) -> str:
    if owed.unset:
        return gettext("by a time that is not confirmed (%(unset)s)")
    if owed.due_at is None and owed.warn_at is not None:
        return gettext("promptly after %(anchor)s (%(at)s; warned of from %(warn)s)")
    if owed.due_at is None:
        return gettext("once %(anchor)s is known")
    if owed.amount is None:
        return gettext("by %(due)s, a day that the law sets")
    if owed.is_provisional:
        return gettext("by %(due)s, %(amount)s after %(anchor)s, if that is filed when it is due")
    return gettext("by %(due)s, %(amount)s after %(anchor)s (%(at)s)")


def _date(owed: Obligation | None) -> str:
    if owed is None or (owed.due_at is None and owed.warn_at is None):
        return gettext("without a date")
    if owed.due_at is None:
        return gettext("promptly (warned of from %(warn)s)") % {"warn": _instant(owed.warn_at)}
    return _instant(owed.due_at)


def _ground(owed: Obligation, ground: Condition) -> str:
    if ground is Condition.MANY_PEOPLE:
        return gettext("data of more than %(people)s people leaked") % {
            "people": f"{owed.people_over or 0:,}"
        }
    return str(GROUNDS[ground])


def _article(owed: Obligation) -> str:
    return f"{owed.article} [{owed.tag}]"


def _amount(amount: Amount | None) -> str:
    if amount is None:
        return ""
    n = amount.number
    match amount.unit:
        case Unit.HOURS:
            text = ngettext("%(n)d hour", "%(n)d hours", n)
        case Unit.DAYS:
            text = ngettext("%(n)d day", "%(n)d days", n)
        case Unit.MONTHS:
            text = ngettext("%(n)d month", "%(n)d months", n)
        case Unit.BUSINESS_DAYS:
            text = ngettext("%(n)d business day", "%(n)d business days", n)
    return text % {"n": n}


def _instant(instant: datetime | None) -> str:
    """By the clock of the house."""
    return f"{timezone.localtime(instant):%Y-%m-%d %H:%M %Z}" if instant else ""
