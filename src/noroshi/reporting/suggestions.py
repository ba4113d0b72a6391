"""What the registry knows that a reporter would have to type: its systems, and what is weak in them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Count, Q

from noroshi.assets.models import SpecifiedComputer, System
from noroshi.kernel.errors import AbsentError
from noroshi.vulnerabilities.models import Exposure
from noroshi.vulnerabilities.queries import standings

MOST: Final = 8
MOST_CAUSES: Final = 5
MOST_WEIGHED: Final = 500


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A system, or a specified computer of one, that may be affected. causes: the vulnerabilities that
    are open in it, those that are exploited first; more: how many are not named."""

    id: UUID
    name: str
    description: str
    is_specified: bool
    causes: tuple[str, ...] = ()
    more: int = 0

    @property
    def key(self) -> str:
        """Of the entry that it makes in a draft."""
        return self.id.hex


def suggestions(organisation: UUID, text: str = "") -> list[Suggestion]:
    """Systems and specified computers whose names, assets or products have the text; without one,
    the systems in which most is weak and then the others."""
    computers = SpecifiedComputer.objects.filter(organisation_id=organisation, removed_on=None)
    systems = System.objects.filter(organisation_id=organisation)
    if text:
        computers = computers.filter(Q(name__icontains=text) | Q(product__icontains=text))
        named = Q(assets__name__icontains=text) | Q(assets__product__icontains=text)
        systems = systems.filter(Q(name__icontains=text) | (Q(assets__removed_at=None) & named))
    order = () if text else _weakest(organisation)
    chosen = list(systems.filter(id__in=order)) if order else []
    others = systems.exclude(id__in=order).distinct()[: MOST - len(chosen)]
    found = [_of_computer(one) for one in computers.order_by("name", "id")[:MOST]]
    found += [
        _of_system(one) for one in [*sorted(chosen, key=lambda it: order.index(it.id)), *others]
    ]
    return _with_causes(found)


def suggestion(organisation: UUID, key: UUID) -> Suggestion:
    """One of them. Raises: AbsentError."""
    wanted = {"organisation_id": organisation, "id": key}
    if system := System.objects.filter(**wanted).first():
        return _of_system(system)
    if computer := SpecifiedComputer.objects.filter(**wanted).first():
        return _of_computer(computer)
    raise AbsentError("there is no such system")


def weaknesses(keys: Iterable[str]) -> list[str]:
    """The vulnerabilities that are open in the systems and computers whose entries these are."""
    wanted = [UUID(hex=key) for key in keys if len(key) == 32]
    found = _with_causes([Suggestion(one, "", "", is_specified=False) for one in wanted])
    return list(dict.fromkeys(cause for one in found for cause in one.causes))


def _of_system(row: System) -> Suggestion:
    return Suggestion(row.id, row.name, row.role, is_specified=False)


def _of_computer(row: SpecifiedComputer) -> Suggestion:
    what = " ".join(filter(None, (row.system, row.maker, row.product, row.version)))
    return Suggestion(row.id, row.name, what, is_specified=True)


def _weakest(organisation: UUID) -> Sequence[UUID]:
    open_ones = Exposure.objects.filter(organisation_id=organisation, is_open=True)
    counted = open_ones.values("asset__system").annotate(n=Count("cause", distinct=True))
    return list(counted.order_by("-n").values_list("asset__system", flat=True)[:MOST])


def _with_causes(found: Sequence[Suggestion]) -> list[Suggestion]:
    causes = _causes(one.id for one in found)
    return [
        Suggestion(
            one.id, one.name, one.description, one.is_specified,
            tuple(causes[one.id][:MOST_CAUSES]), max(len(causes[one.id]) - MOST_CAUSES, 0),
        )
        for one in found
    ]  # fmt: skip


def _causes(keys: Iterable[UUID]) -> Mapping[UUID, list[str]]:
    """Of each system and specified computer what is open in it, what is exploited first."""
    wanted = list(keys)
    assets = SpecifiedComputer.objects.filter(id__in=wanted).values_list("asset_id", "id")
    of_asset = dict(assets)
    rows = (
        Exposure.objects.filter(
            Q(asset__system__in=wanted) | Q(asset__in=list(of_asset)), is_open=True
        )
        .order_by("-cause")
        .values_list("asset_id", "asset__system_id", "cause")
        .distinct()[:MOST_WEIGHED]
    )
    found: dict[UUID, dict[str, None]] = defaultdict(dict)
    for asset, system, cause in rows:
        for key in (system, of_asset.get(asset)):
            if key in wanted:
                found[key][cause] = None
    known = standings({cause for causes in found.values() for cause in causes})
    return defaultdict(
        list,
        {
            key: sorted(causes, key=lambda one: not known[one].exploited)
            for key, causes in found.items()
        },
    )
