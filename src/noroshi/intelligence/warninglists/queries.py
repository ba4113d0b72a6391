"""Whether a value is common infrastructure, and by which lists."""

import ipaddress
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Any, Final
from urllib.parse import urlsplit

from django.db import connection
from django.db.models import QuerySet

from noroshi.formats.names.observables import Observable, ObservableKind
from noroshi.formats.warning_lists import Match
from noroshi.intelligence.warninglists import sql
from noroshi.intelligence.warninglists.models import WarningList

ADDRESSES: Final = {ObservableKind.IPV4, ObservableKind.IPV6}


def warning_lists() -> QuerySet[WarningList]:
    """Every list, by name."""
    return WarningList.objects.all()


def entries(of: WarningList) -> Iterator[str]:
    """The values of a list, as they are compared."""
    return of.values.order_by("id").values_list("value", flat=True).iterator()


def common(asked: Iterable[Observable]) -> dict[Observable, tuple[str, ...]]:
    """Of the observables those that are common, each with the names of the lists that say so.

    One statement, however many are asked for."""
    observables = list(dict.fromkeys(asked))
    if not observables:
        return {}
    probes = [
        (number, match, probe)
        for number, one in enumerate(observables)
        for match, probe in _probes(one)
    ]
    parameters: dict[str, Any] = {
        "number": list(range(len(observables))),
        "kind": [one.kind.value for one in observables],
        "value": [one.value.lower() for one in observables],
        "address": [_address(one) for one in observables],
        "probe_of": [number for number, _, _ in probes],
        "probe_match": [match for _, match, _ in probes],
        "probe": [probe for _, _, probe in probes],
    }
    found: dict[Observable, tuple[str, ...]] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql.COMMON, parameters)
        for number, name in cursor.fetchall():
            one = observables[number]
            found[one] = (*found.get(one, ()), name)
    return found


def _probes(one: Observable) -> Iterator[tuple[str, str]]:
    """The whole, and of a host its name and each above it."""
    yield Match.STRING.value, one.value.lower()
    labels = _host(one).split(".")
    for above in accumulate(reversed(labels), lambda name, label: f"{label}.{name}"):
        yield Match.HOSTNAME.value, above


def _host(one: Observable) -> str:
    return (urlsplit(one.value).hostname or "") if one.kind is ObservableKind.URL else one.value


def _address(one: Observable) -> str | None:
    """The network of an address, a block, or a URL whose host is an address."""
    if one.kind not in ADDRESSES | {ObservableKind.URL}:
        return None
    try:
        return str(ipaddress.ip_network(_host(one), strict=False))
    except ValueError:
        return None
