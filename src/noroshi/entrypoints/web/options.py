"""What a filter of a list offers to choose from, as far as the reader may see."""

from typing import Any

from django.db.models import QuerySet

from noroshi.assets import queries as assets
from noroshi.entrypoints.web.words import is_japanese, sector_word
from noroshi.parties import queries as parties

MOST = 300


def organisation_options() -> list[tuple[str, str]]:
    """Organisations by code."""
    return _named(parties.organisations())


def operator_options() -> list[tuple[str, str]]:
    """Operators by code."""
    return _named(parties.organisations(kind="operator"))


def _named(found: QuerySet[Any]) -> list[tuple[str, str]]:
    first, second = ("name_ja", "name") if is_japanese() else ("name", "name_ja")
    rows = found.prefetch_related(None).values_list("code", first, second)
    return [(code, f"{code} {name or other}") for code, name, other in rows]


def sector_options() -> list[tuple[str, str]]:
    """The sectors of those organisations."""
    found = parties.organisations().exclude(sector="").order_by("sector")
    return [(one, sector_word(one)) for one in found.values_list("sector", flat=True).distinct()]


def system_options() -> list[tuple[str, str]]:
    """Systems by identifier; none for who sees so many that nobody would look for one in a list."""
    found = assets.names_of_systems(most=MOST)
    return [(str(identifier), f"{code} {name}") for identifier, code, name in found]


def supplier_options() -> list[tuple[str, str]]:
    """Suppliers by code."""
    return _named(parties.organisations(kind="supplier"))
