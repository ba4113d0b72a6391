"""The rows of a long list: their template is rendered once a page, and each row fills its places.

Rendered for every row anew it costs ten times as much, most of what a page takes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString

MARK: Final = "\0"  # in no text of the database, of a request or of a template

Cell = Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class Filling:
    """What fills the template of a row. cells: by the name of its place what a row says there,
    escaped unless it is safe."""

    cells: Mapping[str, Cell]
    rows: Iterable[Any]

    @property
    def places(self) -> dict[str, SafeString]:
        """Stands in the template for a row; filters have nothing to work on there."""
        return {name: SafeString(f"{MARK}{name}{MARK}") for name in self.cells}

    def fill(self, template: str) -> SafeString:
        """The rows. template: as it was rendered with the places."""
        first, *others = template.split(MARK)
        pairs = zip(others[::2], others[1::2], strict=True)
        parts = [(self.cells[name], text) for name, text in pairs]
        return SafeString("".join([first + _row(parts, one) for one in self.rows]))


def _row(parts: Iterable[tuple[Cell, str]], one: Any) -> str:
    said = ((cell(one), text) for cell, text in parts)
    return "".join(
        [
            (html if isinstance(html, SafeString) else escape(str(html))) + text
            for html, text in said
        ]
    )


def address(route: str, identifier: UUID) -> str:
    """Of the page of one thing; a list reverses it once."""
    before, after = _around(route)
    return f"{before}{identifier}{after}"


@cache
def _around(route: str) -> tuple[str, str]:
    nil = UUID(int=0)
    before, _, after = reverse(route, args=[nil]).partition(str(nil))
    return before, after
