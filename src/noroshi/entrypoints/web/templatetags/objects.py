"""Template words for objects of STIX: what they are called, and what stands in them."""

import re
from typing import Any, Final

import orjson
from django import template
from django.utils.text import Truncator

from noroshi.entrypoints.details import detail_word
from noroshi.entrypoints.web import words
from noroshi.entrypoints.web.intelligence_words import exchange_word
from noroshi.entrypoints.web.provider_words import provider_word
from noroshi.entrypoints.web.templatetags.faces import with_query
from noroshi.formats.names.observables import defang

register = template.Library()
URL: Final = re.compile(r"https?://[^\s'\"<>]{1,2000}")
LONGEST_MEMBER: Final = 1000
VALUES: Final = frozenset({"domain-name", "email-addr", "ipv4-addr", "ipv6-addr", "url"})


@register.filter
def object_title(held: Any) -> str:
    """What an object is called: values de-fanged; of what has no name its type, of a relationship how
    it relates."""
    if held.name:
        return defang(held.name) if held.type in VALUES else str(held.name)
    named = words.word("stix", held.type)
    if held.type != "relationship":
        return named
    return f"{named}: {words.word('related', orjson.loads(held.content)['relationship_type'])}"


@register.filter
def member(value: Any) -> str:
    """What stands in a member of an object, addresses de-fanged; a long one shortened."""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        value = ", ".join(value)
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return Truncator(URL.sub(lambda found: defang(found[0]), text)).chars(LONGEST_MEMBER)


@register.simple_tag(takes_context=True)
def narrowed(context: template.Context, name: str, value: str) -> str:
    """The present address with one filter more, from the first page."""
    return with_query(context, **{name: value})


@register.filter(name="exchange_word")
def exchange_worded(reason: str) -> str:
    """Why an exchange failed, or an object was not taken."""
    return exchange_word(reason)


@register.filter(name="provider_word")
def provider_worded(reason: str) -> str:
    """Why a look at a provider failed, or a document was not copied."""
    return detail_word(provider_word(reason))
