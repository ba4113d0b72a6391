"""Where something stood in a document or a file, in the reader's language."""

import re

from django import template
from django.utils.translation import gettext as _

register = template.Library()
PARTS = re.compile(
    r"page (?P<page>\d+)|line (?P<line>\d+)|lines (?P<first>\d+) and (?P<second>\d+)"
    r"|column (?P<column>.+)"
)


@register.filter
def place_words(place: str) -> str:
    """`page 3, line 5` in words; what is written in another way, a JSON pointer for one, as it is."""
    words = []
    for part in place.split(", ", 1):
        found = PARTS.fullmatch(part)
        if found is None:
            return place
        told = {name: value for name, value in found.groupdict().items() if value}
        words.append(_TOLD[min(told)]() % told)
    return _(", ").join(words)


_TOLD = {
    "page": lambda: _("page %(page)s"),
    "line": lambda: _("line %(line)s"),
    "first": lambda: _("lines %(first)s and %(second)s"),
    "column": lambda: _("column %(column)s"),
}
