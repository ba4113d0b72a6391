"""By when a specified computer, or a change of one, is to be notified. Pure; apart from what is owed
for an incident: what exempts from the one exempts not from the other."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Final
from uuid import UUID

from noroshi.reporting.regimes import Anchor, Condition, Regime
from noroshi.reporting.rules import Facts, Obligation, Profile, assess

REGIME: Final = "jp-act"
DUTY: Final = "registration"


def registration_owed(
    kind: str, sector: str, introduced_on: date, regimes: Iterable[Regime]
) -> Obligation | None:
    """What is owed for a computer that was introduced, or changed, on a day; None where the law does
    not bind. kind, sector: of the organisation."""
    act = [one for one in regimes if one.file.regime == REGIME]
    if not act:
        return None
    begins = min(one.begins for one in act)
    zone = act[0].place.zone
    introduced = datetime.combine(introduced_on, time(), tzinfo=zone)
    condition = Condition.EXISTING if introduced < begins else Condition.NEW
    anchors = {Anchor.INTRODUCTION: max(introduced, begins)}
    facts = Facts(Profile(kind, sector), anchors, frozenset({condition}))
    owed = assess(facts, act).obligations
    return next((one for one in owed if one.step.duty == DUTY), None)


def place_of(report: UUID | None) -> str:
    """The path of the page where what is owed is done: the report's, or that of the computers."""
    return f"/reports/{report}/" if report else "/specified/?state=pending"
