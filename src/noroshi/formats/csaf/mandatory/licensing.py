"""Tests of a document's licence, which 2.1 brings: 6.1.54 and 6.1.55."""

import re
from collections.abc import Iterator

from noroshi.formats.csaf import schema21
from noroshi.formats.csaf.mandatory.walking import Found
from noroshi.formats.csaf.schema import Document

EXPRESSION = "/document/license_expression"
LONGEST = 4096  # characters
TOKEN = re.compile(r"\s*([()]|[^\s()]+)")
SIMPLE = re.compile(
    r"(?:(?!LicenseRef-|AdditionRef-|DocumentRef-)(?i:(?!licenseref-))[A-Za-z0-9.-]+\+?"
    r"|LicenseRef-[A-Za-z0-9.-]+)"
)
ADDITION = re.compile(r"(?!LicenseRef-|DocumentRef-)[A-Za-z0-9.-]+")
WORDS = frozenset(("AND", "OR", "WITH", "and", "or", "with"))
OWN = re.compile(r"(?:LicenseRef|AdditionRef)-(?!scancode-)")
TITLE = "License"


def no_expression(document: Document) -> Iterator[Found]:
    """6.1.54 License Expression: SPDX's grammar, without a reference to another document."""
    for written in _written(document):
        if len(written) > LONGEST or not _is_sound(TOKEN.findall(written)):
            yield EXPRESSION, "no licence expression of SPDX"


def _is_sound(tokens: list[str]) -> bool:
    """Whether licences and AND, OR, WITH take turns, and what is opened is closed."""
    depth, is_due, before = 0, True, ""
    for part in tokens:
        if part == "(":
            sound, depth = is_due, depth + 1
        elif part == ")":
            sound, depth = not is_due and depth > 0, depth - 1
        elif part in WORDS:
            sound, is_due = not is_due, True
        else:
            pattern = ADDITION if before.upper() == "WITH" else SIMPLE
            sound, is_due = is_due and bool(pattern.fullmatch(part)), False
        if not sound:
            return False
        before = part
    return depth == 0 and not is_due


def licence_without_text(document: Document) -> Iterator[Found]:
    """6.1.55 License Text, where the document is in English or does not say. Lists of licences grow:
    what may stand on one by its form is taken to."""
    about = document.document
    for written in _written(document):
        if not OWN.search(written) or not is_english(document):
            continue
        texts = [note for note in about.notes if note.title == TITLE]
        if len(texts) != 1 or texts[0].category != "legal_disclaimer":
            yield "/document/notes", f"one legal_disclaimer called {TITLE!r} is needed"


def is_english(document: Document) -> bool:
    """Whether a document is in English, or does not say in what."""
    language = (document.document.lang or "en").lower()
    return language == "en" or language.startswith("en-")


def _written(document: Document) -> Iterator[str]:
    about = document.document
    if isinstance(about, schema21.About) and about.license_expression:
        yield about.license_expression
