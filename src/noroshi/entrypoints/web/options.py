"""What a filter of a list offers to choose from, as far as the reader may see."""

from noroshi.assets import queries as assets
from noroshi.entrypoints.web.words import name_of
from noroshi.parties import queries as parties


def organisation_options() -> list[tuple[str, str]]:
    """Organisations by code."""
    found = parties.organisations().prefetch_related(None)
    return [(one.code, f"{one.code} {name_of(one)}") for one in found]


def system_options() -> list[tuple[str, str]]:
    """Systems by identifier."""
    return [(str(one.id), f"{one.organisation.code} {one.name}") for one in assets.systems()]
