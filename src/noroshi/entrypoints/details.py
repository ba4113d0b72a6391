"""What an error says, in the reader's language."""

from django.utils.translation import gettext

from noroshi.entrypoints.refusal_words import refusal_word


def detail_word(detail: str) -> str:
    """An error's detail; a name that follows it after a colon stays as it is, and so does a field's before."""
    whole = gettext(detail)
    if whole != detail:
        return whole
    said, _colon, rest = detail.partition(": ")
    translated = gettext(said)
    if translated != said:
        return translated + gettext(": ") + rest
    worded = refusal_word(detail)
    return worded if worded != detail or not rest else f"{said}: {detail_word(rest)}"
