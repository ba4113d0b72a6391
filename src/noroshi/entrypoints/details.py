"""What an error says, in the reader's language."""

from django.utils.translation import gettext

from noroshi.entrypoints.refusal_words import refusal_word


def detail_word(detail: str) -> str:
    """An error's detail; a name that follows it after a colon stays as it is."""
    whole = gettext(detail)
    if whole != detail:
        return whole
    said, _colon, name = detail.partition(": ")
    translated = gettext(said)
    return refusal_word(detail) if translated == said else translated + gettext(": ") + name
