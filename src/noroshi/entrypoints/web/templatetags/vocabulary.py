"""Words of others, in the reader's language as far as they are of a fixed vocabulary."""

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language, gettext

from noroshi.entrypoints.refusal_words import refusal_word
from noroshi.entrypoints.web.role_words import role_word

register = template.Library()
SOURCES = {"cve": "CVE", "osv": "OSV", "csaf": "CSAF"}


@register.filter
def role_words(role: str) -> str:
    """What a system is for."""
    return role_word(role)


@register.filter
def refusal_words(reason: str) -> str:
    """Why a line of a file was refused; what is said in English alone is marked as such."""
    told = refusal_word(reason)
    is_foreign = told == reason and get_language() != "en"
    return format_html('<span lang="en">{}</span>', reason) if is_foreign else told


@register.filter
def source_words(source: str) -> str:
    """Who says something of a vulnerability: of a CVE record its author or one who adds to it."""
    if source == "cna":
        return gettext("CNA, the author of the CVE record")
    kind, _colon, name = source.partition(":")
    return f"{name} (ADP)" if kind == "adp" and name else SOURCES.get(source, source)
