"""What became of the obligations when the facts changed, and which facts it was. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from noroshi.reporting.rules import Assessment, Obligation


class What(StrEnum):
    """What became of an obligation."""

    ADDED = "added"
    ENDED = "ended"
    EARLIER = "earlier"
    LATER = "later"
    FILED = "filed"
    OTHER = "other"


class Because(StrEnum):
    """Which fact it was."""

    GROUNDS = "grounds"
    ANCHOR = "anchor"
    PERIOD = "period"
    FILING = "filing"
    LAW = "law"


@dataclass(frozen=True, slots=True)
class Change:
    """One obligation before and after; before is None for a new one, after for one that ended."""

    what: What
    because: Because
    before: Obligation | None
    after: Obligation | None

    @property
    def obligation(self) -> Obligation:
        """As it is now, or was."""
        found = self.after or self.before
        assert found is not None
        return found


def changes(before: Assessment, after: Assessment) -> tuple[Change, ...]:
    """What changed, in the order of the obligations; those that ended come last."""
    return tuple(_changes(before, after))


def _changes(before: Assessment, after: Assessment) -> Iterator[Change]:
    held = {one.key: one for one in before.obligations}
    for new in after.obligations:
        old = held.pop(new.key, None)
        if old is None:
            yield Change(What.ADDED, Because.GROUNDS, None, new)
        elif old != new:
            yield Change(_what(old, new), _because(old, new), old, new)
    for old in held.values():
        yield Change(What.ENDED, Because.GROUNDS, old, None)


def _what(old: Obligation, new: Obligation) -> What:
    if old.filed_at is None and new.filed_at is not None:
        return What.FILED
    then, now = old.due_at or old.warn_at, new.due_at or new.warn_at
    if then is None or now is None or then == now:
        return What.OTHER
    return What.EARLIER if now < then else What.LATER


def _because(old: Obligation, new: Obligation) -> Because:
    if old.filed_at != new.filed_at:
        return Because.FILING
    if (old.anchor, old.anchored_at) != (new.anchor, new.anchored_at):
        return Because.ANCHOR
    if (old.amount, old.unset) != (new.amount, new.unset):
        return Because.PERIOD
    if old.grounds != new.grounds:
        return Because.GROUNDS
    return Because.LAW
