"""What is asked about reports, as far as the requester may see."""

from collections.abc import Mapping

from noroshi.reporting.models import ConfirmedRegime
from noroshi.reporting.regimes import Confirmation, Regime, regimes


def confirmed() -> Mapping[str, ConfirmedRegime]:
    """The proposed regimes that are confirmed now."""
    return {one.regime: one for one in ConfirmedRegime.objects.filter(withdrawn_at=None)}


def in_force() -> tuple[Regime, ...]:
    """Every version that governs some day, those that are confirmed among them."""
    known = confirmed().values()
    return regimes(frozenset(Confirmation(one.regime, one.valid_from) for one in known))
